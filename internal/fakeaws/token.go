package fakeaws

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"lanyard/internal/redact"
)

// codeLife is the life of an authorization code.
const codeLife = 10 * time.Minute

// authCode is an authorization code, which a browser passes to the client.
type authCode struct {
	client              *oidcClient
	redirect, challenge string
	session             *ssoSession
	expires             time.Time
	used                bool
}

// tokenRequest is the body of CreateToken.
type tokenRequest struct {
	ClientID, ClientSecret, GrantType string
	Code, CodeVerifier, RedirectURI   string
	DeviceCode, RefreshToken          string
	Scope                             []string
}

func (s *Server) createToken(c *call) (any, *apiError) {
	var in tokenRequest
	if refusal := c.read(&in, "clientId", "grantType", "redirectUri", "scope"); refusal != nil {
		return nil, refusal
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	client, refusal := s.world.client(in.ClientID, in.ClientSecret)
	if refusal != nil {
		return nil, refusal
	}
	var session *ssoSession
	switch in.GrantType {
	case grantCode:
		session, refusal = s.world.byCode(client, in)
	case grantDevice:
		session, refusal = s.world.byDevice(client, in)
	case grantRefresh:
		session, refusal = s.world.byRefresh(client, in)
	case "":
		refusal = oidcInvalidRequest("grantType is required")
	default:
		refusal = oidcError("UnsupportedGrantTypeException", "Unsupported grant type: "+in.GrantType)
	}
	if refusal != nil {
		return nil, refusal
	}
	issued := s.world.newTokens(client, session)
	result := map[string]any{
		"accessToken": issued.access.Reveal(), "tokenType": "Bearer", "expiresIn": int(issued.life / time.Second),
	}
	if !issued.refresh.Empty() {
		result["refreshToken"] = issued.refresh.Reveal()
	}
	return result, nil
}

// byCode exchanges an authorization code. The caller holds w.mu.
func (w *World) byCode(client *oidcClient, in tokenRequest) (*ssoSession, *apiError) {
	if in.Code == "" || in.CodeVerifier == "" || in.RedirectURI == "" {
		return nil, oidcInvalidRequest("code, codeVerifier and redirectUri are required")
	}
	code, ok := w.sso.codes.get(in.Code)
	if !ok || code.client != client || code.used || !w.clock().Before(code.expires) || code.redirect != in.RedirectURI {
		return nil, oidcInvalidGrant("Invalid authorization code provided")
	}
	// A code allows one try, so that a verifier can't be guessed.
	code.used = true
	sum := sha256.Sum256([]byte(in.CodeVerifier))
	if !verifier().MatchString(in.CodeVerifier) || base64.RawURLEncoding.EncodeToString(sum[:]) != code.challenge {
		return nil, oidcInvalidGrant("Invalid code verifier provided")
	}
	return code.session, nil
}

// verifier matches a code verifier (RFC 7636, section 4.1).
var verifier = lazily(`^[A-Za-z0-9._~-]{43,128}$`)

// byRefresh exchanges a refresh token and invalidates it. The caller holds w.mu.
func (w *World) byRefresh(client *oidcClient, in tokenRequest) (*ssoSession, *apiError) {
	if in.RefreshToken == "" {
		return nil, oidcInvalidRequest("refreshToken is required")
	}
	token, ok := w.sso.refresh.get(in.RefreshToken)
	if !ok || token.used || token.clientID != client.id || !token.session.lives(w.clock()) {
		return nil, oidcInvalidGrant("Invalid refresh token provided")
	}
	token.used = true
	return token.session, nil
}

func (s *ssoSession) lives(at time.Time) bool { return !s.revoked && at.Before(s.ends) }

type issuedTokens struct {
	access, refresh redact.Secret
	life            time.Duration
}

// newTokens issues an access token and, to a client with scopes and the refresh grant, a refresh token. Without a
// refresh token the access token lasts as long as the session. The caller holds w.mu.
func (w *World) newTokens(client *oidcClient, session *ssoSession) issuedTokens {
	now := w.clock()
	issued := issuedTokens{access: newOpaque(220), life: session.ends.Sub(now)}
	if len(client.scopes) > 0 && slices.Contains(client.grants, grantRefresh) {
		issued.refresh, issued.life = newOpaque(300), min(issued.life, session.spec.TokenLife)
		w.sso.refresh.put(issued.refresh.Reveal(), &refreshToken{session: session, clientID: client.id})
	}
	w.sso.access.put(issued.access.Reveal(), &accessToken{session: session, expires: now.Add(issued.life)})
	return issued
}
