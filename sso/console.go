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

// ErrUnreadableCode says that what was typed is not what the page showed.
var ErrUnreadableCode = errors.New("that is not the whole code")

// The clients that the sign-in service knows without a registration: a browser on this machine, and
// one on another.
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
	// Client sends and waits; its addresses of Identity Center's services are not needed.
	*Client
	// Endpoint is the address of the sign-in service.
	Endpoint string
	// Code asks for the code that the page shows to whoever signs in on another machine, and says what
	// was wrong with the last one. nil: a browser on this machine brings it.
	Code func(ctx context.Context, retry string) (string, error)
}

// ConsoleToken is the outcome of a console sign-in: credentials, and what renews them.
type ConsoleToken struct {
	AccessKeyID     string
	SecretAccessKey redact.Secret
	SessionToken    redact.Secret
	Expires         time.Time

	Refresh  redact.Secret
	ClientID string
	Key      redact.Secret // that proofs are signed with, in PEM
	Type     string        // "aws_sigv4"
	// ID tells who signed in and when. A renewal brings none.
	ID redact.Secret
}

// Renewable reports that the token has all that a renewal takes.
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

// SignIn has a person sign in, and makes the key to which the token is bound.
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

// address is the page on which a person signs in.
func (c *Console) address(g *grant, redirect, state string) string {
	query := url.Values{
		"response_type": {"code"}, "client_id": {g.ClientID}, "redirect_uri": {redirect}, "state": {state}, "scope": {"openid"},
		// RFC 7636 calls it S256; the service does not.
		"code_challenge_method": {"SHA-256"}, "code_challenge": {challengeOf(g.CodeVerifier)},
	}
	return c.base() + pathAuthorize + "?" + query.Encode()
}

func (c *Console) base() string { return strings.TrimSuffix(c.Endpoint, "/") }

// byBrowser waits for a browser on this machine.
func (c *Console) byBrowser(ctx context.Context, g *grant) (err error) {
	g.Code, g.RedirectURI, err = c.codeFromBrowser(ctx, func(redirect, state string) string { return c.address(g, redirect, state) })
	return err
}

// byPerson waits for a person to type what the page says. A code that is no code is asked for again.
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

// readConfirmation reads the page's code: "state=…&code=…" in base64. Terminals and mail programs break
// its long line.
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
