package creds

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"lanyard/internal/redact"
	"lanyard/internal/run"
	"lanyard/internal/term"
	"lanyard/profiles"
)

const (
	// chainVariable names, as a JSON array, the profiles whose programs led to this process.
	chainVariable = "LANYARD_PROCESS_CHAIN"
	// processLimit bounds what is read of a credential_process, in bytes.
	processLimit = 64 << 10
)

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
	if err := CheckCycle(j.getenv, h.step.Profile); err != nil {
		return nil, err
	}
	env, err := j.childEnviron(h.step.Profile)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, j.wait())
	defer cancel()
	out, err := run.Output(ctx, run.Command{Args: args, Env: env, Limit: processLimit})
	if err != nil {
		var exit *run.ExitError
		if errors.As(err, &exit) {
			exit.Stderr = term.Clean(shorten(exit.Stderr))
		}
		return nil, fmt.Errorf("credential_process: %w", err)
	}
	s, err := j.readProcess(out)
	if err != nil {
		return nil, fmt.Errorf("credential_process: %q: %w", args[0], err)
	}
	return s, nil
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

// CheckCycle returns ErrCycle if this process was started, by way of a credential_process or
// mfa_process, in order to answer for the profile itself.
func CheckCycle(getenv func(string) string, profile string) error {
	chain, err := processChain(getenv)
	if err != nil {
		return err
	}
	i := slices.Index(chain, profile)
	if i < 0 {
		return nil
	}
	names := make([]string, 0, len(chain)+1)
	for _, name := range append(chain[i:len(chain):len(chain)], profile) {
		names = append(names, fmt.Sprintf("%q", name))
	}
	return fmt.Errorf("%w: %s", ErrCycle, strings.Join(names, " → "))
}

func processChain(getenv func(string) string) (chain []string, err error) {
	text := getenv(chainVariable)
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &chain); err != nil {
		return nil, fmt.Errorf("%s is no JSON array of names", chainVariable)
	}
	return chain, nil
}

// childEnviron is the environment of a program that a profile names: this one's without what
// unlocks and answers for a person, and with the profile added to the chain.
func (r *Resolver) childEnviron(profile string) ([]string, error) {
	chain, err := processChain(r.getenv)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(append(chain, profile))
	if err != nil {
		return nil, err
	}
	env := make([]string, 0, len(r.Environ)+1)
	for _, pair := range r.Environ {
		name, _, _ := strings.Cut(pair, "=")
		if name != chainVariable && name != "LANYARD_KEYCHAIN_PASSPHRASE" && name != "LANYARD_MFA_CODE" {
			env = append(env, pair)
		}
	}
	return append(env, chainVariable+"="+string(text)), nil
}
