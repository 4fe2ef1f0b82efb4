package creds

import (
	"cmp"
	"context"
	"errors"
	"time"

	"lanyard/profiles"
)

// keysExpired reports that the keys of a file have passed the end that is written beside them.
func (h *planStep) keysExpired(now time.Time) bool {
	expires := h.step.Keys.Expires
	return !expires.IsZero() && !now.Before(expires)
}

// keys hands out the access keys of a hop that makes nothing.
func (j *job) keys(ctx context.Context, h *planStep) (*session, error) {
	switch h.kind {
	case profiles.KindStatic:
		keys := h.step.Keys
		if h.keysExpired(j.now()) {
			return nil, &ExpiredKeysError{Source: keys.Source, Expires: keys.Expires}
		}
		return &session{Credentials: Credentials{
			AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey, SessionToken: keys.SessionToken,
			AccountID: h.step.AccountID, Expires: keys.Expires,
		}}, nil
	case profiles.KindEnvironment:
		c, err := j.livingEnvironmentKeys()
		return &session{Credentials: c}, err
	}
	key, secret, err := j.Keys.Secret(ctx, h.step.Profile)
	if err != nil {
		return nil, err
	}
	if key.AccessKeyID != h.step.Keys.AccessKeyID {
		return nil, errors.New("the keys were replaced just now: try again")
	}
	return &session{Credentials: Credentials{AccessKeyID: key.AccessKeyID, SecretAccessKey: secret, AccountID: cmp.Or(key.AccountID, h.step.AccountID)}}, nil
}
