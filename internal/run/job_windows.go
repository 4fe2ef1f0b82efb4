package run

import "os/exec"

// A job runs a program. Windows has no process groups in this sense.
type job struct{ cmd *exec.Cmd }

func newJob(cmd *exec.Cmd, _ bool) *job { return &job{cmd} }

func (j *job) run() error { return runToEnd(j.cmd) }

// interrupted reports that Ctrl-C ended a program.
func interrupted(*exec.ExitError) bool { return false }
