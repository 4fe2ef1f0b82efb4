package fakeaws_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"lanyard/internal/fakeaws"
)

const (
	sameDevice  = "arn:aws:signin:::devtools/same-device"
	crossDevice = "arn:aws:signin:::devtools/cross-device"
)

// consoleHouse is a house in whose browser alice is signed in, and a client with a key.
type consoleHouse struct {
	*house
	key    *ecdsa.PrivateKey
	proofs int
}

func newConsoleHouse(t *testing.T) *consoleHouse {
	t.Helper()
	h := &consoleHouse{house: newHouse(t)}
	if err := h.world.SetConsoleUser(h.alice.ARN); err != nil {
		t.Fatal(err)
	}
	h.key = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	if err := h.SetApproval(fakeaws.Approval{Mode: fakeaws.ApproveAll}); err != nil {
		t.Fatal(err)
	}
	return h
}

// code signs in, with changes to a good query; the answer is where the browser is sent, nil for a page.
func (h *consoleHouse) code(t *testing.T, change func(url.Values)) *url.URL {
	t.Helper()
	sum := sha256.Sum256([]byte(verifier))
	q := url.Values{
		"response_type": {"code"}, "client_id": {sameDevice}, "redirect_uri": {listener}, "state": {"s"}, "scope": {"openid"},
		"code_challenge_method": {"SHA-256"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}
	if change != nil {
		change(q)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp := must(client.Get(h.URL() + "/v1/authorize?" + q.Encode()))(t)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusFound {
		return nil
	}
	return must(resp.Location())(t)
}

// proof is a token's parts before they are signed.
type proof struct{ header, claims map[string]any }

func (h *consoleHouse) proof(t *testing.T) proof {
	t.Helper()
	h.proofs++
	point := must(h.key.PublicKey.Bytes())(t)
	encode := base64.RawURLEncoding.EncodeToString
	return proof{
		map[string]any{"typ": "dpop+jwt", "alg": "ES256", "jwk": map[string]any{"kty": "EC", "crv": "P-256", "x": encode(point[1:33]), "y": encode(point[33:])}},
		map[string]any{"jti": "p" + strconv.Itoa(h.proofs), "htm": "POST", "htu": h.URL() + "/v1/token", "iat": h.clock.Now().Unix()},
	}
}

func (h *consoleHouse) sign(t *testing.T, p proof) string {
	t.Helper()
	part := func(v any) string { return base64.RawURLEncoding.EncodeToString(must(json.Marshal(v))(t)) }
	text := part(p.header) + "." + part(p.claims)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, h.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	var signature [64]byte
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return text + "." + base64.RawURLEncoding.EncodeToString(signature[:])
}

// reply is an answer of the token endpoint, or its refusal.
type reply struct {
	AccessToken struct{ AccessKeyID, SecretAccessKey, SessionToken string }
	ExpiresIn   int
	TokenType   string
	RefreshToken,
	IDToken string

	Status         int
	Type           string
	Error, Message string
}

func (h *consoleHouse) token(t *testing.T, proof string, body map[string]string) reply {
	t.Helper()
	req := must(http.NewRequest(http.MethodPost, h.URL()+"/v1/token", bytes.NewReader(must(json.Marshal(body))(t))))(t)
	req.Header.Set("Content-Type", "application/json")
	if proof != "" {
		req.Header.Set("DPoP", proof)
	}
	resp := must(http.DefaultClient.Do(req))(t)
	defer resp.Body.Close()
	r := reply{Status: resp.StatusCode, Type: resp.Header.Get("X-Amzn-Errortype")}
	if err := json.Unmarshal(must(io.ReadAll(resp.Body))(t), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func (h *consoleHouse) redeem(t *testing.T, change func(map[string]string)) reply {
	t.Helper()
	body := map[string]string{
		"clientId": sameDevice, "grantType": "authorization_code", "code": h.code(t, nil).Query().Get("code"),
		"codeVerifier": verifier, "redirectUri": listener,
	}
	if change != nil {
		change(body)
	}
	return h.token(t, h.sign(t, h.proof(t)), body)
}

func (h *consoleHouse) renew(t *testing.T, token string) reply {
	t.Helper()
	return h.token(t, h.sign(t, h.proof(t)), map[string]string{"clientId": sameDevice, "grantType": "refresh_token", "refreshToken": token})
}

func wantRefusal(t *testing.T, got reply, status int, name, code string) {
	t.Helper()
	if got.Status != status || got.Type != name || got.Error != code || got.AccessToken.AccessKeyID != "" {
		t.Errorf("answered %+v, want %d %s %s", got, status, name, code)
	}
}

func TestConsoleSignIn(t *testing.T) {
	h := newConsoleHouse(t)
	got := h.redeem(t, nil)
	if got.Status != http.StatusOK || got.ExpiresIn != 900 || got.TokenType != "aws_sigv4" || got.RefreshToken == "" || got.IDToken == "" {
		t.Fatalf("answered %+v", got)
	}
	again := h.renew(t, got.RefreshToken)
	if again.Status != http.StatusOK || again.AccessToken == got.AccessToken || again.RefreshToken == got.RefreshToken || again.IDToken != "" {
		t.Errorf("renewed %+v", again)
	}
	if same := h.renew(t, got.RefreshToken); same.AccessToken != again.AccessToken || same.RefreshToken != again.RefreshToken {
		t.Error("the same token does not give the same again")
	}
	h.clock.Advance(16 * time.Minute)
	wantRefusal(t, h.renew(t, got.RefreshToken), 401, "AccessDeniedException", "TOKEN_EXPIRED")
	if last := h.renew(t, again.RefreshToken); last.Status != http.StatusOK {
		t.Errorf("answered %+v", last)
	}
	h.clock.Advance(12 * time.Hour)
	wantRefusal(t, h.renew(t, again.RefreshToken), 401, "AccessDeniedException", "TOKEN_EXPIRED")

	got = h.redeem(t, nil)
	h.world.ChangeConsolePassword()
	wantRefusal(t, h.renew(t, got.RefreshToken), 403, "AccessDeniedException", "USER_CREDENTIALS_CHANGED")
}

func TestConsoleCodeIsChecked(t *testing.T) {
	h := newConsoleHouse(t)
	for name, change := range map[string]func(map[string]string){
		"verifier":    func(b map[string]string) { b["codeVerifier"] += "x" },
		"no verifier": func(b map[string]string) { delete(b, "codeVerifier") },
		"redirect":    func(b map[string]string) { b["redirectUri"] = "http://127.0.0.1:1/oauth/callback" },
		"client":      func(b map[string]string) { b["clientId"] = crossDevice },
		"no client":   func(b map[string]string) { b["clientId"] = "lanyard" },
		"grant":       func(b map[string]string) { b["grantType"] = "password" },
		"code":        func(b map[string]string) { b["code"] = "guessed" },
	} {
		t.Run(name, func(t *testing.T) {
			wantRefusal(t, h.redeem(t, change), 400, "ValidationException", "INVALID_REQUEST")
		})
	}
	code := ""
	h.redeem(t, func(b map[string]string) { code = b["code"] })
	wantRefusal(t, h.redeem(t, func(b map[string]string) { b["code"] = code }), 400, "ValidationException", "INVALID_REQUEST")
	wantRefusal(t, h.redeem(t, func(map[string]string) { h.clock.Advance(11 * time.Minute) }), 401, "AccessDeniedException", "AUTHCODE_EXPIRED")
}

func TestConsoleAuthorizationIsChecked(t *testing.T) {
	h := newConsoleHouse(t)
	for name, change := range map[string]func(url.Values){
		"client":    func(q url.Values) { q.Set("client_id", "lanyard") },
		"redirect":  func(q url.Values) { q.Set("redirect_uri", "http://evil.example/oauth/callback") },
		"path":      func(q url.Values) { q.Set("redirect_uri", "http://127.0.0.1:1/") },
		"elsewhere": func(q url.Values) { q.Set("client_id", crossDevice) },
		"method":    func(q url.Values) { q.Set("code_challenge_method", "S256") },
		"challenge": func(q url.Values) { q.Del("code_challenge") },
		"scope":     func(q url.Values) { q.Del("scope") },
	} {
		if to := h.code(t, change); to != nil {
			t.Errorf("%s: sent to %s", name, to)
		}
	}
	to := h.code(t, func(q url.Values) {
		q.Set("client_id", crossDevice)
		q.Set("redirect_uri", h.URL()+"/v1/sessions/confirmation")
	})
	if to == nil || to.Query().Get("state") != "s" || to.Query().Get("code") == "" {
		t.Errorf("another device is sent to %v", to)
	}
	if err := h.SetApproval(fakeaws.Approval{Mode: fakeaws.DenyAll}); err != nil {
		t.Fatal(err)
	}
	if to := h.code(t, nil); to == nil || to.Query().Get("error") != "access_denied" || to.Query().Get("state") != "s" {
		t.Errorf("denied: sent to %v", to)
	}
}

func TestProofIsChecked(t *testing.T) {
	h := newConsoleHouse(t)
	token := h.redeem(t, nil).RefreshToken
	body := map[string]string{"clientId": sameDevice, "grantType": "refresh_token", "refreshToken": token}
	for name, change := range map[string]func(proof){
		"method":  func(p proof) { p.claims["htm"] = "GET" },
		"address": func(p proof) { p.claims["htu"] = "http://evil.example/v1/token" },
		"old":     func(p proof) { p.claims["iat"] = h.clock.Now().Add(-6 * time.Minute).Unix() },
		"early":   func(p proof) { p.claims["iat"] = h.clock.Now().Add(6 * time.Minute).Unix() },
		"no jti":  func(p proof) { delete(p.claims, "jti") },
		"type":    func(p proof) { p.header["typ"] = "JWT" },
		"none":    func(p proof) { p.header["alg"] = "none" },
		"short":   func(p proof) { p.header["jwk"].(map[string]any)["x"] = "AQAB" },
		"private": func(p proof) { p.header["jwk"].(map[string]any)["d"] = "AQAB" },
	} {
		t.Run(name, func(t *testing.T) {
			p := h.proof(t)
			change(p)
			wantRefusal(t, h.token(t, h.sign(t, p), body), 400, "ValidationException", "INVALID_REQUEST")
		})
	}
	wantRefusal(t, h.token(t, "", body), 400, "ValidationException", "INVALID_REQUEST")
	wantRefusal(t, h.token(t, "a.b.c", body), 400, "ValidationException", "INVALID_REQUEST")

	good := h.sign(t, h.proof(t))
	if got := h.token(t, good, body); got.Status != http.StatusOK {
		t.Errorf("answered %+v", got)
	}
	wantRefusal(t, h.token(t, good, body), 400, "ValidationException", "INVALID_REQUEST") // seen before

	own := h.key
	p := h.proof(t)
	h.key = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	wantRefusal(t, h.token(t, h.sign(t, p), body), 400, "ValidationException", "INVALID_REQUEST") // not signed by its key
	wantRefusal(t, h.renew(t, token), 400, "ValidationException", "INVALID_REQUEST")              // not the key of the token
	h.key = own
	if got := h.renew(t, token); got.Status != http.StatusOK {
		t.Errorf("answered %+v", got)
	}
}
