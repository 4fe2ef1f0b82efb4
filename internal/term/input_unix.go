//go:build unix

package term

import (
	"bytes"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Input is a terminal that is read in whole control sequences. A reader that waits for the file
// descriptor to become readable, as Bubble Tea's does, may get an empty read: what came was not whole.
type Input struct {
	*os.File
	sequencer sequencer
	more      func(time.Duration) bool // reports whether input comes within that time
}

// NewInput returns an Input that reads f.
func NewInput(f *os.File) *Input {
	return &Input{File: f, more: func(wait time.Duration) bool { return readable(int(f.Fd()), wait) }}
}

// Read reads whole control sequences. It waits for the rest of one that has begun (see sequencer).
// p must hold more than the longest sequence, sequenceLimit.
func (in *Input) Read(p []byte) (int, error) {
	n := 0
	for {
		room := len(p) - n - len(in.sequencer.held) - len(pasteEnd)
		if room <= 0 {
			return n, nil
		}
		read, err := in.File.Read(p[n : n+room])
		n += copy(p[n:], in.sequencer.feed(bytes.Clone(p[n:n+read])))
		wait := in.sequencer.wait()
		if err != nil || wait == 0 {
			return n, err
		}
		if !in.more(wait) {
			return n + copy(p[n:], in.sequencer.expire()), nil
		}
	}
}

// readable waits until fd can be read, and reports whether it can. It is select, not poll, which does
// not know terminals on macOS.
func readable(fd int, wait time.Duration) bool {
	for {
		var fds unix.FdSet
		fds.Set(fd)
		timeout := unix.NsecToTimeval(wait.Nanoseconds())
		n, err := unix.Select(fd+1, &fds, nil, nil, &timeout)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		return err == nil && n > 0
	}
}
