package sso

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/internal/redact"
	"lanyard/signer/request"
)

// A clockedServer issues tokens for proofs of its own time, and refuses others.
type clockedServer struct {
	t      *testing.T
	now    time.Time
	status int
	body   string
	always bool // refuses any proof
	calls  int
}

func (s *clockedServer) RoundTrip(req *http.Request) (*http.Response, error) {
	s.calls++
	var claims proofClaims
	content, err := base64.RawURLEncoding.DecodeString(strings.Split(req.Header.Get("DPoP"), ".")[1])
	if err != nil || json.Unmarshal(content, &claims) != nil {
		s.t.Fatalf("the proof can't be read: %v", err)
	}
	resp := &http.Response{StatusCode: s.status, Header: http.Header{"Date": {s.now.Format(http.TimeFormat)}}, Body: io.NopCloser(strings.NewReader(s.body))}
	if s.now.Sub(time.Unix(claims.At, 0)).Abs() < 2*time.Second && !s.always {
		resp.StatusCode = http.StatusOK
		resp.Body = io.NopCloser(strings.NewReader(
			`{"accessToken":{"accessKeyId":"ASIA","secretAccessKey":"s","sessionToken":"t"},"expiresIn":900,"refreshToken":"next"}`))
	}
	return resp, nil
}

func renewAt(t *testing.T, s *clockedServer, now time.Time) error {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := encodeKey(private)
	if err != nil {
		t.Fatal(err)
	}
	c := &Console{Client: &Client{Sender: &request.Sender{Transport: s, Now: func() time.Time { return now }}}, Endpoint: "https://signin.example"}
	renewed, err := c.Renew(t.Context(), ConsoleToken{ClientID: clientSameDevice, Refresh: redact.New("refresh"), Key: key})
	if err == nil && !renewed.Expires.Equal(now.Add(15*time.Minute)) {
		t.Errorf("the credentials end at %v, by another clock than this computer's", renewed.Expires)
	}
	return err
}

func TestProofIsMadeAgainByTheServersClock(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for _, refusal := range []clockedServer{
		{status: 403, body: `{"error":"TOKEN_EXPIRED","message":"The refresh token has expired."}`},
		{status: 400, body: `{"error":"INVALID_REQUEST","message":"Invalid DPoP proof"}`},
		{status: 403, body: `{"message":"Forbidden"}`},
		{status: 403, body: `<html>403 Forbidden</html>`},
		{status: 401, body: ``},
	} {
		for _, off := range []time.Duration{20 * time.Minute, -20 * time.Minute, 26 * time.Hour, 2 * time.Minute} {
			server := refusal
			server.t, server.now = t, now.Add(off)
			if err := renewAt(t, &server, now); err != nil || server.calls != 2 {
				t.Errorf("%d %s, %v off: %d calls, %v", server.status, server.body, off, server.calls, err)
			}
		}
		server := refusal
		server.t, server.now, server.always = t, now.Add(20*time.Minute), true
		if err := renewAt(t, &server, now); err == nil || server.calls != 2 {
			t.Errorf("%d %s, refused for good: %d calls, %v", server.status, server.body, server.calls, err)
		}
		server = refusal
		server.t, server.now, server.always = t, now.Add(time.Second), true
		if err := renewAt(t, &server, now); err == nil || server.calls != 1 {
			t.Errorf("%d %s, clocks that agree: %d calls, %v", server.status, server.body, server.calls, err)
		}
	}
	server := clockedServer{t: t, now: now.Add(time.Hour), status: 500}
	if err := renewAt(t, &server, now); err == nil || server.calls != 1 {
		t.Errorf("a failure of the server's own: %d calls, %v", server.calls, err)
	}
}
