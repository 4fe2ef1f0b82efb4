// Package sso signs in to IAM Identity Center and asks its portal for accounts, roles and role
// credentials. It asks nobody and keeps nothing: what a person must see goes through Show, tokens and
// registrations are returned.
//
// It speaks the two services' REST-JSON protocol itself: their clients in the SDK build tables before main
// runs, half a millisecond in every start of a program that runs for two. The tests compare with them.
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

// The ways in which a sign-in ends without a token, besides a *request.Error.
var (
	ErrDenied     = errors.New("the sign-in was denied")
	ErrExpired    = errors.New("the sign-in was not approved in time")
	ErrWrongState = errors.New("the browser's answer belongs to another sign-in")
	ErrNoCode     = errors.New("the browser's answer holds no code")
	ErrRefused    = errors.New("the browser brought the error")
	ErrNoCallback = errors.New("nothing can listen for the browser's answer")
)

// Session is what is signed in to.
type Session struct {
	Name     string // of the sso-session; "" for a profile with its own sso_start_url
	StartURL string
	Region   string
	Scopes   []string
}

// Token is the outcome of a sign-in, with the registration that refreshes it.
type Token struct {
	Access       redact.Secret
	Refresh      redact.Secret // empty: a person is needed when Access expires
	Expires      time.Time
	Registration Registration
}

// Registration is a client that Identity Center knows.
type Registration struct {
	ClientID string
	Secret   redact.Secret
	Expires  time.Time
}

// Client speaks with both services of one region: OIDC, which signs in, and the portal, which has the
// accounts. It may be used by several goroutines if Show may.
type Client struct {
	// Sender sends the calls, unsigned, and keeps the time. Its Transport must be set.
	*request.Sender
	// OIDC and Portal are the services' addresses; Portal is not needed to sign in, OIDC not to ask.
	OIDC, Portal string
	// CallbackPort is the port that a browser comes back to; 0 is any free one.
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

// defaultScope is what the portal asks for.
const defaultScope = "sso:account:access"

// scopes are those to register with. A profile without a session registers without any, as the AWS
// CLI does, and gets no refresh token.
func (s Session) scopes() []string {
	if s.Name != "" && len(s.Scopes) == 0 {
		return []string{defaultScope}
	}
	return s.Scopes
}

// Forgotten reports that the server does not know the registration, or no longer.
func Forgotten(err error) bool { return hasCode(err, codeInvalidClient, codeUnauthorizedClient) }

// Ended reports that a refresh token is no longer good: the sign-in behind it has ended.
func Ended(err error) bool { return hasCode(err, codeInvalidGrant, codeExpired) }

// Refresh exchanges the refresh token for a new token, which may bring a refresh token of its own.
func (c *Client) Refresh(ctx context.Context, t Token) (Token, error) {
	renewed, err := c.token(ctx, t.Registration, tokenRequest{GrantType: grantRefresh, RefreshToken: t.Refresh.Reveal()})
	if err == nil && renewed.Refresh.Empty() {
		renewed.Refresh = t.Refresh
	}
	return renewed, err
}
