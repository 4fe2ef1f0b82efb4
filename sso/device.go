package sso

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc/types"
)

// pollInterval is the pause between two polls where the server names none, and what slow_down adds to
// it (RFC 8628, 3.2 and 3.5).
const pollInterval = 5 * time.Second

// device has a person approve a code, and polls until they have.
func (c *Client) device(ctx context.Context, s Session, r Registration) (Token, error) {
	out, err := c.API.StartDeviceAuthorization(ctx, &ssooidc.StartDeviceAuthorizationInput{
		ClientId: text(r.ClientID), ClientSecret: text(r.Secret.Reveal()), StartUrl: text(s.StartURL),
	})
	if err != nil {
		return Token{}, err
	}
	expires := c.Now().Add(time.Duration(out.ExpiresIn) * time.Second)
	if out.DeviceCode == nil || out.UserCode == nil || out.VerificationUri == nil {
		return Token{}, ErrNoToken
	}
	err = c.Show(Prompt{
		Address: *out.VerificationUri, UserCode: *out.UserCode, Complete: aws.ToString(out.VerificationUriComplete), Expires: expires,
	})
	if err != nil {
		return Token{}, err
	}
	pause := time.Duration(out.Interval) * time.Second
	if pause <= 0 {
		pause = pollInterval
	}
	return c.poll(ctx, r, *out.DeviceCode, pause, expires)
}

func (c *Client) poll(ctx context.Context, r Registration, code string, pause time.Duration, expires time.Time) (Token, error) {
	for c.Now().Before(expires) {
		select {
		case <-ctx.Done():
			return Token{}, ctx.Err()
		case <-c.After(pause):
		}
		t, err := c.token(ctx, r, &ssooidc.CreateTokenInput{GrantType: text(grantDevice), DeviceCode: text(code)})
		var pending *types.AuthorizationPendingException
		var slowDown *types.SlowDownException
		var expired *types.ExpiredTokenException
		var denied *types.AccessDeniedException
		switch {
		case err == nil:
			return t, nil
		case errors.As(err, &pending):
		case errors.As(err, &slowDown):
			pause += pollInterval
		case errors.As(err, &expired):
			return Token{}, ErrExpired
		case errors.As(err, &denied):
			return Token{}, fmt.Errorf("%w in the browser", ErrDenied)
		default:
			return Token{}, err
		}
	}
	return Token{}, ErrExpired
}
