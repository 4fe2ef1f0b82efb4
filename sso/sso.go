// Package sso signs in to IAM Identity Center and to the console, and gets accounts, roles and role credentials from
// the access portal. It does not prompt or store anything: Show receives the texts for the person, and callers
// receive tokens and registrations.
//
// It implements the services' REST-JSON protocol on signer/request. The tests compare its requests with those of
// the AWS SDK, which the program does not link because its clients would slow down every start.
//
// The protocols: OAuth 2.0 with PKCE (RFC 7636) for native apps (RFC 8252), device authorization (RFC
// 8628), and https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html, whose names
// differ from the RFCs'.
package sso

import (
	"context"
	"errors"
	"time"

	"lanyard/internal/redact"
	"lanyard/signer/request"
)

// The errors of a sign-in, besides *request.Error.
var (
	ErrDenied     = errors.New("the sign-in was denied")
	ErrExpired    = errors.New("the sign-in was not approved in time")
	ErrWrongState = errors.New("the browser's answer belongs to another sign-in")
	ErrNoCode     = errors.New("the browser's answer holds no code")
	ErrRefused    = errors.New("the browser brought the error")
	ErrNoCallback = errors.New("nothing can listen for the browser's answer")
)

// Session is an sso-session, or the sso_start_url of a profile.
type Session struct {
	Name     string // of the sso-session; "" for a profile with its own sso_start_url
	StartURL string
	Region   string
	Scopes   []string
}

// Token is the result of a sign-in, with the client registration that refreshes it.
type Token struct {
	Access       redact.Secret
	Refresh      redact.Secret // empty: a person is needed when Access expires
	Expires      time.Time
	Registration Registration
}

// Registration is a client registration with Identity Center.
type Registration struct {
	ClientID string
	Secret   redact.Secret
	Expires  time.Time
}

// Client calls the two services of a region: OIDC for signing in, and the portal for accounts. It may be used by
// several goroutines if Show may.
type Client struct {
	// Sender sends the calls, unsigned, and is the clock. Its Transport must be set.
	*request.Sender
	// OIDC and Portal are the base URLs of the services. Signing in needs only OIDC, the rest only Portal.
	OIDC, Portal string
	// CallbackPort is the port that a browser returns to; 0: any free port.
	CallbackPort int
	// Show, unless nil, receives each event of a sign-in. Its error ends the sign-in.
	Show func(Event) error
}

// The grants of Identity Center.
const (
	grantCode    = "authorization_code"
	grantRefresh = "refresh_token"
	grantDevice  = "urn:ietf:params:oauth:grant-type:device_code"
)

// defaultScope is the scope that the portal requires.
const defaultScope = "sso:account:access"

// scopes returns the scopes to register with. Like the AWS CLI it returns none for a profile without a session,
// which then gets no refresh token.
func (s Session) scopes() []string {
	if s.Name != "" && len(s.Scopes) == 0 {
		return []string{defaultScope}
	}
	return s.Scopes
}

// Forgotten reports whether the server does not know the registration, or no longer.
func Forgotten(err error) bool { return hasCode(err, codeInvalidClient, codeUnauthorizedClient) }

// Ended reports whether a refresh token was refused because its sign-in has ended.
func Ended(err error) bool { return hasCode(err, codeInvalidGrant, codeExpired) }

// Refresh exchanges the refresh token for a new token, which may contain another refresh token.
func (c *Client) Refresh(ctx context.Context, t Token) (Token, error) {
	renewed, err := c.token(ctx, t.Registration, tokenRequest{GrantType: grantRefresh, RefreshToken: t.Refresh.Reveal()})
	if err == nil && renewed.Refresh.Empty() {
		renewed.Refresh = t.Refresh
	}
	return renewed, err
}
