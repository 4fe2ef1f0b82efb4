package fakeaws

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"
)

// consoleGrant is the body of CreateOAuth2Token.
type consoleGrant struct {
	ClientID, GrantType             string
	Code, CodeVerifier, RedirectURI string
	RefreshToken                    string
}

func (s *Server) consoleToken(c *call) (any, *apiError) {
	var in consoleGrant
	if c.read(&in, "clientId", "grantType", "redirectUri") != nil {
		return nil, consoleInvalid("The body is not valid JSON for this operation.")
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	key, refusal := s.world.checkProof(c)
	if refusal != nil {
		return nil, refusal
	}
	switch {
	case in.ClientID != clientSameDevice && in.ClientID != clientCrossDevice:
		return nil, consoleInvalid("Invalid client id")
	case in.GrantType == grantCode:
		return s.world.consoleByCode(c, in, key)
	case in.GrantType == grantRefresh:
		return s.world.consoleByRefresh(c, in, key)
	}
	return nil, consoleInvalid("Invalid grant type")
}

// consoleByCode exchanges an authorization code, which works once. The caller holds w.mu.
func (w *World) consoleByCode(c *call, in consoleGrant, key string) (any, *apiError) {
	if in.Code == "" || in.CodeVerifier == "" || in.RedirectURI == "" {
		return nil, consoleInvalid("code, codeVerifier and redirectUri are required")
	}
	code, ok := w.console.codes.get(in.Code)
	if !ok || code.used || code.client != in.ClientID || code.redirect != in.RedirectURI || code.region != signInRegion(c) {
		return nil, consoleInvalid("Invalid authorization code")
	}
	code.used = true
	if !w.clock().Before(code.expires) {
		return nil, newError(http.StatusUnauthorized, codeAuthCode, "The authorization code has expired.")
	}
	sum := sha256.Sum256([]byte(in.CodeVerifier))
	if !verifier().MatchString(in.CodeVerifier) || base64.RawURLEncoding.EncodeToString(sum[:]) != code.challenge {
		return nil, consoleInvalid("Invalid code verifier")
	}
	signIn := &consoleSignIn{user: code.user, client: code.client, region: code.region, key: key, since: w.clock()}
	answer := w.consoleAnswer(signIn).body()
	answer["idToken"] = signIn.idToken(w.clock())
	return answer, nil
}

// consoleByRefresh renews credentials. The caller holds w.mu.
func (w *World) consoleByRefresh(c *call, in consoleGrant, key string) (any, *apiError) {
	token, ok := w.console.refresh.get(in.RefreshToken)
	now := w.clock()
	switch {
	case !ok || token.signIn.client != in.ClientID || token.signIn.region != signInRegion(c):
		return nil, consoleInvalid("Invalid refresh token")
	case token.signIn.key != key:
		return nil, consoleInvalid("Invalid DPoP proof: not the key of the refresh token")
	case !token.signIn.since.After(w.console.changed):
		return nil, newError(http.StatusForbidden, codeChanged, "The user's credentials have changed.")
	case !now.Before(token.signIn.since.Add(consoleSession)), token.given != nil && !now.Before(token.given.expires):
		return nil, newError(http.StatusUnauthorized, codeTokenExpired, "The refresh token has expired.")
	}
	if token.given == nil {
		token.given = w.consoleAnswer(token.signIn)
	}
	answer := token.given.body()
	answer["expiresIn"] = int(token.given.expires.Sub(now) / time.Second)
	return answer, nil
}

// consoleAnswer creates credentials for a sign-in. The caller holds w.mu.
func (w *World) consoleAnswer(signIn *consoleSignIn) *consoleAnswer {
	u := signIn.user
	// Unlike a GetSessionToken session, these credentials have all permissions of the person.
	issued := w.issue(&credential{
		user: u, expires: w.clock().Add(consoleKeys), who: identity{arn: u.arn, id: u.id, account: u.account}, roleARN: u.arn,
	})
	a := &consoleAnswer{keys: issued.keys(), refresh: newOpaque(400), expires: issued.expires}
	w.console.refresh.put(a.refresh.Reveal(), &consoleRefresh{signIn: signIn})
	return a
}

func (a *consoleAnswer) body() map[string]any {
	return map[string]any{
		"accessToken": map[string]string{
			"accessKeyId": a.keys.AccessKeyID, "secretAccessKey": a.keys.SecretAccessKey.Reveal(), "sessionToken": a.keys.SessionToken.Reveal(),
		},
		"tokenType": "aws_sigv4", "expiresIn": int(consoleKeys / time.Second), "refreshToken": a.refresh.Reveal(),
	}
}

// idToken returns an ID token for the person. Its signature is invalid: no client checks it.
func (s *consoleSignIn) idToken(now time.Time) string {
	part := func(v map[string]any) string {
		text, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	return part(map[string]any{"alg": "ES384", "typ": "JWT"}) + "." +
		part(map[string]any{"sub": s.user.arn, "aud": s.client, "iat": now.Unix(), "exp": now.Add(consoleKeys).Unix()}) + "." +
		newOpaque(96).Reveal()
}
