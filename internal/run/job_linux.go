package run

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"lanyard/internal/term"
)

// A job runs a program in a process group of its own, so that its children end with it. A program that
// may ask a person gets the terminal's foreground as well, as a shell's jobs do: a group in the background
// may not read from a terminal.
type job struct {
	cmd     *exec.Cmd
	tty     *os.File // nil without a terminal
	restore func()   // sets the terminal's modes as they were
}

func newJob(cmd *exec.Cmd, asks bool) *job {
	j := &job{cmd: cmd}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = j.kill
	if !asks {
		return j
	}
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return j
	}
	if !inForeground(tty) {
		_ = tty.Close()
		return j
	}
	j.tty, j.restore = tty, term.Keep(tty)
	cmd.SysProcAttr.Foreground, cmd.SysProcAttr.Ctty = true, int(tty.Fd())
	return j
}

func (j *job) kill() error { return unix.Kill(-j.cmd.Process.Pid, unix.SIGKILL) }

// run runs the program. If it fails, nothing that it started is left.
func (j *job) run() error {
	if j.tty == nil {
		return j.end(runToEnd(j.cmd))
	}
	defer j.tty.Close()
	err := WithLimits(j.cmd.Start)
	if !signal.Ignored(unix.SIGTTOU) { // which taking the terminal back would stop this process with
		signal.Ignore(unix.SIGTTOU)
		defer signal.Reset(unix.SIGTTOU)
	}
	defer j.restore()
	defer j.foreground(unix.Getpgrp())
	if err != nil {
		return err
	}
	go j.followStops()
	return j.end(j.cmd.Wait())
}

func (j *job) end(err error) error {
	var exit *exec.ExitError
	if err != nil && j.cmd.Process != nil {
		_ = j.kill()
	}
	if j.tty != nil && errors.As(err, &exit) && bySignal(exit, unix.SIGINT) {
		_ = unix.Kill(0, unix.SIGINT) // Ctrl-C is meant for all that were in the foreground before
	}
	return err
}

// foreground gives a process group the terminal, unless a shell has given it to a third one.
func (j *job) foreground(group int) {
	now, err := unix.IoctlGetInt(int(j.tty.Fd()), unix.TIOCGPGRP)
	if err == nil && (now == unix.Getpgrp() || now == j.cmd.Process.Pid) {
		_ = unix.IoctlSetPointerInt(int(j.tty.Fd()), unix.TIOCSPGRP, group)
	}
}

// stopDelay is how long a stop of this process takes to come; where nobody could continue it, none comes.
const stopDelay = 100 * time.Millisecond

// followStops stops this process's group when Ctrl-Z has stopped the program's, and lets the program go on
// when a shell has let this process.
func (j *job) followStops() {
	pid := j.cmd.Process.Pid
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, unix.WSTOPPED, nil)
		switch err {
		case nil:
		case unix.EINTR:
			continue
		default:
			return // it has ended
		}
		j.foreground(unix.Getpgrp())
		_ = unix.Kill(0, unix.SIGTSTP)
		time.Sleep(stopDelay)
		j.foreground(pid)
		_ = unix.Kill(-pid, unix.SIGCONT)
	}
}

func inForeground(tty *os.File) bool {
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
