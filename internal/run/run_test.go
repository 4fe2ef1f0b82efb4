//go:build !windows

package run_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"lanyard/internal/run"
)

func output(t *testing.T, text string) (string, error) {
	t.Helper()
	out, err := run.Output(t.Context(), run.Command{Args: run.Shell(text), Env: []string{"GREETING=hello"}, Limit: 64})
	return string(out), err
}

func TestOutput(t *testing.T) {
	out, err := output(t, `printf '%s' "$GREETING"; echo noise >&2; cat`)
	if err != nil || out != "hello" {
		t.Errorf("got %q, %v; want the program's stdout, with an empty stdin", out, err)
	}
}

func TestOutputFailure(t *testing.T) {
	_, err := output(t, `echo first >&2; echo "no such user" >&2; exit 7`)
	var exit *run.ExitError
	if !errors.As(err, &exit) || exit.Code != 7 || exit.Stderr != "first\nno such user" {
		t.Errorf("got %v, want exit status 7 with what it wrote to stderr", err)
	}
	if _, err = output(t, `kill -9 $$`); !errors.As(err, &exit) || exit.Code != -1 {
		t.Errorf("got %v, want the end by a signal", err)
	}
}

func TestOutputLimit(t *testing.T) {
	if _, err := output(t, `yes`); !errors.Is(err, run.ErrTooLong) {
		t.Errorf("got %v, want ErrTooLong", err)
	}
}

func TestOutputHidesArguments(t *testing.T) {
	_, err := run.Output(t.Context(), run.Command{Args: []string{"/nowhere/tool", "--password", "hunter2"}, Limit: 1})
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "/nowhere/tool") {
		t.Errorf("got %v, want an error that names the program alone", err)
	}
}

func TestOutputCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := run.Output(ctx, run.Command{Args: run.Shell("sleep 60"), Limit: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
