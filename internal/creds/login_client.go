package creds

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"lanyard/profiles"
	"lanyard/signer"
	"lanyard/signer/request"
	"lanyard/sso"
)

// consoleClient speaks with the sign-in service of one region.
type consoleClient struct {
	*sso.Console
	region string
}

// console makes a client of the service that signs in to the console: in the region where the person
// signed in, else in the profile's.
func (r *Resolver) console(step *profiles.Step, region string) (*consoleClient, *exchange, error) {
	sender, x, err := r.sender(step)
	if err != nil {
		return nil, nil, err
	}
	partition := profiles.Partition(loginName(step))
	if partition == "" {
		partition = signer.PartitionOf(r.stsRegion(step, "", region))
	}
	region = cmp.Or(r.stsRegion(step, partition, region), signer.GlobalRegion(partition))
	endpoint, err := r.endpoint(step, "SIGNIN", region, signer.SignInHost)
	if err != nil {
		return nil, nil, err
	}
	client := &sso.Client{Sender: sender, CallbackPort: r.SSO.CallbackPort}
	return &consoleClient{&sso.Console{Client: client, Endpoint: endpoint}, region}, x, nil
}

// explainConsole turns what a flow returned into this package's errors.
func (x *exchange) explainConsole(ctx context.Context, err error, t sso.ConsoleToken) error {
	var call *request.Error
	switch {
	case errors.Is(err, sso.ErrDenied):
		return fmt.Errorf("%w: %w", ErrDeclined, err)
	case errors.As(err, &call):
		told := x.explain(ctx, call.Op, err, t.Refresh, t.Key, t.SecretAccessKey, t.SessionToken)
		if call.Status >= http.StatusBadRequest && call.Status < http.StatusInternalServerError && mayBeClock(told) {
			told = x.blameClock(told)
		}
		if refuses(call) && !errors.Is(told, ErrClock) {
			told = &endedError{told}
		}
		return told
	case errors.Is(err, sso.ErrNoToken):
		return x.explain(ctx, "CreateOAuth2Token", err)
	}
	return err
}

// mayBeClock reports whether a wrong clock may be the cause of a refusal: one without a reason, or one that says
// that something has expired. AWS answers both to a proof whose time is off.
func mayBeClock(err error) bool {
	var refusal *APIError
	if !errors.As(err, &refusal) {
		return errors.Is(err, ErrNotAWS)
	}
	return !errors.Is(err, ErrClock) && (refusal.Code == "TOKEN_EXPIRED" || errors.Is(err, ErrExpired))
}

// refuses reports that the service's answer to a call is no, and stays no: for a refresh token that has
// ended, a password that has changed, permissions that were taken away.
func refuses(call *request.Error) bool {
	switch call.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return call.Code != "" && call.Status >= http.StatusBadRequest && call.Status < http.StatusInternalServerError
}

// endedError wraps the reason why a sign-in can't be refreshed any more.
type endedError struct{ err error }

func (e *endedError) Error() string { return e.err.Error() }
func (e *endedError) Unwrap() error { return e.err }
