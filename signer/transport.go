package signer

import (
	"context"
	"fmt"
	"net/http"
)

// Transport is an http.RoundTripper that signs every request before it sends it, so that any Go
// program can call AWS through an http.Client. It signs a copy and does not change the request.
//
// A redirect to another host fails with ErrRedirected: an http.Client sends it through the Transport
// again, and signing it would let a server choose which host gets a signed request.
type Transport struct {
	Base        http.RoundTripper // nil: http.DefaultTransport
	Signer      *Signer           // required
	Credentials func(context.Context) (Credentials, error)
	Options     Options
}

// RoundTrip implements http.RoundTripper.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	signed, err := t.signed(r)
	if err != nil {
		if r.Body != nil {
			_ = r.Body.Close() // a RoundTripper must close it; the other error matters
		}
		return nil, fmt.Errorf("cannot sign: %w", err)
	}
	base := t.Base
	if base == nil {
		base = http.DefaultTransport
	}
	return base.RoundTrip(signed)
}

func (t *Transport) signed(r *http.Request) (*http.Request, error) {
	if t.Credentials == nil || t.Signer == nil {
		return nil, ErrNoCredentials
	}
	if leavesHost(r) {
		return nil, fmt.Errorf("%w: %q", ErrRedirected, r.URL.Host)
	}
	credentials, err := t.Credentials(r.Context())
	if err != nil {
		return nil, err
	}
	signed := r.Clone(r.Context())
	return signed, t.Signer.Sign(signed, credentials, t.Options)
}

// leavesHost reports whether an http.Client made the request for a redirect to another host or scheme.
func leavesHost(r *http.Request) bool {
	if r.Response == nil || r.Response.Request == nil {
		return false
	}
	from := r.Response.Request.URL
	return from.Host != r.URL.Host || from.Scheme != r.URL.Scheme
}
