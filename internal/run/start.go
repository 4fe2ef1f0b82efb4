package run

import (
	"errors"
	"fmt"
	"os/exec"
)

// ErrNotFound means that there is no program of that name.
var ErrNotFound = exec.ErrNotFound

// Start starts a program that may live longer than lanyard, such as a browser: it has no streams of
// lanyard's. The channel brings its end, once.
func Start(c Command) (<-chan error, error) {
	if len(c.Args) == 0 || c.Args[0] == "" {
		return nil, errors.New("no command")
	}
	cmd := exec.Command(c.Args[0], c.Args[1:]...) //nolint:gosec // the person's own configuration
	cmd.Env = Environ(c.Env)
	if err := WithLimits(cmd.Start); err != nil {
		return nil, fmt.Errorf("%q: %w", c.Args[0], reason(err))
	}
	end := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = &ExitError{Program: c.Args[0], Code: exit.ExitCode()}
		}
		end <- err
	}()
	return end, nil
}
