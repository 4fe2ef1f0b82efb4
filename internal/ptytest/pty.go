//go:build unix

package ptytest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// Pty is a program on a pseudo-terminal without an emulator. It records the bytes that the program writes, and when.
type Pty struct {
	Cmd *exec.Cmd

	tb      testing.TB
	master  *os.File
	started time.Time
	lock    sync.Mutex
	out     bytes.Buffer
	last    time.Time
	changed chan struct{}
	ended   chan struct{}
	once    sync.Once
}

// StartPty runs a program on a pseudo-terminal until the test ends.
func StartPty(tb testing.TB, size Size, env []string, argv ...string) *Pty {
	tb.Helper()
	p := &Pty{
		tb: tb, Cmd: exec.Command(argv[0], argv[1:]...), //nolint:gosec // the program that is measured
		changed: make(chan struct{}, 1), ended: make(chan struct{}),
	}
	p.Cmd.Env = append([]string{"TERM=xterm-256color"}, env...)
	p.started = time.Now()
	master, err := pty.StartWithSize(p.Cmd, winsize(size))
	if err != nil {
		tb.Fatal(err)
	}
	p.master = master
	go p.read()
	tb.Cleanup(p.Stop)
	return p
}

func winsize(size Size) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(size.W), Rows: uint16(size.H)} //nolint:gosec // sizes of tests
}

func (p *Pty) read() {
	defer close(p.ended)
	chunk := make([]byte, 64<<10)
	for {
		n, err := p.master.Read(chunk)
		if n > 0 {
			p.lock.Lock()
			p.out.Write(chunk[:n])
			p.last = time.Now()
			p.lock.Unlock()
			select {
			case p.changed <- struct{}{}:
			default:
			}
		}
		if err != nil {
			return
		}
	}
}

// Stop kills the program. It may be called more than once.
func (p *Pty) Stop() {
	p.once.Do(func() {
		_ = p.Cmd.Process.Kill()
		_ = p.Cmd.Wait()
		_ = p.master.Close()
		<-p.ended
	})
}

// Send types text.
func (p *Pty) Send(text string) {
	p.tb.Helper()
	if _, err := p.master.WriteString(text); err != nil {
		p.tb.Fatal(err)
	}
}

// Resize changes the size of the terminal, which sends SIGWINCH.
func (p *Pty) Resize(size Size) {
	p.tb.Helper()
	if err := pty.Setsize(p.master, winsize(size)); err != nil {
		p.tb.Fatal(err)
	}
}

// Take returns the output since the last Take.
func (p *Pty) Take() string {
	p.lock.Lock()
	defer p.lock.Unlock()
	text := p.out.String()
	p.out.Reset()
	return text
}

// WaitFor waits until the program writes a text after the last Take, and returns the time since its start.
func (p *Pty) WaitFor(text string) time.Duration {
	p.tb.Helper()
	if !p.until(func() bool { return bytes.Contains(p.out.Bytes(), []byte(text)) }) {
		p.tb.Fatalf("%q was not written, but %q", text, p.Take())
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.last.Sub(p.started)
}

// Answer sends keys and returns the time until the program writes.
func (p *Pty) Answer(keys string) time.Duration {
	p.tb.Helper()
	p.Take()
	sent := time.Now()
	p.Send(keys)
	if !p.until(func() bool { return p.out.Len() > 0 }) {
		p.tb.Fatalf("no answer to %q", keys)
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.last.Sub(sent)
}

// Quiet waits until the program has written nothing for a while.
func (p *Pty) Quiet(while time.Duration) {
	p.tb.Helper()
	quiet := time.NewTimer(while)
	defer quiet.Stop()
	for {
		select {
		case <-p.changed:
			quiet.Reset(while)
		case <-quiet.C:
			return
		case <-p.ended:
			p.tb.Fatal(errEnded)
		}
	}
}

var errEnded = errors.New("the program ended")

func (p *Pty) until(wanted func() bool) bool {
	look := func() bool {
		p.lock.Lock()
		defer p.lock.Unlock()
		return wanted()
	}
	deadline := time.NewTimer(Limit)
	defer deadline.Stop()
	for {
		if look() {
			return true
		}
		select {
		case <-p.changed:
		case <-p.ended:
			return look()
		case <-deadline.C:
			return false
		}
	}
}
