package sso

import (
	"context"
	"crypto/ecdsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"lanyard/internal/redact"
	"lanyard/signer/request"
)

// ConsoleLife is the longest life of a console sign-in.
const ConsoleLife = 12 * time.Hour

// consoleReply is an answer of CreateOAuth2Token.
type consoleReply struct {
	AccessToken struct {
		AccessKeyID     string `json:"accessKeyId"`
		SecretAccessKey string `json:"secretAccessKey"`
		SessionToken    string `json:"sessionToken"`
	} `json:"accessToken"`
	TokenType    string `json:"tokenType"`
	ExpiresIn    int64  `json:"expiresIn"`
	RefreshToken string `json:"refreshToken"`
	IDToken      string `json:"idToken"`
}

// skewLimit is the clock difference from which a refusal may be caused by the clock.
const skewLimit = time.Minute

// token calls CreateOAuth2Token, which only the proof authenticates. A proof contains the time: if it is refused
// and the clocks differ, token repeats the call with a proof by the server's clock.
func (c *Console) token(ctx context.Context, key *ecdsa.PrivateKey, g grant) (ConsoleToken, error) {
	t, err := c.tokenAt(ctx, key, g, 0)
	var refused *request.Error
	if errors.As(err, &refused) && isRefusal(refused) && refused.Skew.Abs() > skewLimit {
		t, err = c.tokenAt(ctx, key, g, refused.Skew)
	}
	return t, err
}

// isRefusal reports whether the service refused the call for good, whatever the reason.
func isRefusal(e *request.Error) bool {
	return e.Status >= http.StatusBadRequest && e.Status < http.StatusInternalServerError && !e.Transient()
}

// tokenAt calls CreateOAuth2Token with a proof by a clock that is ahead of this computer's by skew.
func (c *Console) tokenAt(ctx context.Context, key *ecdsa.PrivateKey, g grant, skew time.Duration) (ConsoleToken, error) {
	var reply consoleReply
	err := c.call(ctx, operation{
		name: "CreateOAuth2Token", method: http.MethodPost, endpoint: c.Endpoint, path: pathToken, body: g,
		prove: func(address string) (string, error) { return proof(key, http.MethodPost, address, c.Clock().Add(skew)) },
	}, &reply)
	var refused *request.Error
	if errors.As(err, &refused) && reason(refused) != "" {
		refused.Code = reason(refused) // more precise than AccessDeniedException
	}
	if err != nil {
		return ConsoleToken{}, err
	}
	return reply.token(c.Clock())
}

func (r *consoleReply) token(now time.Time) (ConsoleToken, error) {
	keys := r.AccessToken
	if keys.AccessKeyID == "" || keys.SecretAccessKey == "" || keys.SessionToken == "" || r.ExpiresIn <= 0 || r.ExpiresIn > lifeLimit {
		return ConsoleToken{}, ErrNoToken
	}
	return ConsoleToken{
		AccessKeyID: keys.AccessKeyID, SecretAccessKey: redact.New(keys.SecretAccessKey), SessionToken: redact.New(keys.SessionToken),
		Expires: now.Add(time.Duration(r.ExpiresIn) * time.Second).UTC(),
		Refresh: redact.New(r.RefreshToken), Type: r.TokenType, ID: redact.New(r.IDToken),
	}, nil
}

// claims holds claims of an ID token. Its signature is not verified: the token came from its issuer over TLS.
type claims struct {
	Subject string  `json:"sub"`
	Issued  float64 `json:"iat"`
}

func (t ConsoleToken) claims() (claims, error) {
	var c claims
	parts := strings.Split(t.ID.Reveal(), ".")
	if len(parts) != 3 {
		return c, errors.New("the ID token is not a JSON Web Token")
	}
	content, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil || json.Unmarshal(content, &c) != nil {
		return c, errors.New("the ID token can't be read")
	}
	return c, nil
}

// Subject returns the ARN of the user or role that signed in, the login_session of profiles.
func (t ConsoleToken) Subject() (string, error) {
	c, err := t.claims()
	switch {
	case err != nil:
		return "", fmt.Errorf("find out who has signed in: %w", err)
	case !strings.HasPrefix(c.Subject, "arn:"):
		return "", errors.New("find out who has signed in: the ID token names no ARN")
	}
	return c.Subject, nil
}

// Ends returns the latest possible end of the sign-in, or zero if it is not known.
func (t ConsoleToken) Ends() time.Time {
	c, err := t.claims()
	if err != nil || c.Issued <= 0 || c.Issued > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(c.Issued), 0).Add(ConsoleLife).UTC()
}
