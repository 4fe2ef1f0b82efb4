package creds

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"lanyard/internal/duration"
	"lanyard/internal/run"
	"lanyard/internal/term"
)

// processLimit bounds what is read of a credential_process, in bytes.
const processLimit = 64 << 10

// process runs a profile's credential_process. It is no shell's command line: botocore runs none
// either.
func (j *job) process(ctx context.Context, h *planStep) (*session, error) {
	args, err := processArgs(h.step.Process)
	if err != nil {
		return nil, err
	}
	out, err := j.runProgram(ctx, h, run.Command{Args: args, Limit: processLimit})
	if err != nil {
		return nil, fmt.Errorf("credential_process: %w", err)
	}
	s, err := j.readProcess(out)
	if err != nil {
		return nil, fmt.Errorf("credential_process: %q: %w", args[0], err)
	}
	return s, nil
}

// processArgs splits a credential_process into its words.
func processArgs(text string) ([]string, error) {
	args, err := run.Split(text, runtime.GOOS == "windows")
	if err != nil {
		return nil, fmt.Errorf("credential_process: %w", err)
	}
	return args, nil
}

// runProgram runs a program that a profile names, for the session of a hop whose lock is held. It may ask
// the person, and gets no longer than a person would.
func (j *job) runProgram(ctx context.Context, h *planStep, c run.Command) ([]byte, error) {
	var err error
	if c.Env, err = j.childEnviron(h); err != nil {
		return nil, err
	}
	if !j.unattended {
		c.Streams = j.Streams
	}
	running, cancel := context.WithTimeout(ctx, j.wait())
	defer cancel()
	out, err := run.Output(running, c)
	var exit *run.ExitError
	switch {
	case err != nil && ctx.Err() == nil && running.Err() != nil:
		return nil, fmt.Errorf("%q: no answer within %s", c.Args[0], duration.Exact(j.wait()))
	case errors.Is(err, run.ErrInterrupted): // those who wait must not be asked one after another
		return nil, fmt.Errorf("%w: %w", ErrDeclined, err)
	case errors.As(err, &exit):
		lines := strings.Split(exit.Stderr, "\n")
		for i := range lines {
			lines[i] = term.Clean(lines[i])
		}
		exit.Stderr = strings.Join(lines, "\n")
	}
	return out, err
}

// cacheable reports whether a session has a session token and an expiry. A program whose credentials
// lack one runs each time, as in the SDKs.
func (s *session) cacheable() bool { return !s.SessionToken.Empty() && !s.Expires.IsZero() }
