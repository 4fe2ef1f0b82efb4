package exec

import (
	"context"
	"fmt"
	"os"
)

// Replace runs the command in place of lanyard, which Windows has no system call for: it waits for
// the child and returns its exit code in an *ExitError, 0 included; other errors are those of Run.
func Replace(args, env []string) error {
	code, err := Run(context.Background(), Command{
		Args: args, Env: env, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	})
	if err != nil {
		return err
	}
	return &exitError{code}
}

// exitError carries the exit code of a child that ran in place of lanyard.
type exitError struct{ code int }

func (e *exitError) Error() string { return fmt.Sprintf("the command exited with code %d", e.code) }

// ExitCode returns the child's exit code.
func (e *exitError) ExitCode() int { return e.code }
