package sso

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode"

	"lanyard/internal/redact"
)

// ErrUnreadableCode means that the typed code is not one that the page shows.
var ErrUnreadableCode = errors.New("that is not the whole code")

// The client ids for a browser on this machine and for one on another. They need no registration.
const (
	clientSameDevice  = "arn:aws:signin:::devtools/same-device"
	clientCrossDevice = "arn:aws:signin:::devtools/cross-device"
)

// The paths of the sign-in service.
const (
	pathAuthorize    = "/v1/authorize"
	pathToken        = "/v1/token"
	pathConfirmation = "/v1/sessions/confirmation"
)

// Console signs in to the AWS console on behalf of programs, as "aws login" does:
// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html. It is OAuth 2.0 with PKCE
// and with proofs of possession (DPoP, RFC 9449), and yields AWS credentials instead of a bearer token.
type Console struct {
	// Client sends the calls. Its addresses are not used.
	*Client
	// Endpoint is the address of the sign-in service.
	Endpoint string
	// Code asks the person for the code that the page shows on another machine. retry says what was wrong with
	// the last one. nil: a browser on this machine returns the code.
	Code func(ctx context.Context, retry string) (string, error)
}

// ConsoleToken is the result of a console sign-in: credentials and the means to renew them.
type ConsoleToken struct {
	AccessKeyID     string
	SecretAccessKey redact.Secret
	SessionToken    redact.Secret
	Expires         time.Time

	Refresh  redact.Secret
	ClientID string
	Key      redact.Secret // the private key for proofs, in PEM
	Type     string        // "aws_sigv4"
	// ID is the ID token, which contains the ARN and the time of the sign-in. A renewal returns none.
	ID redact.Secret
}

// Renewable reports whether the token can be renewed.
func (t ConsoleToken) Renewable() bool {
	if t.Refresh.Empty() || t.ClientID == "" {
		return false
	}
	_, err := decodeKey(t.Key)
	return err == nil
}

// grant is the body of a token request.
type grant struct {
	ClientID     string `json:"clientId"`
	GrantType    string `json:"grantType"`
	Code         string `json:"code,omitempty"`
	RedirectURI  string `json:"redirectUri,omitempty"`
	CodeVerifier string `json:"codeVerifier,omitempty"`
	RefreshToken string `json:"refreshToken,omitempty"`
}

// SignIn signs a person in, and creates the key that the token is bound to.
func (c *Console) SignIn(ctx context.Context) (ConsoleToken, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return ConsoleToken{}, err
	}
	g := grant{ClientID: clientSameDevice, GrantType: grantCode, CodeVerifier: random()}
	ask := c.byBrowser
	if c.Code != nil {
		g.ClientID, ask = clientCrossDevice, c.byPerson
	}
	if err := ask(ctx, &g); err != nil {
		return ConsoleToken{}, err
	}
	t, err := c.token(ctx, key, g)
	if err != nil {
		return ConsoleToken{}, err
	}
	t.ClientID = g.ClientID
	if t.Key, err = encodeKey(key); err != nil {
		return ConsoleToken{}, err
	}
	return t, nil
}

// Renew exchanges the refresh token for new credentials and another refresh token.
func (c *Console) Renew(ctx context.Context, t ConsoleToken) (ConsoleToken, error) {
	key, err := decodeKey(t.Key)
	if err != nil {
		return ConsoleToken{}, err
	}
	renewed, err := c.token(ctx, key, grant{ClientID: t.ClientID, GrantType: grantRefresh, RefreshToken: t.Refresh.Reveal()})
	if err != nil {
		return ConsoleToken{}, err
	}
	renewed.ClientID, renewed.Key, renewed.ID = t.ClientID, t.Key, t.ID
	return renewed, nil
}

// address returns the URL of the page for signing in.
func (c *Console) address(g *grant, redirect, state string) string {
	query := url.Values{
		"response_type": {"code"}, "client_id": {g.ClientID}, "redirect_uri": {redirect}, "state": {state}, "scope": {"openid"},
		// RFC 7636 calls it S256; the service does not.
		"code_challenge_method": {"SHA-256"}, "code_challenge": {challengeOf(g.CodeVerifier)},
	}
	return c.base() + pathAuthorize + "?" + query.Encode()
}

func (c *Console) base() string { return strings.TrimSuffix(c.Endpoint, "/") }

// byBrowser gets the code from a browser on this machine.
func (c *Console) byBrowser(ctx context.Context, g *grant) (err error) {
	g.Code, g.RedirectURI, err = c.codeFromBrowser(ctx, func(redirect, state string) string { return c.address(g, redirect, state) })
	return err
}

// byPerson gets the code that a person types. It asks again for a malformed code.
func (c *Console) byPerson(ctx context.Context, g *grant) error {
	state := random()
	g.RedirectURI = c.base() + pathConfirmation
	if err := c.showOpening(ctx, c.address(g, g.RedirectURI, state)); err != nil {
		return err
	}
	retry := ""
	for {
		typed, err := c.Code(ctx, retry)
		if err != nil {
			return err
		}
		code, itsState, err := readConfirmation(typed)
		switch {
		case err != nil:
			retry = err.Error()
			continue
		case subtle.ConstantTimeCompare([]byte(itsState), []byte(state)) != 1:
			return ErrWrongState
		}
		g.Code = code
		return nil
	}
}

// readConfirmation parses the code of the page: "state=…&code=…" in base64. Terminals and mail programs break the
// long line, so white space is ignored.
func readConfirmation(typed string) (code, state string, err error) {
	typed = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c) || c == '=':
			return -1
		case c == '-':
			return '+'
		case c == '_':
			return '/'
		}
		return c
	}, typed)
	text, err := base64.RawStdEncoding.DecodeString(typed)
	if err != nil {
		return "", "", ErrUnreadableCode
	}
	query, err := url.ParseQuery(string(text))
	if err != nil || query.Get("code") == "" || query.Get("state") == "" {
		return "", "", ErrUnreadableCode
	}
	return query.Get("code"), query.Get("state"), nil
}
