package signer

import (
	"context"
	"fmt"
	"net/http"
)

// Transport is an http.RoundTripper that signs every request before it sends it, so that any Go
// program can speak to AWS through an http.Client. It signs a copy: the request itself stays as it is.
//
// A request that is redirected is signed anew for the place where it goes, since an http.Client sends
// it through the Transport again; what Options do not say is then read off the new host.
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
			_ = r.Body.Close() // as a RoundTripper must, and the error that matters is the other
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
	credentials, err := t.Credentials(r.Context())
	if err != nil {
		return nil, err
	}
	signed := r.Clone(r.Context())
	return signed, t.Signer.Sign(signed, credentials, t.Options)
}
