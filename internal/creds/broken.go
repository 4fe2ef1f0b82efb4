package creds

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"lanyard/internal/run"
	"lanyard/profiles"
)

// UnsupportedHint names a workaround for profiles whose source of credentials this version does not
// support.
const UnsupportedHint = "until then let another program do it: credential_process = aws configure export-credentials --profile NAME --format process"

// brokenState is the state of a plan that can't be run. What is wrong with the plan itself is not repeated.
func brokenState(plan *profiles.Plan, err error) State {
	var known *ProblemError
	if errors.As(err, &known) || len(plan.Steps) == 0 {
		return State{Status: StatusBroken}
	}
	return State{Status: StatusBroken, Problem: problemOf(plan, err)}
}

// problemOf describes an error as a problem of a plan's profile.
func problemOf(plan *profiles.Plan, err error) *profiles.Problem {
	p := &profiles.Problem{
		Severity: profiles.SeverityError, Code: "no-credentials",
		Message: strings.TrimPrefix(err.Error(), fmt.Sprintf("profile %q: ", plan.Profile)),
	}
	var key string
	switch root := plan.Steps[0]; {
	case errors.Is(err, ErrUnsupported):
		p.Code, p.Hint, key = "unsupported", UnsupportedHint, "web_identity_token_file"
	case errors.Is(err, ErrRegion):
		p.Code, p.Hint, key = "invalid-region", "set a region such as eu-west-1", "region"
	case errors.Is(err, errEndpoint):
		p.Code, p.Hint, key = "invalid-endpoint", "write it as https://HOST", "endpoint_url"
	case errors.Is(err, errFIPS):
		p.Code, p.Hint, key = "invalid-endpoint", "remove the endpoint, or use_fips_endpoint and AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"
	case errors.Is(err, errBundle):
		p.Code, p.Hint, key = "certificate-bundle", "correct ca_bundle or AWS_CA_BUNDLE", "ca_bundle"
	case errors.Is(err, ErrDuration):
		p.Code, p.Hint, key = "duration", "change duration_seconds, or the settings session_duration and mfa_duration", "duration_seconds"
	case root.Kind == profiles.KindEnvironment:
		p.Code, p.Hint = "environment", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a pair of keys that is good"
	case root.Kind == profiles.KindProcess:
		p.Code, p.Hint, key = "credential-process", "correct credential_process", "credential_process"
	}
	for _, step := range slices.Backward(plan.Steps) { // the profile itself comes last
		if step.Settings == nil {
			continue
		}
		for _, name := range []string{key, "credential_source"} {
			if s, ok := step.Settings.Settings[name]; ok && p.Source == (profiles.Source{}) {
				p.Source = s.Source
			}
		}
	}
	return p
}

// checkProcess returns why a credential_process can't be started; nil if nothing speaks against it.
func (r *Resolver) checkProcess(h *planStep) error {
	args, err := processArgs(h.step.Process)
	if err != nil {
		return err
	}
	return r.known.program(args[0], func() error {
		if err := run.Find(args[0]); err != nil {
			return fmt.Errorf("credential_process: %w", err)
		}
		return nil
	})
}

// checkSTS reports why the settings of a plan step rule out a call to STS. It makes no call itself.
func (r *Resolver) checkSTS(h *planStep) error {
	t := h.target
	if t == (target{}) {
		arn := h.serial
		if h.kind == profiles.KindAssumeRole {
			arn = h.step.Role.ARN
		}
		t = r.target(h.step, arn, "")
	}
	if err := t.check(); err != nil {
		return err
	}
	bundle := r.setting(h.step, "AWS_CA_BUNDLE", "ca_bundle")
	if bundle == "" || r.Transport != nil {
		return nil
	}
	return r.known.file(bundle, func() error {
		if _, err := os.Stat(bundle); err != nil {
			return fmt.Errorf("%w: %w", errBundle, err)
		}
		return nil
	})
}
