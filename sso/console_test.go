package sso

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/internal/redact"
)

func TestConfirmationCode(t *testing.T) {
	const text = "state=a%2Fb&code=c~d"
	whole := base64.StdEncoding.EncodeToString([]byte(text))
	for _, typed := range []string{
		whole, " " + whole + "\r", whole[:8] + "\n" + whole[8:], strings.TrimRight(whole, "="), base64.URLEncoding.EncodeToString([]byte(text)),
	} {
		code, state, err := readConfirmation(typed)
		if code != "c~d" || state != "a/b" || err != nil {
			t.Errorf("%q: %q, %q, %v", typed, code, state, err)
		}
	}
	for _, typed := range []string{
		"", "c~d", whole[:len(whole)/2], base64.StdEncoding.EncodeToString([]byte("code=c")), base64.StdEncoding.EncodeToString([]byte("state=a&code=%zz")),
	} {
		if code, _, err := readConfirmation(typed); !errors.Is(err, ErrUnreadableCode) {
			t.Errorf("%q: %q, %v", typed, code, err)
		}
	}
}

// TestProofPadsCoordinates wants a key with a leading zero, which one of 128 has.
func TestProofPadsCoordinates(t *testing.T) {
	for range 5000 {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		point, err := key.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if point[1] != 0 && point[33] != 0 {
			continue
		}
		text, err := proof(key, "POST", "https://host/v1/token", time.Unix(5, 0))
		if err != nil {
			t.Fatal(err)
		}
		checkProof(t, key, text)
		return
	}
	t.Fatal("no key with a leading zero in 5000")
}

func checkProof(t *testing.T, key *ecdsa.PrivateKey, text string) {
	t.Helper()
	parts := strings.Split(text, ".")
	decode := func(part string) []byte {
		content, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	var header proofHeader
	var claims proofClaims
	if json.Unmarshal(decode(parts[0]), &header) != nil || json.Unmarshal(decode(parts[1]), &claims) != nil {
		t.Fatalf("the proof is %s", text)
	}
	if len(decode(header.Key.X)) != 32 || len(decode(header.Key.Y)) != 32 || header.Type != "dpop+jwt" || header.Algorithm != "ES256" {
		t.Errorf("the header is %+v", header)
	}
	if claims.Method != "POST" || claims.Address != "https://host/v1/token" || claims.At != 5 || len(claims.ID) != 36 {
		t.Errorf("the claims are %+v", claims)
	}
	signature, sum := decode(parts[2]), sha256.Sum256([]byte(parts[0]+"."+parts[1]))
	if len(signature) != 64 || !ecdsa.Verify(&key.PublicKey, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		t.Error("the signature is not the key's")
	}
}

func TestConsoleAddress(t *testing.T) {
	c := &Console{Endpoint: "https://eu-west-1.signin.aws.amazon.com/"}
	u, err := url.Parse(c.address(&grant{ClientID: clientSameDevice, CodeVerifier: "v"}, "http://127.0.0.1:1/oauth/callback", "s"))
	if err != nil || u.Host != "eu-west-1.signin.aws.amazon.com" || u.Path != "/v1/authorize" {
		t.Errorf("the address is %v, %v", u, err)
	}
	// The SHA-256 of "v", by sha256sum and basenc.
	want := url.Values{
		"response_type": {"code"}, "client_id": {"arn:aws:signin:::devtools/same-device"}, "redirect_uri": {"http://127.0.0.1:1/oauth/callback"},
		"state": {"s"}, "scope": {"openid"}, "code_challenge_method": {"SHA-256"}, "code_challenge": {"TJRIXgwhrmxBzh3-e2v6zupato5AokdvUCCOUm9QYIA"},
	}
	if got := u.Query().Encode(); got != want.Encode() {
		t.Errorf("the query is %s, want %s", got, want.Encode())
	}
}

// jwt is an ID token with these claims.
func jwt(claims string) redact.Secret {
	return redact.New("e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln")
}

func TestIDToken(t *testing.T) {
	token := ConsoleToken{ID: jwt(`{"sub":"arn:aws:iam::111122223333:user/jo","iat":1000}`)}
	if who, err := token.Subject(); who != "arn:aws:iam::111122223333:user/jo" || err != nil {
		t.Errorf("%q, %v", who, err)
	}
	if ends := token.Ends(); !ends.Equal(time.Unix(1000+12*3600, 0)) {
		t.Errorf("it ends at %v", ends)
	}
	for _, bad := range []redact.Secret{{}, redact.New("x"), redact.New("a.%.c"), jwt(`{}`), jwt(`[]`), jwt(`{"sub":"jo"}`), jwt(`{"sub":"x","iat":1e300}`)} {
		token := ConsoleToken{ID: bad}
		if who, err := token.Subject(); err == nil {
			t.Errorf("%s: %q", bad.Reveal(), who)
		}
		if ends := token.Ends(); !ends.IsZero() {
			t.Errorf("%s ends at %v", bad.Reveal(), ends)
		}
	}
}

func TestConsoleFile(t *testing.T) {
	f := ConsoleFileOf(t.TempDir(), " arn:aws:iam::111122223333:user/alice\n")
	// The SHA-256 of the trimmed ARN, by sha256sum.
	if base := filepath.Base(string(f.SharedFile)); base != "5778c30d3fe8c123cb2ab0d5a82c81b6fdcedfb868a6625f6f5bf6f05a7f129b.json" {
		t.Errorf("the file is %q", base)
	}
	if _, ok := f.Read(); ok {
		t.Error("a file that is not there was read")
	}
	old := `{"accessToken":{"accessKeyId":"A","secretAccessKey":"S","sessionToken":"T","accountId":"1","expiresAt":"2026-01-02T05:04:05.5+02:00"},
		"identityToken":"theirs","clientId":"c","refreshToken":"r","dpopKey":"k","more":{"x":1}}`
	if err := os.WriteFile(string(f.SharedFile), []byte(old), 0o644); err != nil {
		t.Fatal(err)
	}
	got, ok := f.Read()
	if want := time.Date(2026, 1, 2, 3, 4, 5, 5e8, time.UTC); !ok || !got.Expires.Equal(want) || got.ID.Reveal() != "theirs" || got.Renewable() {
		t.Errorf("read %+v, %v", got, ok)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if got.Key, err = encodeKey(key); err != nil {
		t.Fatal(err)
	}
	if err := f.Write("111122223333", got); err != nil {
		t.Fatal(err)
	}
	again, ok := f.Read()
	if !ok || !again.Renewable() || again.ID.Reveal() != "theirs" || !again.Key.Equal(got.Key) || again.AccessKeyID != "A" {
		t.Errorf("read back %+v, %v", again, ok)
	}
	text, err := os.ReadFile(string(f.SharedFile))
	if err != nil || !strings.Contains(string(text), `"more"`) || !strings.Contains(string(text), `"expiresAt": "2026-01-02T03:04:05Z"`) ||
		!strings.Contains(string(text), `"accountId": "111122223333"`) || strings.Contains(string(text), "identityToken") {
		t.Errorf("%v: %s", err, text)
	}
	if st, err := os.Stat(string(f.SharedFile)); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", st, err)
	}
}

func FuzzConsoleFile(f *testing.F) {
	f.Add([]byte(`{"accessToken":{"accessKeyId":"A","secretAccessKey":"S","sessionToken":"T","expiresAt":"2026-01-02T03:04:05Z"},"idToken":"a.e30.c"}`))
	f.Add([]byte(`{"accessToken":[]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, content []byte) {
		file := ConsoleFileOf(t.TempDir(), "x")
		if err := os.WriteFile(string(file.SharedFile), content, 0o600); err != nil {
			t.Fatal(err)
		}
		token, ok := file.Read()
		if ok && (token.AccessKeyID == "" || token.SecretAccessKey.Empty() || token.SessionToken.Empty()) {
			t.Error("a token without credentials")
		}
		_, _ = token.Subject()
		_, _ = token.Ends(), token.Renewable()
		written := ConsoleToken{AccessKeyID: "A", SecretAccessKey: redact.New("S"), SessionToken: redact.New("T"), Expires: time.Unix(1000, 0)}
		if err := file.Write("1", written); err != nil {
			t.Fatal(err)
		}
		if token, ok := file.Read(); !ok || token.AccessKeyID != "A" {
			t.Errorf("not read back: %+v", token)
		}
	})
}
