package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"time"

	"lanyard/internal/run"
)

// killAfter is how long a child that was asked to end may take.
const killAfter = 5 * time.Second

// Command is what to run. The zero values of Env and Dir mean an empty environment and the current
// folder. Where a stream is an *os.File the child gets the file itself, a terminal thus included.
type Command struct {
	Args           []string // the first is looked up in the PATH of Env
	Env            []string
	Dir            string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Inputs lets the child have run.Inputs too: it is lanyard itself.
	Inputs bool
}

// Run starts c and waits for its end. The code is the child's own, or CodeSignal plus the number
// of the signal that ended it; with an error there was no child, and the error is a
// *NotFoundError, a *NotExecutableError or another.
//
// The child shares lanyard's process group, so Ctrl-C and Ctrl-Z reach both as the terminal sends
// them, and lanyard lives on until the child has decided what to do about it. Signals sent to
// lanyard alone are passed on. The end of ctx ends the child: ctx must not end at Ctrl-C.
func Run(ctx context.Context, c Command) (code int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	path, err := find(c.Args, c.Env, c.Dir)
	if err != nil {
		return 0, err
	}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, handled()...)
	defer signal.Stop(signals)
	cmd, err := c.start(ctx, path, c.Args)
	if argv, ok := asScript(err, path, c); ok {
		cmd, err = c.start(ctx, argv[0], argv)
	}
	if err != nil {
		return 0, startError(c.Args[0], path, err)
	}
	done := make(chan struct{})
	defer close(done)
	go forward(cmd.Process, signals, done)
	return exitCode(cmd, cmd.Wait())
}

func (c Command) start(ctx context.Context, path string, args []string) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, path)
	cmd.Path, cmd.Args, cmd.Err = path, args, nil // it was looked up in another PATH
	cmd.Env, cmd.Dir = slices.Clone(c.Env), c.Dir
	if !c.Inputs {
		cmd.Env = run.Environ(c.Env)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, c.Stdout, c.Stderr
	cmd.Cancel = func() error { return terminate(cmd.Process) }
	cmd.WaitDelay = killAfter
	return cmd, run.WithLimits(cmd.Start)
}

func forward(child *os.Process, signals <-chan os.Signal, done <-chan struct{}) {
	for {
		select {
		case sig := <-signals:
			if !terminalSent(sig) {
				_ = child.Signal(sig) // it may just have ended
			}
		case <-done:
			return
		}
	}
}

func exitCode(cmd *exec.Cmd, err error) (int, error) {
	if cmd.ProcessState == nil {
		return 0, fmt.Errorf("wait for %q: %w", cmd.Args[0], err)
	}
	// The streams' errors (a closed pipe) don't matter once there is an exit code.
	if code, ok := signalled(cmd.ProcessState); ok {
		return code, nil
	}
	return cmd.ProcessState.ExitCode(), nil
}

// find looks a command up.
func find(args, env []string, dir string) (path string, err error) {
	if len(args) == 0 || args[0] == "" {
		return "", ErrNoCommand
	}
	return lookPath(args[0], native(env), dir)
}

// startError sorts the errors of starting a program that lookPath found.
func startError(name, path string, err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	if errors.Is(err, os.ErrNotExist) {
		return &NotFoundError{Name: name, Err: fmt.Errorf("%q, its interpreter or the folder: %w", path, err)}
	}
	if unfit(err) {
		return &NotExecutableError{Path: path, Err: err}
	}
	return fmt.Errorf("start %q: %w", name, err)
}
