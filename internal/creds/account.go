package creds

import (
	"context"
	"strings"

	"lanyard/profiles"
)

// accountKind is the kind of the store's entries that hold the account of credentials.
const accountKind = "account"

// Account returns the account id of the credentials that a plan gives. Where they don't name it, STS is
// asked once and the answer is kept for as long as they have the same access key id.
func (r *Resolver) Account(ctx context.Context, settings *profiles.Profile, plan profiles.Plan) (string, error) {
	req := Options{Own: true}
	c, err := r.Resolve(ctx, plan, req)
	if err != nil || c.AccountID != "" {
		return c.AccountID, err
	}
	hops, err := r.hops(nil, &plan, req)
	if err != nil {
		return "", err
	}
	last := len(hops) - 1
	r.identify(hops, last)
	step := &profiles.Step{Settings: settings}
	id := newIdentity(accountKind, hops[last].id).add(r.target(step, c.ARN, "").override).String()
	if content, err := r.Store.Get(ctx, accountKind, id); err == nil {
		if key, account, _ := strings.Cut(string(content), " "); key == c.AccessKeyID && account != "" {
			return account, nil
		}
	}
	identity, err := r.Identify(ctx, settings, "", c)
	if err != nil {
		return "", err
	}
	if err := r.Store.Put(ctx, accountKind, id, []byte(c.AccessKeyID+" "+identity.Account)); err != nil {
		r.warnUncached(err)
	}
	return identity.Account, nil
}
