//go:build unix && !linux

package run

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"

	"lanyard/internal/term"
)

// A job runs a program in a process group of its own, so that its children end with it. A program that
// may ask a person stays in lanyard's group where that has the terminal: outside Linux a stop of another
// group can't be followed, and Ctrl-Z would leave the terminal to nobody.
type job struct {
	cmd   *exec.Cmd
	group bool
}

func newJob(cmd *exec.Cmd, asks bool) *job {
	j := &job{cmd: cmd, group: true}
	if asks {
		if tty, err := term.OpenTTY(); err == nil { // only in the foreground
			tty.Close()
			j.group = false
			return j
		}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = j.kill
	return j
}

func (j *job) kill() error { return unix.Kill(-j.cmd.Process.Pid, unix.SIGKILL) }

// run runs the program. If it fails, nothing that it started is left.
func (j *job) run() error {
	err := runToEnd(j.cmd)
	if err != nil && j.group && j.cmd.Process != nil {
		_ = j.kill()
	}
	return err
}
