package creds

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/signer"
	"lanyard/signer/request"
	"lanyard/sso"
)

// ssoClient returns a client of Identity Center for one goroutine, and what remembers its last answer.
func (r *Resolver) ssoClient(step *profiles.Step) (*sso.Client, *exchange, error) {
	sender, x, err := r.sender(step)
	if err != nil {
		return nil, nil, err
	}
	client := &sso.Client{Sender: sender, CallbackPort: r.SSO.CallbackPort}
	if client.OIDC, err = r.ssoEndpoint(step, "oidc", "SSO_OIDC"); err != nil {
		return nil, nil, err
	}
	if client.Portal, err = r.ssoEndpoint(step, "portal.sso", "SSO"); err != nil {
		return nil, nil, err
	}
	return client, x, nil
}

// ssoEndpoint returns the address of a service of Identity Center in the sign-in's region. prefix begins the
// names of its hosts, setting names it in variables and files.
func (r *Resolver) ssoEndpoint(step *profiles.Step, prefix, setting string) (string, error) {
	address, err := r.endpoint(step, setting, step.SSO.Region, func(region string, fips, dualStack bool) string {
		return signer.ServiceHost(prefix, region, fips, dualStack)
	})
	if errors.Is(err, ErrRegion) {
		err = fmt.Errorf("sso_region: %w", err)
	}
	return address, err
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
	var call *request.Error
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
