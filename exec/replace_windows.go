package exec

import (
	"context"
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
	return &exitError{Code: code}
}
