package sso

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"lanyard/internal/redact"
)

// ErrNoToken says that an answer lacks what it is for.
var ErrNoToken = errors.New("the answer holds no token")

// clientName is what the approval page shows.
const clientName = "lanyard"

// Method is how a person signs in.
type Method string

// The methods.
const (
	MethodBrowser Method = "browser" // an authorization code, brought back by a browser on this machine
	MethodDevice  Method = "device"  // a code that is approved on any machine
)

// callback is the redirect address as it is registered: Identity Center ignores the port of loopback
// addresses (RFC 8252, 7.3).
const callback = "http://127.0.0.1" + callbackPath

const callbackPath = "/oauth/callback"

// Grants are the grant types that a method's registration has.
func (m Method) Grants() []string {
	if m == MethodBrowser {
		return []string{grantCode, grantRefresh}
	}
	return []string{grantDevice, grantRefresh}
}

// Register makes a client for a method.
func (c *Client) Register(ctx context.Context, s Session, m Method) (Registration, error) {
	in := &ssooidc.RegisterClientInput{
		ClientName: text(clientName), ClientType: text("public"), GrantTypes: m.Grants(), Scopes: s.scopes(),
	}
	if m == MethodBrowser {
		in.RedirectUris, in.IssuerUrl = []string{callback}, text(s.StartURL)
	}
	out, err := c.API.RegisterClient(ctx, in)
	if err != nil {
		return Registration{}, err
	}
	r := Registration{
		ClientID: aws.ToString(out.ClientId), Secret: redact.New(aws.ToString(out.ClientSecret)),
		Expires: time.Unix(out.ClientSecretExpiresAt, 0).UTC(),
	}
	if r.ClientID == "" || r.Secret.Empty() {
		return Registration{}, ErrNoToken
	}
	return r, nil
}

// SignIn gets a token by a method.
func (c *Client) SignIn(ctx context.Context, s Session, m Method, r Registration) (Token, error) {
	if m == MethodBrowser {
		return c.browser(ctx, s, r)
	}
	return c.device(ctx, s, r)
}

// token calls CreateToken on behalf of a registration.
func (c *Client) token(ctx context.Context, r Registration, in *ssooidc.CreateTokenInput) (Token, error) {
	in.ClientId, in.ClientSecret = text(r.ClientID), text(r.Secret.Reveal())
	out, err := c.API.CreateToken(ctx, in)
	if err != nil {
		return Token{}, err
	}
	t := Token{
		Access: redact.New(aws.ToString(out.AccessToken)), Refresh: redact.New(aws.ToString(out.RefreshToken)),
		Expires: c.Now().Add(time.Duration(out.ExpiresIn) * time.Second).UTC(), Registration: r,
	}
	if t.Access.Empty() || out.ExpiresIn <= 0 {
		return Token{}, ErrNoToken
	}
	return t, nil
}

func text(s string) *string { return aws.String(s) }
