package creds

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"lanyard/profiles"
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
	transport, err := r.transport(step)
	if err != nil {
		return nil, nil, err
	}
	x := r.newExchange(transport)
	partition := profiles.Partition(loginName(step))
	if partition == "" {
		partition = profiles.PartitionOfRegion(r.stsRegion(step, "", region))
	}
	region = cmp.Or(r.stsRegion(step, partition, region), profiles.DefaultRegion(partition))
	endpoint, err := r.consoleEndpoint(step, region)
	if err != nil {
		return nil, nil, err
	}
	client := &sso.Client{
		HTTP: x, Attempts: r.maxAttempts(step), Timeout: r.timeout(), Now: r.now, After: time.After, CallbackPort: r.SSO.CallbackPort,
	}
	return &consoleClient{&sso.Console{Client: client, Endpoint: endpoint}, region}, x, nil
}

func (r *Resolver) consoleEndpoint(step *profiles.Step, region string) (string, error) {
	if override := profiles.ResolveEndpoint(step.Settings, r.getenv, "SIGNIN"); override != "" {
		return override, checkEndpoint("SIGNIN", override)
	}
	if !isRegion(region) {
		return "", regionError(region)
	}
	fips := isTrue(r.setting(step, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
	dualStack := isTrue(r.setting(step, "AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
	return "https://" + signInHost(region, fips, dualStack), nil
}

// signInHost is the sign-in service of a region, by the rules that the SDKs share.
func signInHost(region string, fips, dualStack bool) string {
	partition := profiles.PartitionOfRegion(region)
	switch {
	case fips && !dualStack && region == "us-gov-west-1":
		return "signin-fips.amazonaws-us-gov.com"
	case fips && !dualStack && partition == "aws-us-gov":
		return region + ".signin-fips.amazonaws-us-gov.com"
	case fips:
		return "signin-fips." + region + "." + profiles.DNSSuffix(region, dualStack)
	case dualStack:
		return "signin." + region + "." + profiles.DNSSuffix(region, dualStack)
	}
	domain := "signin.aws.amazon.com"
	switch partition {
	case "aws-cn":
		domain = "signin.amazonaws.cn"
	case "aws-us-gov":
		domain = "signin.amazonaws-us-gov.com"
	case "aws-eusc":
		domain = "signin.amazonaws-eusc.eu"
	case "aws-iso":
		domain = "signin.c2shome.ic.gov"
	case "aws-iso-b":
		domain = "signin.sc2shome.sgov.gov"
	case "aws-iso-e":
		domain = "signin.csphome.adc-e.uk"
	case "aws-iso-f":
		domain = "signin.csphome.hci.ic.gov"
	}
	return region + "." + domain
}

// explainConsole turns what a flow returned into this package's errors.
func (x *exchange) explainConsole(ctx context.Context, err error, t sso.ConsoleToken) error {
	var call *sso.Error
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
func refuses(call *sso.Error) bool {
	switch call.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return call.Code != "" && call.Status >= http.StatusBadRequest && call.Status < http.StatusInternalServerError
}

// endedError tells that a sign-in can't go on, and why.
type endedError struct{ err error }

func (e *endedError) Error() string { return e.err.Error() }
func (e *endedError) Unwrap() error { return e.err }
