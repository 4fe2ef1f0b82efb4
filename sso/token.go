package sso

import (
	"context"
	"errors"
	"net/http"
	"time"

	"lanyard/internal/redact"
)

// ErrNoToken means that an answer does not contain the token or credentials.
var ErrNoToken = errors.New("the answer holds no token")

// lifeLimit bounds the life of a token, in seconds. Sessions of Identity Center last at most 90 days.
const lifeLimit = 366 * 24 * 60 * 60

// clientName is the name that the approval page shows.
const clientName = "lanyard"

// Method is a way to sign in.
type Method string

// The methods.
const (
	MethodBrowser Method = "browser" // an authorization code, returned by a browser on this machine
	MethodDevice  Method = "device"  // a code that is approved on any machine
)

// callback is the redirect URL to register. It has no port: Identity Center ignores the port of loopback addresses
// (RFC 8252, 7.3).
const callback = "http://127.0.0.1" + callbackPath

const callbackPath = "/oauth/callback"

// Grants returns the grant types to register for a method.
func (m Method) Grants() []string {
	if m == MethodBrowser {
		return []string{grantCode, grantRefresh}
	}
	return []string{grantDevice, grantRefresh}
}

// Register registers a client for a method.
func (c *Client) Register(ctx context.Context, s Session, m Method) (Registration, error) {
	in := registerRequest{ClientName: clientName, ClientType: "public", GrantTypes: m.Grants(), Scopes: s.scopes()}
	if m == MethodBrowser {
		in.RedirectURIs, in.IssuerURL = []string{callback}, s.StartURL
	}
	var out struct {
		ClientID     string `json:"clientId"`
		ClientSecret string `json:"clientSecret"`
		Expires      int64  `json:"clientSecretExpiresAt"`
	}
	if err := c.call(ctx, c.post("RegisterClient", "/client/register", in), &out); err != nil {
		return Registration{}, err
	}
	if out.ClientID == "" || out.ClientSecret == "" {
		return Registration{}, ErrNoToken
	}
	return Registration{ClientID: out.ClientID, Secret: redact.New(out.ClientSecret), Expires: time.Unix(out.Expires, 0).UTC()}, nil
}

type registerRequest struct {
	ClientName   string   `json:"clientName"`
	ClientType   string   `json:"clientType"`
	GrantTypes   []string `json:"grantTypes"`
	Scopes       []string `json:"scopes,omitempty"`
	RedirectURIs []string `json:"redirectUris,omitempty"`
	IssuerURL    string   `json:"issuerUrl,omitempty"`
}

// post returns a POST operation of the OIDC service.
func (c *Client) post(op, path string, body any) operation {
	return operation{name: op, method: http.MethodPost, endpoint: c.OIDC, path: path, body: body}
}

// SignIn signs in with a method. It does not show the final event, because the caller may start again with another
// registration.
func (c *Client) SignIn(ctx context.Context, s Session, m Method, r Registration) (Token, error) {
	if m == MethodBrowser {
		return c.browser(ctx, s, r)
	}
	return c.device(ctx, s, r)
}

// tokenRequest is the body of CreateToken for any grant.
type tokenRequest struct {
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
	GrantType    string `json:"grantType"`
	Code         string `json:"code,omitempty"`
	CodeVerifier string `json:"codeVerifier,omitempty"`
	RedirectURI  string `json:"redirectUri,omitempty"`
	DeviceCode   string `json:"deviceCode,omitempty"`
	RefreshToken string `json:"refreshToken,omitempty"`
}

// token calls CreateToken with a registration.
func (c *Client) token(ctx context.Context, r Registration, in tokenRequest) (Token, error) {
	in.ClientID, in.ClientSecret = r.ClientID, r.Secret.Reveal()
	var out struct {
		AccessToken  string `json:"accessToken"`
		RefreshToken string `json:"refreshToken"`
		ExpiresIn    int64  `json:"expiresIn"`
	}
	if err := c.call(ctx, c.post("CreateToken", "/token", in), &out); err != nil {
		return Token{}, err
	}
	if out.AccessToken == "" || out.ExpiresIn <= 0 || out.ExpiresIn > lifeLimit {
		return Token{}, ErrNoToken
	}
	return Token{
		Access: redact.New(out.AccessToken), Refresh: redact.New(out.RefreshToken),
		Expires: c.Clock().Add(time.Duration(out.ExpiresIn) * time.Second).UTC(), Registration: r,
	}, nil
}
