//go:build unix

package cli

import (
	"context"
	"io"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"

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

// pause leaves the signals to their usual effect.
func (s *stops) pause() { signal.Stop(s.signals) }

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
			return &stopped{stops: s, whom: unix.Getpid()}, nil
		}
		return &stopped{}, nil
	}
}

// Job implements ui.Stops: kill(2) takes 0 for the process group.
func (s *stops) Job() ui.Program { return &stopped{stops: s} }

// stopped stops this process, or its whole group, until it is continued; without stops it does nothing.
type stopped struct {
	stops *stops
	whom  int
}

// stopWithin is how long a signal to ourselves may take. In a group that no shell looks after a stop
// has no effect (POSIX, "orphaned process group"), and no continuation follows.
const stopWithin = 500 * time.Millisecond

// Run implements ui.Program.
func (p *stopped) Run() error {
	if p.stops == nil {
		return nil
	}
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	defer signal.Stop(continued)
	p.stops.pause()
	defer p.stops.resume()
	if err := unix.Kill(p.whom, unix.SIGTSTP); err != nil {
		return err
	}
	select {
	case <-continued:
	case <-time.After(stopWithin):
	}
	return nil
}

// SetStdin implements ui.Program.
func (p *stopped) SetStdin(io.Reader) {}

// SetStdout implements ui.Program.
func (p *stopped) SetStdout(io.Writer) {}

// SetStderr implements ui.Program.
func (p *stopped) SetStderr(io.Writer) {}
