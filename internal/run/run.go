// Package run starts the short-lived programs whose answer lanyard reads: credential_process,
// mfa_process. Programs that take lanyard's place, or that a person works in, are exec's.
package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"time"
)

// ErrTooLong says that a program wrote more than it was allowed to.
var ErrTooLong = errors.New("the answer is too long")

const (
	// stderrLimit bounds what is kept of a program's complaints.
	stderrLimit = 4 << 10
	// pipeDelay is how long grandchildren may hold the pipes open once the program is gone.
	pipeDelay = 2 * time.Second
)

// Command is a program to run. It never reads lanyard's own stdin, which belongs to somebody else.
type Command struct {
	Args  []string // program and arguments, passed on as they are
	Env   []string // the whole environment, "NAME=value"
	Limit int      // bytes of stdout
	Stdin []byte   // what it reads; nothing if empty
}

// ExitError says how a program failed.
type ExitError struct {
	Program string
	Code    int    // -1 if a signal ended it
	Stderr  string // its last line on stderr, as it was written
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

// Output runs a program and returns what it wrote to stdout. Its arguments appear in no error: they
// may hold secrets.
func Output(ctx context.Context, c Command) ([]byte, error) {
	if len(c.Args) == 0 || c.Args[0] == "" {
		return nil, errors.New("no command")
	}
	stdout, stderr := &limited{limit: c.Limit}, &tail{limit: stderrLimit}
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...) //nolint:gosec // the person's own configuration
	cmd.Env = c.Env
	if len(c.Stdin) > 0 {
		cmd.Stdin = bytes.NewReader(c.Stdin)
	}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.WaitDelay = pipeDelay
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%q: %w", c.Args[0], ctx.Err())
	case stdout.over:
		return nil, fmt.Errorf("%q: %w", c.Args[0], ErrTooLong)
	case errors.As(err, &exit):
		return nil, &ExitError{Program: c.Args[0], Code: exit.ExitCode(), Stderr: stderr.lastLine()}
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
	cmd.Env, cmd.Stdin = c.Env, bytes.NewReader(c.Stdin)
	cmd.WaitDelay = pipeDelay
	err := cmd.Run()
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

// reason is why a program did not start, without its path, which the caller names.
func reason(err error) error {
	var search *exec.Error
	var start *fs.PathError
	switch {
	case errors.As(err, &search):
		return search.Err
	case errors.As(err, &start):
		return start.Err
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

// lastLine passes over indented lines, which go on with what the line before them began: lanyard's
// own hints among them.
func (t *tail) lastLine() string {
	last := ""
	for line := range strings.Lines(string(t.text)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && line[0] != ' ' && line[0] != '\t' {
			last = line
		}
	}
	return strings.TrimSpace(last)
}
