//go:build unix

package exec

import (
	"errors"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"

	"lanyard/internal/term"
)

// handled are the signals that Run passes on: those that people and supervisors send. One that is
// ignored (nohup, a background job of a script) stays ignored in the child too.
func handled() []os.Signal {
	var sigs []os.Signal
	for _, sig := range []os.Signal{
		unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGTERM, unix.SIGUSR1, unix.SIGUSR2,
		unix.SIGALRM, unix.SIGWINCH,
	} {
		if !signal.Ignored(sig) {
			sigs = append(sigs, sig)
		}
	}
	return sigs
}

// terminalSent reports signals that the child has got already. The terminal sends them to the whole
// foreground group; Go doesn't tell who sent a signal, but outside the foreground it was not the
// terminal.
func terminalSent(sig os.Signal) bool {
	switch sig {
	case unix.SIGINT, unix.SIGQUIT, unix.SIGWINCH:
		return foreground()
	}
	return false
}

// foreground reports whether this process group is the one that its terminal serves.
func foreground() bool {
	tty, err := term.OpenTTY()
	if err != nil {
		return false
	}
	tty.Close()
	return true
}

func terminate(p *os.Process) error { return p.Signal(unix.SIGTERM) }

func signalled(state *os.ProcessState) (code int, ok bool) {
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return 0, false
	}
	return CodeSignal + int(status.Signal()), true
}

// unfit reports errors of execve(2) that mean that the file itself is at fault.
func unfit(err error) bool {
	for _, e := range []error{unix.EACCES, unix.ENOEXEC, unix.EPERM, unix.EISDIR, unix.ELOOP, unix.EINVAL, unix.ETXTBSY} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
