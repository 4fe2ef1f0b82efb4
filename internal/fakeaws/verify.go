package fakeaws

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"time"
)

// maxSkew bounds the difference between the clocks of client and server.
const maxSkew = 15 * time.Minute

var (
	validRegion = lazily(`^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$`)
	// regionalHost matches the names of regional endpoints, which accept only their own region.
	regionalHost = lazily(`^(?:[a-z0-9-]+\.)?(?:sts|execute-api)(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)`)
)

// authenticate returns the credential that signed a request, or the reason to refuse it.
func (s *Server) authenticate(c *call, sig *signature) (credential, *apiError) {
	if err := checkScope(c.Host, sig); err != nil {
		return credential{}, err
	}
	if err := checkTime(sig.at, s.now(), sig.lifetime); err != nil {
		return credential{}, err
	}
	return s.verify(c, sig, scheme{})
}

// verify is like authenticate, without the checks of scope and time, for any scheme.
func (s *Server) verify(c *call, sig *signature, how scheme) (credential, *apiError) {
	cred, ok := s.world.find(sig.keyID)
	// The token is compared before the signature, because AWS derives the secret from the token.
	if !ok || !cred.active || cred.token.Reveal() != sig.token {
		return credential{}, errInvalidToken()
	}
	if cred.temporary() && !cred.expires.After(s.now()) {
		return credential{}, errExpired()
	}
	r := newSigned(c, sig, how)
	expected, ok := Expected{}, false
	if sig.regions != nil {
		expected, ok = verifyA(r, sig, cred.secret.Reveal())
	} else {
		var err error
		expected, err = s.verifier.Expect(r, cred.secret.Reveal())
		ok = err == nil && subtle.ConstantTimeCompare([]byte(expected.Signature), []byte(sig.value)) == 1
	}
	if !ok {
		refusal := errMismatch()
		refusal.expected = &expected
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

// checkTime refuses a request that was signed too long ago or in the future. Only presigned URLs have a lifetime.
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

// scheme holds the signing rules of a service.
type scheme struct {
	asSent  bool   // the path is signed as it was sent, not encoded once more
	payload string // the payload hash; "": the hash of the body
}

// Verifier recomputes signatures. Tests pass one that uses the AWS SDK's signer, which the program does not link.
type Verifier interface {
	// Expect returns the SigV4 signature that a request should have.
	Expect(r *Signed, secret string) (Expected, error)
	// ExpectChunk returns the signature that a chunk of a request's body should have, after the chunk or
	// request with the signature previous. It returns errors.ErrUnsupported if it can't.
	ExpectChunk(r *Signed, secret, previous string, chunk []byte) (string, error)
}

// Signed is a received request and what it says about its signature.
type Signed struct {
	*http.Request
	AccessKeyID     string
	Service, Region string
	Time            time.Time
	SignedHeaders   []string // in lower case
	InQuery         bool     // the signature is in the query
	PathAsSent      bool     // the path is not encoded once more, as with S3
	PayloadHash     string   // or a keyword that stands for it
}

// Expected is the signature that a request should have, and the two texts it is computed from.
type Expected struct{ CanonicalRequest, StringToSign, Signature string }

func newSigned(c *call, sig *signature, how scheme) *Signed {
	r := &Signed{
		Request: c.Request, AccessKeyID: sig.keyID, Service: sig.service, Region: sig.region, Time: sig.at,
		SignedHeaders: sig.headers, InQuery: sig.inQuery, PathAsSent: how.asSent, PayloadHash: how.payload,
	}
	if r.PayloadHash == "" {
		sum := sha256.Sum256(c.body)
		r.PayloadHash = hex.EncodeToString(sum[:])
	}
	return r
}
