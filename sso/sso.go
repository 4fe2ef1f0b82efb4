// Package sso signs in to IAM Identity Center and asks its portal for accounts, roles and role
// credentials. It asks nobody and keeps nothing: what a person must see goes through Show, tokens and
// registrations are returned.
//
// The protocols: OAuth 2.0 with PKCE (RFC 7636) for native apps (RFC 8252), device authorization (RFC
// 8628), and https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/Welcome.html, whose names
// differ from the RFCs'.
package sso

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc/types"

	"lanyard/internal/redact"
)

// The ways in which a sign-in ends without a token. The SDK's own errors are returned as they are.
var (
	ErrDenied     = errors.New("the sign-in was denied")
	ErrExpired    = errors.New("the sign-in was not approved in time")
	ErrWrongState = errors.New("the browser's answer belongs to another sign-in")
	ErrNoCode     = errors.New("the browser's answer holds no code")
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

// Prompt is what a person has to see: an address to open, and for a device authorization the code that
// the page there shows or asks for.
type Prompt struct {
	Address  string
	UserCode string // "" where the browser comes back by itself
	Complete string // Address with the code in it; "" if there is none
	Expires  time.Time
}

// Client speaks with the OIDC service of one region.
type Client struct {
	API *ssooidc.Client
	// Endpoint is the service's address, for the page that a browser opens.
	Endpoint string
	Now      func() time.Time
	// After waits between two polls; time.After in the program.
	After func(time.Duration) <-chan time.Time
	// Show is told what a person has to see. An error ends the sign-in.
	Show func(Prompt) error
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
func Forgotten(err error) bool {
	var invalid *types.InvalidClientException
	var unauthorized *types.UnauthorizedClientException
	return errors.As(err, &invalid) || errors.As(err, &unauthorized)
}

// Ended reports that a refresh token is no longer good: the sign-in behind it has ended.
func Ended(err error) bool {
	var grant *types.InvalidGrantException
	var expired *types.ExpiredTokenException
	return errors.As(err, &grant) || errors.As(err, &expired)
}

// Refresh exchanges the refresh token for a new token, which may bring a refresh token of its own.
func (c *Client) Refresh(ctx context.Context, t Token) (Token, error) {
	renewed, err := c.token(ctx, t.Registration, &ssooidc.CreateTokenInput{
		GrantType: text(grantRefresh), RefreshToken: text(t.Refresh.Reveal()),
	})
	if err == nil && renewed.Refresh.Empty() {
		renewed.Refresh = t.Refresh
	}
	return renewed, err
}
