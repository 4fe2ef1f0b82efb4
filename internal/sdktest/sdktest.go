// Package sdktest holds what tests take from the AWS SDK for Go, which the program itself does not link.
package sdktest

import (
	"context"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/logging"

	"lanyard/internal/fakeaws"
)

// Verifier implements fakeaws.Verifier with the SDK's signer.
type Verifier struct{}

// Expect implements fakeaws.Verifier.
func (Verifier) Expect(r *fakeaws.Signed, secret string) (fakeaws.Expected, error) {
	again, err := unsigned(r)
	if err != nil {
		return fakeaws.Expected{}, err
	}
	var texts texts
	signer := v4.NewSigner(func(o *v4.SignerOptions) {
		o.DisableHeaderHoisting = true
		o.DisableURIPathEscaping = r.PathAsSent
		o.LogSigning, o.Logger = true, &texts
	})
	// The session token, where it is signed, is among the headers or in the query already.
	keys := aws.Credentials{AccessKeyID: r.AccessKeyID, SecretAccessKey: secret}
	ctx := context.Background()
	if !r.InQuery {
		err := signer.SignHTTP(ctx, keys, again, r.PayloadHash, r.Service, r.Region, r.Time)
		_, texts.Signature, _ = strings.Cut(again.Header.Get("Authorization"), "Signature=")
		return texts.Expected, err
	}
	presigned, _, err := signer.PresignHTTP(ctx, keys, again, r.PayloadHash, r.Service, r.Region, r.Time)
	if err != nil {
		return fakeaws.Expected{}, err
	}
	u, err := url.Parse(presigned)
	if err != nil {
		return fakeaws.Expected{}, err
	}
	texts.Signature = u.Query().Get("X-Amz-Signature")
	return texts.Expected, nil
}

// ExpectChunk implements fakeaws.Verifier. The SDK's signer of event streams builds the same string to
// sign for a chunk without headers.
func (Verifier) ExpectChunk(r *fakeaws.Signed, secret, previous string, chunk []byte) (string, error) {
	seed, err := hex.DecodeString(previous)
	if err != nil {
		return "", err
	}
	keys := aws.Credentials{AccessKeyID: r.AccessKeyID, SecretAccessKey: secret}
	signature, err := v4.NewStreamSigner(keys, r.Service, r.Region, seed).GetSignature(context.Background(), nil, chunk, r.Time)
	return hex.EncodeToString(signature), err
}

// texts collects the texts that the SDK's signer hands only to its logger.
type texts struct{ fakeaws.Expected }

// Logf implements the SDK's logger.
func (t *texts) Logf(_ logging.Classification, _ string, args ...any) {
	if len(args) > 1 {
		t.CanonicalRequest, _ = args[0].(string)
		t.StringToSign, _ = args[1].(string)
	}
}

// unsigned returns the request as it was before its client signed it.
func unsigned(r *fakeaws.Signed) (*http.Request, error) {
	path, query, _ := strings.Cut(r.RequestURI, "?")
	if r.PathAsSent { // S3 encodes every character of a key but the slash, however it was sent
		path = strings.NewReplacer("%2F", "/", "%2f", "/").Replace(path)
	}
	if r.InQuery {
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
	for _, name := range r.SignedHeaders {
		switch name {
		case "host":
		case "content-length":
			again.ContentLength = r.ContentLength
		case "x-amz-date", "x-amz-security-token":
			again.Header[http.CanonicalHeaderKey(name)] = r.Header.Values(name)
		default:
			// The signer skips some headers by their canonical names, User-Agent among them. It signs a
			// lower-case name whatever it is, as the client may have done.
			again.Header[name] = r.Header.Values(name)
		}
	}
	return again, nil
}
