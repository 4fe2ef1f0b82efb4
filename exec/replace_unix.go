//go:build unix

package exec

import (
	"golang.org/x/sys/unix"

	"lanyard/internal/run"
)

// Replace turns this process into the command: no parent stays that would have to pass signals on
// or wait, and job control is the shell's own business. It returns only if that failed, with the
// errors of Run.
func Replace(args, env []string) error {
	path, err := find(args, env, "")
	if err != nil {
		return err
	}
	env = run.Environ(env)
	err = run.WithLimits(func() error {
		err := unix.Exec(path, args, env)
		if argv, ok := asScript(err, path, Command{Args: args}); ok {
			err = unix.Exec(argv[0], argv, env)
		}
		return err
	})
	return startError(args[0], path, err)
}
