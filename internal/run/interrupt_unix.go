//go:build unix

package run

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// codeInterrupted is the exit code of programs that end by themselves at Ctrl-C, as shells name it.
const codeInterrupted = 128 + int(unix.SIGINT)

// interrupted reports that Ctrl-C ended a program.
func interrupted(exit *exec.ExitError) bool {
	return bySignal(exit, unix.SIGINT) || exit.ExitCode() == codeInterrupted
}

func bySignal(exit *exec.ExitError, signal syscall.Signal) bool {
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == signal
}
