package creds

import (
	"context"
	"net/url"

	"lanyard/profiles"
)

// Identity holds STS's answer to GetCallerIdentity.
type Identity struct{ Account, ARN, UserID string }

// Identify asks STS who the credentials belong to (GetCallerIdentity). settings may be nil; region
// goes before the environment's and theirs unless it is "".
func (r *Resolver) Identify(ctx context.Context, settings *profiles.Profile, region string, c Credentials) (Identity, error) {
	step := &profiles.Step{Settings: settings}
	const op = "GetCallerIdentity"
	out, x, err := r.callSTS(ctx, step, r.target(step, c.ARN, region), c, op, url.Values{})
	if err != nil {
		return Identity{}, err
	}
	id := Identity{Account: out.Account, ARN: out.ARN, UserID: out.UserID}
	if id.Account == "" || id.ARN == "" {
		return Identity{}, x.notAWS(op, " without an identity")
	}
	return id, nil
}
