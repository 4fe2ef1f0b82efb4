package demo

import (
	"bytes"
	"errors"
	"fmt"

	"lanyard/internal/fakeaws"
	"lanyard/signer"
)

// verifier implements fakeaws.Verifier with lanyard's own signer: the program does not link the AWS SDK,
// with which tests verify.
type verifier struct{}

// Expect implements fakeaws.Verifier.
func (verifier) Expect(r *fakeaws.Signed, secret string) (fakeaws.Expected, error) {
	header := r.Header.Clone()
	// signer.Verify takes the payload's hash from this header, so that it needs no body.
	header.Set("X-Amz-Content-Sha256", r.PayloadHash)
	header.Set("Content-Length", fmt.Sprint(r.ContentLength))
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.Method, r.RequestURI, r.Host)
	if err := header.Write(&text); err != nil {
		return fakeaws.Expected{}, err
	}
	text.WriteString("\r\n")
	token := header.Get("X-Amz-Security-Token")
	v, err := signer.Verify(text.Bytes(), signer.NewCredentials(r.AccessKeyID, secret, token), signer.VerifyOptions{})
	if err != nil {
		return fakeaws.Expected{}, err
	}
	e := v.Explanation
	return fakeaws.Expected{CanonicalRequest: e.CanonicalRequest, StringToSign: e.StringToSign, Signature: e.Signature}, nil
}

// ExpectChunk implements fakeaws.Verifier. The demo has no S3.
func (verifier) ExpectChunk(*fakeaws.Signed, string, string, []byte) (string, error) {
	return "", errors.ErrUnsupported
}
