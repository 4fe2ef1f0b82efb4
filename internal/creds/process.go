package creds

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"lanyard/internal/redact"
	"lanyard/internal/run"
	"lanyard/internal/term"
	"lanyard/profiles"
)

// processLimit bounds what is read of a credential_process, in bytes.
const processLimit = 64 << 10

// processAnswer is what a credential_process writes:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
type processAnswer struct {
	Version         int
	AccessKeyID     string `json:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
	AccountID       string `json:"AccountId"`
}

// process runs a profile's credential_process. It is no shell's command line: botocore runs none
// either.
func (j *job) process(ctx context.Context, h *hop) (*session, error) {
	args, err := splitWords(h.step.Process, runtime.GOOS == "windows")
	if err != nil {
		return nil, fmt.Errorf("credential_process: %w", err)
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

// runProgram runs a program that a profile names, for the session of a hop whose lock is held. It
// gets no longer than a person would.
func (j *job) runProgram(ctx context.Context, h *hop, c run.Command) ([]byte, error) {
	var err error
	if c.Env, err = j.childEnviron(h); err != nil {
		return nil, err
	}
	running, cancel := context.WithTimeout(ctx, j.wait())
	defer cancel()
	out, err := run.Output(running, c)
	var exit *run.ExitError
	switch {
	case err != nil && ctx.Err() == nil && running.Err() != nil:
		return nil, fmt.Errorf("%q: no answer within %s", c.Args[0], brief(j.wait()))
	case errors.As(err, &exit):
		exit.Stderr = term.Clean(shorten(exit.Stderr))
	}
	return out, err
}

func (j *job) readProcess(out []byte) (*session, error) {
	var a processAnswer
	if err := json.Unmarshal(out, &a); err != nil {
		return nil, errors.New("its answer is not the JSON that it should be") // which may hold secrets
	}
	if a.Version != 1 {
		return nil, fmt.Errorf("its answer has version %d instead of 1", a.Version)
	}
	if a.AccessKeyID == "" || a.SecretAccessKey == "" {
		return nil, errors.New("its answer lacks AccessKeyId or SecretAccessKey")
	}
	s := &session{
		Credentials: Credentials{
			AccessKeyID: a.AccessKeyID, SecretAccessKey: redact.New(a.SecretAccessKey), SessionToken: redact.New(a.SessionToken),
			AccountID: a.AccountID,
		},
		kind: profiles.KindProcess, obtained: j.now(),
	}
	if a.Expiration == "" {
		return s, nil
	}
	expires, err := time.Parse(time.RFC3339, a.Expiration)
	if err != nil {
		return nil, fmt.Errorf("its Expiration is no RFC 3339 time")
	}
	if s.Expires = expires.UTC(); !s.alive(j.now()) {
		return nil, fmt.Errorf("its credentials: %w", ErrExpired)
	}
	return s, nil
}

// cacheable tells that a session can be found again and will end: a program whose credentials
// don't is asked each time, as the SDKs do.
func (s *session) cacheable() bool { return !s.SessionToken.Empty() && !s.Expires.IsZero() }
