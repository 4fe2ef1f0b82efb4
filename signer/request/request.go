package request

import (
	"errors"
	"net/http"
	"net/url"

	"lanyard/signer"
)

// Request is what a person composed.
type Request struct {
	Method string
	URL    *url.URL
	Header http.Header // "Host" in it goes before the URL's
	Body   Body
	Sign   signer.Options
	// Anonymous leaves it unsigned.
	Anonymous bool
}

// The classes of failure. An answer, whatever its status, is none.
var (
	ErrUnreachable = errors.New("unreachable")
	ErrTimeout     = errors.New("no answer in time")
	ErrDropped     = errors.New("the connection was dropped")
	ErrCertificate = errors.New("the server's certificate can't be verified")
)

// signatureParameter marks a URL that is signed already.
const signatureParameter = "X-Amz-Signature"

// draft makes the request of one attempt, not signed yet.
func (t *transfer) draft() (*http.Request, error) {
	r := &http.Request{
		Method: t.Method, URL: t.target, Host: t.host, Header: t.Header.Clone(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	copied := *t.target
	r.URL = &copied
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Del("Host")
	if !t.Body.Empty() {
		body, err := t.Body.Open()
		if err != nil {
			return nil, err
		}
		r.Body, r.GetBody, r.ContentLength = body, t.Body.Open, t.Body.Size
	}
	return r, nil
}
