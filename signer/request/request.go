package request

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"lanyard/signer"
)

// Request is a request to send.
type Request struct {
	Method string
	URL    *url.URL
	Header http.Header // its "Host" overrides the URL's host
	Body   Body
	Sign   signer.Options
	// Anonymous sends the request unsigned.
	Anonymous bool
	// Follow follows redirects, with a GET or HEAD without signature, headers and body.
	Follow bool
	// Prepare, unless nil, completes each attempt, for headers that may be used only once.
	Prepare func(*http.Request) error

	whole bool // see Sender.Call
}

// The classes of errors. An answer is not an error, whatever its status.
var (
	ErrUnreachable = errors.New("unreachable")
	ErrTimeout     = errors.New("no answer in time")
	ErrDropped     = errors.New("the connection was dropped")
	ErrWebSocket   = errors.New("WebSockets can't be opened")
	ErrCertificate = errors.New("the server's certificate can't be verified")
	ErrTooLong     = errors.New("the answer is too long")
)

// signatureParameter is the query parameter of a URL that is signed already.
const signatureParameter = "X-Amz-Signature"

// HTTP returns the unsigned request in the form of net/http.
func (r Request) HTTP() (*http.Request, error) {
	copied := *r.URL
	made := &http.Request{
		Method: r.Method, URL: &copied, Host: r.Header.Get("Host"), Header: r.Header.Clone(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if made.Header == nil {
		made.Header = http.Header{}
	}
	made.Header.Del("Host")
	if !r.Body.Empty() {
		body, err := r.Body.Open()
		if err != nil {
			return nil, fmt.Errorf("read the body: %w", err)
		}
		made.Body, made.GetBody, made.ContentLength = body, r.Body.Open, r.Body.Size
	}
	return made, nil
}

// draft returns the request of one attempt, before signing.
func (t *transfer) draft() (*http.Request, error) {
	r, err := t.HTTP()
	if err != nil {
		return nil, err
	}
	copied := *t.target
	r.URL, r.Host = &copied, t.host
	if t.Prepare != nil {
		err = t.Prepare(r)
	}
	return r, err
}
