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

// stops implements ui.Stops: the shell's job control while the UI has the terminal. The process may stop only after
// the UI has restored the terminal's modes.
type stops struct {
	signals chan os.Signal
}

func newStops() *stops {
	s := &stops{make(chan os.Signal, 2)}
	s.resume()
	return s
}

// pause stops catching the signals. SIGTSTP still does not stop the process, because Go keeps a handler that
// does nothing. So the process stops itself with SIGSTOP.
func (s *stops) pause() { signal.Stop(s.signals) }

// follow stops this process whenever ctrl+z stops the program that has the terminal, until end is called.
func (s *stops) follow() (end func()) {
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

// stopSelf stops this process if a shell can continue it.
func stopSelf() {
	if hasJobControl() {
		_ = unix.Kill(unix.Getpid(), unix.SIGSTOP)
	}
}

// hasJobControl reports whether a shell controls our process group: a process of the group has its parent in
// another group of the session (POSIX, "orphaned process group"). SIGTSTP does not stop other groups either.
func hasJobControl() bool {
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
			return true // this system has no /proc
		}
	}
	return false
}

// statLimit bounds /proc/PID/stat, about fifty numbers and a name.
const statLimit = 4 << 10

// parentOf reads the parent from proc_pid_stat(5). The name in parentheses may hold any characters.
func parentOf(pid int) (parent int, err error) {
	stat, err := readfile.Read("/proc/"+strconv.Itoa(pid)+"/stat", statLimit)
	if err != nil {
		return 0, err
	}
	var state string
	_, err = fmt.Sscan(string(stat[bytes.LastIndexByte(stat, ')')+1:]), &state, &parent)
	return parent, err
}

// resume catches the signals. An ignored SIGTSTP stays ignored.
func (s *stops) resume() {
	if !signal.Ignored(unix.SIGTSTP) {
		signal.Notify(s.signals, unix.SIGTSTP)
	}
	signal.Notify(s.signals, unix.SIGCONT)
}

// Wait implements ui.Stops. It also returns after SIGSTOP and SIGCONT: SIGSTOP can't be caught, and the UI must
// set up the terminal again.
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

// stopped is a program that stops this process, or its whole job, until it is continued. Without stops it does
// nothing.
type stopped struct {
	stops *stops
	job   bool
}

// stopWithin limits the wait for a signal to this process.
const stopWithin = 500 * time.Millisecond

// Run implements ui.Program.
func (p *stopped) Run() error {
	if p.stops == nil || !hasJobControl() {
		return nil
	}
	caught := make(chan os.Signal, 2)
	signal.Notify(caught, unix.SIGTSTP, unix.SIGCONT)
	defer signal.Stop(caught)
	p.stops.pause()
	defer p.stops.resume()
	awaitSignal := func() {
		select {
		case <-caught:
		case <-time.After(stopWithin):
		}
	}
	if p.job {
		if err := unix.Kill(0, unix.SIGTSTP); err != nil {
			return err
		}
		awaitSignal() // or resume would catch it as another stop
	}
	stopSelf()
	awaitSignal()
	return nil
}

// SetStdin implements ui.Program.
func (p *stopped) SetStdin(io.Reader) {}

// SetStdout implements ui.Program.
func (p *stopped) SetStdout(io.Writer) {}

// SetStderr implements ui.Program.
func (p *stopped) SetStderr(io.Writer) {}
