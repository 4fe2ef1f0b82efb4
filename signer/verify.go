package signer

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"time"
)

// VerifyOptions configure Verify. The zero VerifyOptions are valid.
type VerifyOptions struct {
	Now    time.Time // the time to compare with the request's; zero: the request's time is not checked
	Method string    // the method of a request that is only a URL; empty: GET
}

// Verification is the result of Verify.
type Verification struct {
	Valid       bool         `json:"valid"`       // the signature is right, and there are no problems
	Matches     bool         `json:"matches"`     // the signature is right
	Given       string       `json:"given"`       // the signature in the request
	Problems    []Difference `json:"problems"`    // Ours is the server's value, Theirs the request's
	Explanation *Explanation `json:"explanation"` // how the server would sign
}

// Verify checks a request that arrived signed: a raw HTTP request, or a URL. It recomputes the signature with the
// credentials, for the service and region in the credential scope, and reports the differences.
func Verify(signed []byte, c Credentials, o VerifyOptions) (*Verification, error) {
	if c.Empty() {
		return nil, ErrNoCredentials
	}
	r, err := readReceived(signed, o.Method)
	if err != nil {
		return nil, err
	}
	if err := r.findSignature(); err != nil {
		return nil, err
	}
	try := attempt{path: r.serverPath, payload: r.payload()}
	if r.isMQTT() {
		try.drop = []string{"X-Amz-Security-Token"} // AWS IoT requires the token to be added after signing
	}
	v := &Verification{Given: r.signature, Problems: r.problems(c, o.Now)}
	v.Explanation, v.Matches, err = r.compute(c, try)
	if err != nil {
		return nil, err
	}
	if !v.Matches {
		v.Problems = append(v.Problems, r.findReason(c, try)...)
	}
	v.Valid = v.Matches && len(v.Problems) == 0
	return v, nil
}

// attempt is one interpretation of a request.
type attempt struct {
	path    func(path, service string) string
	payload string
	method  string   // instead of the request's
	host    string   // instead of the request's
	drop    []string // parameters of the query that are left out
	header  string   // the name of a header that has value instead
	value   string
}

// serverPath returns the canonical path as servers compute it.
func (r *received) serverPath(path, service string) string {
	if isS3(service) {
		return string(appendRecoded(nil, strings.ReplaceAll(path, "+", plusFor(r.host))))
	}
	return string(appendPath(nil, path, &Options{Service: service}))
}

// payload returns the payload hash that the signature covers.
func (r *received) payload() string {
	if given := r.header.Get(contentHashHeader); given != "" {
		return given
	}
	if r.inQuery && isS3(r.service()) {
		return UnsignedPayload
	}
	return r.bodyHash()
}

// compute returns the signature that the request should have, and whether it has that signature.
func (r *received) compute(c Credentials, try attempt) (*Explanation, bool, error) {
	e := &Explanation{
		Method: r.method, URL: "https://" + r.host + r.path, Headers: r.header.Clone(),
		Service: r.service(), Region: r.region(), Algorithm: r.algorithm, CredentialScope: strings.Join(r.scope, "/"),
		SignedHeaders: r.signedHeaders, PayloadHash: try.payload, Authorization: r.header.Get("Authorization"),
		CanonicalRequest: r.canonicalRequest(try),
	}
	if r.query != "" {
		e.URL += "?" + r.query
	}
	digest := sha256.Sum256([]byte(e.CanonicalRequest))
	e.StringToSign = strings.Join([]string{r.algorithm, r.stamp, e.CredentialScope, hex.EncodeToString(digest[:])}, "\n")
	if r.algorithm == algorithmA {
		return r.verifyA(c, e)
	}
	mac := hmac.New(sha256.New, deriveKey(keyID{c.secret(), r.scope[0], r.scope[1], r.scope[2]}))
	_, _ = io.WriteString(mac, e.StringToSign) // a hash does not fail
	e.Signature = hex.EncodeToString(mac.Sum(nil))
	return e, hmac.Equal([]byte(e.Signature), []byte(r.signature)), nil
}

// verifyA checks a SigV4A signature with the public key. It can't be recomputed: it differs each time.
func (r *received) verifyA(c Credentials, e *Explanation) (*Explanation, bool, error) {
	key, err := deriveKeyA(c.AccessKeyID, c.secret())
	if err != nil {
		return nil, false, err
	}
	signature, err := hex.DecodeString(r.signature)
	if err != nil {
		return e, false, nil //nolint:nilerr // it is a signature that does not match
	}
	digest := sha256.Sum256([]byte(e.StringToSign))
	if !ecdsa.VerifyASN1(&key.PublicKey, digest[:], signature) {
		return e, false, nil
	}
	e.Signature = r.signature
	return e, true, nil
}

func (r *received) canonicalRequest(try attempt) string {
	var q query
	q.parse(r.query)
	q.drop("X-Amz-Signature")
	for _, name := range try.drop {
		q.drop(name)
	}
	q.sort()
	b := append([]byte(cmp.Or(try.method, r.method)), '\n')
	b = append(append(b, try.path(r.path, r.service())...), '\n')
	b = append(q.appendTo(b), '\n')
	for _, name := range r.signedHeaders {
		b = append(append(b, name...), ':')
		for i, value := range r.values(name, try) {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendTrimmed(b, value)
		}
		b = append(b, '\n')
	}
	b = append(append(b, '\n'), strings.Join(r.signedHeaders, ";")...)
	return string(append(append(b, '\n'), try.payload...))
}

// values returns the values of a signed header.
func (r *received) values(name string, try attempt) []string {
	switch {
	case try.header == name:
		return []string{try.value}
	case name == "host" && try.host != "":
		return []string{try.host}
	case name == "host":
		return []string{r.host}
	}
	return r.header[http.CanonicalHeaderKey(name)]
}
