package request

import (
	"errors"
	"fmt"
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
	// Follow sends it where a redirect leads, as a GET or HEAD without signature, headers and body.
	Follow bool
	// Prepare, unless nil, adds to each attempt what no two attempts may share.
	Prepare func(*http.Request) error

	whole bool // the answer is read whole, and Sender.Timeout bounds all attempts together
}

// The classes of failure. An answer, whatever its status, is none.
var (
	ErrUnreachable = errors.New("unreachable")
	ErrTimeout     = errors.New("no answer in time")
	ErrDropped     = errors.New("the connection was dropped")
	ErrWebSocket   = errors.New("WebSockets can't be opened")
	ErrCertificate = errors.New("the server's certificate can't be verified")
	ErrTooLong     = errors.New("the answer is too long")
)

// signatureParameter marks a URL that is signed already.
const signatureParameter = "X-Amz-Signature"

// HTTP makes the request as net/http has it, not signed.
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

// draft makes the request of one attempt, not signed yet.
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
