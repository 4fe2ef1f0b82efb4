package fakeaws

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/logging"
)

// maxSkew is how far the clocks of client and server may differ.
const maxSkew = 15 * time.Minute

var (
	validRegion = lazily(`^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$`)
	// regionalHost is the name of a regional endpoint, which accepts its own region only.
	regionalHost = lazily(`^(?:[a-z0-9-]+\.)?(?:sts|execute-api)(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)`)
)

// authenticate returns the credential that signed a request, or why it is refused.
func (s *Server) authenticate(c *call, sig *signature) (credential, *apiError) {
	if err := checkScope(c.Host, sig); err != nil {
		return credential{}, err
	}
	if err := checkTime(sig.at, s.now(), sig.lifetime); err != nil {
		return credential{}, err
	}
	return s.verify(c, sig, scheme{})
}

// verify returns the credential that signed a request by a scheme.
func (s *Server) verify(c *call, sig *signature, how scheme) (credential, *apiError) {
	cred, ok := s.world.find(sig.keyID)
	// A token is compared before the signature: AWS derives the secret from it.
	if !ok || !cred.active || cred.token.Reveal() != sig.token {
		return credential{}, errInvalidToken()
	}
	if cred.temporary() && !cred.expires.After(s.now()) {
		return credential{}, errExpired()
	}
	if sig.regions != nil {
		want, ok := verifyA(c.Request, c.body, sig, how, cred.secret.Reveal())
		if !ok {
			refusal := errMismatch()
			refusal.expected = &want
			return credential{}, refusal
		}
		return cred, nil
	}
	want, err := resign(c.Request, c.body, sig, how, cred.secret.Reveal())
	if err != nil || subtle.ConstantTimeCompare([]byte(want.signature), []byte(sig.value)) != 1 {
		refusal := errMismatch()
		refusal.expected = &want
		return credential{}, refusal
	}
	return cred, nil
}

func checkScope(host string, sig *signature) *apiError {
	m := regionalHost().FindStringSubmatch(host)
	if sig.regions != nil {
		if m != nil && !sig.goodFor(m[1]) {
			return errSignature("Region set should contain '%s'. ", m[1])
		}
		return nil
	}
	region := sig.region
	if m != nil && m[1] != region {
		return errSignature("Credential should be scoped to a valid region, not '%s'. ", region)
	}
	if !validRegion().MatchString(region) {
		return errSignature("Credential should be scoped to a valid region, not '%s'. ", region)
	}
	return nil
}

// checkTime refuses what was signed too long ago or in the future. A lifetime is that of a presigned URL.
func checkTime(at, now time.Time, lifetime time.Duration) *apiError {
	show := func(t time.Time) string { return t.UTC().Format(timeFormat) }
	switch {
	case lifetime > 0 && !now.After(at.Add(lifetime)) && !at.After(now.Add(maxSkew)):
	case at.Before(now.Add(-maxSkew)):
		return errSignature("Signature expired: %s is now earlier than %s (%s - 15 min.)",
			show(at), show(now.Add(-maxSkew)), show(now))
	case at.After(now.Add(maxSkew)):
		return errSignature("Signature not yet current: %s is still later than %s (%s + 15 min.)",
			show(at), show(now.Add(maxSkew)), show(now))
	}
	return nil
}

// scheme is how a service wants its requests signed.
type scheme struct {
	asSent  bool   // the path is signed as it was sent, not encoded once more
	payload string // stands for the body; "": its hash
}

// rebuilt is the signature that a request should have, and the texts that it is made of.
type rebuilt struct{ canonical, toSign, signature string }

// Logf implements the SDK's logger, through which alone its signer tells those texts.
func (b *rebuilt) Logf(_ logging.Classification, _ string, texts ...any) {
	if len(texts) > 1 {
		b.canonical, _ = texts[0].(string)
		b.toSign, _ = texts[1].(string)
	}
}

// resign computes the signature that the request should have, with the SDK's signer, over exactly
// the headers that it says are signed.
func resign(r *http.Request, body []byte, sig *signature, how scheme, secret string) (rebuilt, error) {
	var found rebuilt
	again, err := unsigned(r, sig, how)
	if err != nil {
		return found, err
	}
	payload := how.payload
	if payload == "" {
		sum := sha256.Sum256(body)
		payload = hex.EncodeToString(sum[:])
	}
	// The session token, where it is signed, is among the headers or in the query already.
	keys := aws.Credentials{AccessKeyID: sig.keyID, SecretAccessKey: secret}
	signer := v4.NewSigner(func(o *v4.SignerOptions) {
		o.DisableHeaderHoisting = true
		o.DisableURIPathEscaping = how.asSent
		o.LogSigning, o.Logger = true, &found
	})
	if sig.inQuery {
		signed, _, err := signer.PresignHTTP(context.Background(), keys, again, payload, sig.service, sig.region, sig.at)
		if err != nil {
			return found, err
		}
		u, err := url.Parse(signed)
		if err != nil {
			return found, err
		}
		found.signature = u.Query().Get("X-Amz-Signature")
		return found, nil
	}
	if err := signer.SignHTTP(context.Background(), keys, again, payload, sig.service, sig.region, sig.at); err != nil {
		return found, err
	}
	_, found.signature, _ = strings.Cut(again.Header.Get("Authorization"), "Signature=")
	return found, nil
}

// unsigned rebuilds the request as it was before it was signed.
func unsigned(r *http.Request, sig *signature, how scheme) (*http.Request, error) {
	path, query, _ := strings.Cut(r.RequestURI, "?")
	if how.asSent { // S3 encodes every character of a key but the slash, however it was sent
		path = strings.NewReplacer("%2F", "/", "%2f", "/").Replace(path)
	}
	if sig.inQuery {
		q := r.URL.Query()
		q.Del("X-Amz-Signature")
		query = q.Encode()
	}
	again, err := http.NewRequest(r.Method, "http://"+r.Host+"/", nil)
	if err != nil {
		return nil, err
	}
	// Opaque keeps the path's escapes as they came.
	again.URL.Opaque = "//" + r.Host + path
	again.URL.RawQuery = query
	if slices.Contains(sig.headers, "content-length") {
		again.ContentLength = r.ContentLength
	}
	for _, name := range sig.headers {
		switch name {
		case "host", "content-length":
		case "x-amz-date", "x-amz-security-token":
			again.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		default:
			// The signer skips some headers, User-Agent among them, by their canonical names; under a
			// lower-case one it signs whatever the client did sign.
			again.Header[name] = r.Header.Values(name)
		}
	}
	return again, nil
}
