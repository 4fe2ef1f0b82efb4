package creds

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/sso"
)

// ssoClient makes a client of Identity Center for one goroutine, and what remembers its last answer.
func (r *Resolver) ssoClient(step *profiles.Step) (*sso.Client, *exchange, error) {
	transport, err := r.transport(step)
	if err != nil {
		return nil, nil, err
	}
	x := r.newExchange(transport)
	client := &sso.Client{
		HTTP: x, Attempts: r.maxAttempts(step), Timeout: r.timeout(), Now: r.now, After: time.After, CallbackPort: r.SSO.CallbackPort,
	}
	if client.OIDC, err = r.ssoEndpoint(step, "oidc", "SSO_OIDC"); err != nil {
		return nil, nil, err
	}
	if client.Portal, err = r.ssoEndpoint(step, "portal.sso", "SSO"); err != nil {
		return nil, nil, err
	}
	return client, x, nil
}

// ssoEndpoint is where a service of Identity Center is in the sign-in's region, by the rules of AWS's
// own endpoint sets: host is the beginning of its name, setting how variables and files call it.
func (r *Resolver) ssoEndpoint(step *profiles.Step, host, setting string) (string, error) {
	if override := profiles.ResolveEndpoint(step.Settings, r.getenv, setting); override != "" {
		return override, checkEndpoint(strings.ReplaceAll(setting, "_", " "), override)
	}
	region := step.SSO.Region
	if !isRegion(region) {
		return "", fmt.Errorf("sso_region: %w", regionError(region))
	}
	fips := isTrue(r.setting(step, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
	dualStack := isTrue(r.setting(step, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
	// GovCloud's plain endpoints are the validated ones.
	if fips && (dualStack || profiles.PartitionOfRegion(region) != "aws-us-gov") {
		host += "-fips"
	}
	return "https://" + host + "." + region + "." + profiles.DNSSuffix(region, dualStack), nil
}

// isRegion keeps what a file calls a region from becoming another host.
func isRegion(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// regionError says that no host is named after such a region.
func regionError(region string) error {
	return fmt.Errorf("%w %q: %w", ErrRegion, region, ErrIncomplete)
}

// explainSSO turns what a client of Identity Center returned into this package's errors.
func (x *exchange) explainSSO(ctx context.Context, err error, secrets ...redact.Secret) error {
	var call *sso.Error
	switch {
	case errors.Is(err, sso.ErrDenied):
		return fmt.Errorf("%w: %w", ErrDeclined, err)
	case errors.As(err, &call):
		return x.explain(ctx, call.Op, err, secrets...)
	case errors.Is(err, sso.ErrNoToken):
		return fmt.Errorf("%w: %s: %w", ErrNotAWS, x.host, err)
	}
	return err
}
