//go:build unix

package tui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"lanyard/internal/readfile"
	"lanyard/ui"
)

// stops is the shell's job control while the UI has the terminal: it may be stopped only when the terminal
// is as the shell wants it. It implements ui.Stops.
type stops struct {
	signals chan os.Signal
}

func newStops() *stops {
	s := &stops{make(chan os.Signal, 2)}
	s.resume()
	return s
}

// pause stops listening. That does not bring the usual effect of SIGTSTP back: Go keeps its handler, which
// does nothing. So this process stops itself with SIGSTOP.
func (s *stops) pause() { signal.Stop(s.signals) }

// along stops this process whenever a program that has the terminal is stopped by ctrl+z.
func (s *stops) along() (end func()) {
	s.pause()
	caught, done := make(chan os.Signal, 1), make(chan struct{})
	if !signal.Ignored(unix.SIGTSTP) {
		signal.Notify(caught, unix.SIGTSTP)
	}
	go func() {
		for {
			select {
			case <-caught:
				stopSelf()
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(caught)
		close(done)
		s.resume()
	}
}

// stopSelf stops this process, if there is somebody to continue it.
func stopSelf() {
	if lookedAfter() {
		_ = unix.Kill(unix.Getpid(), unix.SIGSTOP)
	}
}

// lookedAfter reports whether a shell controls our process group: one of the group has its parent in another
// group of the session (POSIX, "orphaned process group"). The kernel stops nobody else at SIGTSTP either.
func lookedAfter() bool {
	group := unix.Getpgrp()
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	for pid := unix.Getppid(); pid > 1; {
		of, err := unix.Getpgid(pid)
		if err != nil {
			return false
		}
		if of != group {
			theirs, err := unix.Getsid(pid)
			return err == nil && theirs == session
		}
		if pid, err = parentOf(pid); err != nil {
			return true // this system doesn't tell
		}
	}
	return false
}

// statLimit bounds /proc/PID/stat: some fifty numbers and a name.
const statLimit = 4 << 10

// parentOf reads proc_pid_stat(5); the name in parentheses may hold anything.
func parentOf(pid int) (parent int, err error) {
	stat, err := readfile.Read("/proc/"+strconv.Itoa(pid)+"/stat", statLimit)
	if err != nil {
		return 0, err
	}
	var state string
	_, err = fmt.Sscan(string(stat[bytes.LastIndexByte(stat, ')')+1:]), &state, &parent)
	return parent, err
}

// resume catches the signals. A stop that is ignored stays so.
func (s *stops) resume() {
	if !signal.Ignored(unix.SIGTSTP) {
		signal.Notify(s.signals, unix.SIGTSTP)
	}
	signal.Notify(s.signals, unix.SIGCONT)
}

// Wait implements ui.Stops. After SIGSTOP, which can't be caught, the terminal is taken anew as well.
func (s *stops) Wait(ctx context.Context) (ui.Program, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case by := <-s.signals:
		if by == unix.SIGTSTP {
			return &stopped{stops: s}, nil
		}
		return &stopped{}, nil
	}
}

// Job implements ui.Stops.
func (s *stops) Job() ui.Program { return &stopped{stops: s, job: true} }

// stopped stops this process, or its whole job, until it is continued; without stops it does nothing.
type stopped struct {
	stops *stops
	job   bool
}

// stopWithin is how long a signal to ourselves may take.
const stopWithin = 500 * time.Millisecond

// Run implements ui.Program.
func (p *stopped) Run() error {
	if p.stops == nil || !lookedAfter() {
		return nil
	}
	caught := make(chan os.Signal, 2)
	signal.Notify(caught, unix.SIGTSTP, unix.SIGCONT)
	defer signal.Stop(caught)
	p.stops.pause()
	defer p.stops.resume()
	comes := func() {
		select {
		case <-caught:
		case <-time.After(stopWithin):
		}
	}
	if p.job {
		if err := unix.Kill(0, unix.SIGTSTP); err != nil {
			return err
		}
		comes() // it must not be taken for another one later
	}
	stopSelf()
	comes()
	return nil
}

// SetStdin implements ui.Program.
func (p *stopped) SetStdin(io.Reader) {}

// SetStdout implements ui.Program.
func (p *stopped) SetStdout(io.Writer) {}

// SetStderr implements ui.Program.
func (p *stopped) SetStderr(io.Writer) {}
