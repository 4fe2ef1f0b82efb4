// Package exec puts credentials where programs look for them: into the environment of a child, or
// into text that a shell, a container or a CI runner reads. It launches children and tells how they
// ended. It finds no credentials and reads no AWS file.
//
// Exit codes follow POSIX, "Exit Status for Commands",
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02,
// and env(1) and timeout(1) for what happens before the command starts.
package exec

import (
	"errors"
	"fmt"
)

// The exit codes of a command that could not be started.
const (
	codeNotExecutable = 126
	codeNotFound      = 127
	// CodeSignal is added to the number of the signal that ended a child.
	CodeSignal = 128
)

// ErrNoCommand means that there is nothing to run.
var ErrNoCommand = errors.New("the command is empty")

// NotFoundError means that there is no such command.
type NotFoundError struct {
	Name string
	Err  error // what more is known; may be nil
}

func (e *NotFoundError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("command %q not found: %v", e.Name, e.Err)
	}
	return fmt.Sprintf("command %q not found", e.Name)
}

// Unwrap returns what more is known.
func (e *NotFoundError) Unwrap() error { return e.Err }

// ExitCode is what a shell ends with in this case.
func (*NotFoundError) ExitCode() int { return codeNotFound }

// NotExecutableError means that the command is there and can't be run.
type NotExecutableError struct {
	Path string
	Err  error
}

func (e *NotExecutableError) Error() string {
	return fmt.Sprintf("command %q can't be run: %v", e.Path, e.Err)
}

// Unwrap returns the reason.
func (e *NotExecutableError) Unwrap() error { return e.Err }

// ExitCode is what a shell ends with in this case.
func (*NotExecutableError) ExitCode() int { return codeNotExecutable }
