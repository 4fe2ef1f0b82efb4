// Package run starts the short-lived programs whose answer lanyard reads: credential_process,
// mfa_process. Programs that take lanyard's place, or that a person works in, are exec's.
package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"time"
)

// ErrTooLong says that a program wrote more than it was allowed to.
var ErrTooLong = errors.New("the answer is too long")

// ErrInterrupted says that Ctrl-C ended a program.
var ErrInterrupted = errors.New("interrupted")

const (
	// stderrLimit and stderrLines bound what is kept of a program's complaints.
	stderrLimit = 4 << 10
	stderrLines = 20
	// pipeDelay is how long grandchildren may hold the pipes open once the program is gone.
	pipeDelay = 2 * time.Second
)

// Command is a program to run.
type Command struct {
	Args  []string // program and arguments, passed on as they are
	Env   []string // the whole environment, "NAME=value"; the program gets it without Inputs
	Limit int      // bytes of stdout
	Stdin []byte   // what it reads; nothing if empty
	// Streams connect the program that Output runs with a person. Without them it reads nothing, and
	// what it complains about is in the error.
	Streams Streams
}

// Streams are those of a person. Either may be nil.
type Streams struct{ Stdin, Stderr *os.File }

// ExitError says how a program failed.
type ExitError struct {
	Program string
	Code    int    // -1 if a signal ended it
	Stderr  string // its last lines on stderr, as they were written; "" if a person has seen them
}

func (e *ExitError) Error() string {
	how := fmt.Sprintf("exit status %d", e.Code)
	if e.Code < 0 {
		how = "ended by a signal"
	}
	if e.Stderr == "" {
		return fmt.Sprintf("%q: %s", e.Program, how)
	}
	return fmt.Sprintf("%q: %s: %s", e.Program, how, e.Stderr)
}

// Shell is the command line text as a program for the system's shell.
func Shell(text string) []string { return shell(text) }

// Find returns why a program would not be found, or nil.
func Find(program string) error {
	if _, err := exec.LookPath(program); err != nil {
		return fmt.Errorf("%q: %w", program, reason(err))
	}
	return nil
}

// Output runs a program and returns what it wrote to stdout. If it fails or ctx ends, the processes that
// it started end too. Its arguments appear in no error: they may hold secrets.
func Output(ctx context.Context, c Command) ([]byte, error) {
	if len(c.Args) == 0 || c.Args[0] == "" {
		return nil, errors.New("no command")
	}
	stdout, stderr := &limited{limit: c.Limit}, &tail{limit: stderrLimit}
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...) //nolint:gosec // the person's own configuration
	cmd.Env = Environ(c.Env)
	switch {
	case len(c.Stdin) > 0:
		cmd.Stdin = bytes.NewReader(c.Stdin)
	case c.Streams.Stdin != nil:
		cmd.Stdin = c.Streams.Stdin
	}
	if cmd.Stdout, cmd.Stderr = stdout, stderr; c.Streams.Stderr != nil {
		cmd.Stderr = c.Streams.Stderr
	}
	cmd.WaitDelay = pipeDelay
	err := newJob(cmd, c.Streams != Streams{}).run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%q: %w", c.Args[0], ctx.Err())
	case errors.As(err, &exit) && interrupted(exit):
		return nil, fmt.Errorf("%q: %w", c.Args[0], ErrInterrupted)
	case stdout.over:
		return nil, fmt.Errorf("%q: %w", c.Args[0], ErrTooLong)
	case errors.As(err, &exit):
		return nil, &ExitError{Program: c.Args[0], Code: exit.ExitCode(), Stderr: stderr.lastLines()}
	case err != nil:
		return nil, fmt.Errorf("%q: %w", c.Args[0], reason(err))
	}
	return stdout.text, nil
}

// Feed runs a program that only reads. Nobody reads what it writes, so that one which leaves a child
// behind, as clipboard programs do to hold what was copied, has ended when it ends itself.
func Feed(ctx context.Context, c Command) error {
	if len(c.Args) == 0 || c.Args[0] == "" {
		return errors.New("no command")
	}
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...) //nolint:gosec // the person's own configuration
	cmd.Env, cmd.Stdin = Environ(c.Env), bytes.NewReader(c.Stdin)
	cmd.WaitDelay = pipeDelay
	err := runToEnd(cmd)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%q: %w", c.Args[0], ctx.Err())
	case errors.As(err, &exit):
		return &ExitError{Program: c.Args[0], Code: exit.ExitCode()}
	case err != nil:
		return fmt.Errorf("%q: %w", c.Args[0], reason(err))
	}
	return nil
}

// runToEnd is cmd.Run with the limits of a child.
func runToEnd(cmd *exec.Cmd) error {
	if err := WithLimits(cmd.Start); err != nil {
		return err
	}
	return cmd.Wait()
}

// reason is why a program did not start, without its path, which the caller names.
func reason(err error) error {
	var search *exec.Error
	var start *fs.PathError
	switch {
	case errors.As(err, &start):
		return start.Err
	case errors.As(err, &search):
		return search.Err
	}
	return err
}

// limited keeps limit bytes and refuses more, which ends the program by a broken pipe. It embeds
// no bytes.Buffer, whose ReadFrom io.Copy would prefer to Write.
type limited struct {
	text  []byte
	limit int
	over  bool
}

func (l *limited) Write(p []byte) (int, error) {
	if len(l.text)+len(p) > l.limit {
		l.over = true
		return 0, ErrTooLong
	}
	l.text = append(l.text, p...)
	return len(p), nil
}

// tail keeps the last limit bytes.
type tail struct {
	text  []byte
	limit int
}

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if over := len(t.text) - t.limit; over > 0 {
		t.text = t.text[over:]
	}
	return len(p), nil
}

// lastLines are the last lines, without the blank ones around them.
func (t *tail) lastLines() string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(string(t.text), "\r\n", "\n")), "\n")
	return strings.Join(lines[max(0, len(lines)-stderrLines):], "\n")
}
