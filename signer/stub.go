package signer

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

var errSoon = errors.New("being written")

// Signer signs.
type Signer struct{ Now func() time.Time }

// New returns a Signer with the system's clock.
func New() *Signer { return &Signer{} }

// Sign signs in place.
func (s *Signer) Sign(r *http.Request, c Credentials, o Options) error { return errSoon }

// Presign returns a presigned URL.
func (s *Signer) Presign(r *http.Request, c Credentials, o Options) (Presigned, error) {
	return Presigned{}, errSoon
}

// Explain signs in place and tells how.
func (s *Signer) Explain(r *http.Request, c Credentials, o Options) (*Explanation, error) {
	return nil, errSoon
}

// Presigned is a URL.
type Presigned struct {
	URL     string
	Header  http.Header
	Expires time.Time
}

// Explanation tells how.
type Explanation struct {
	Method           string      `json:"method"`
	URL              string      `json:"url"`
	Headers          http.Header `json:"headers"`
	Service          string      `json:"service"`
	Region           string      `json:"region"`
	RegionSet        []string    `json:"region_set,omitempty"`
	Algorithm        string      `json:"algorithm"`
	CredentialScope  string      `json:"credential_scope"`
	SignedHeaders    []string    `json:"signed_headers"`
	PayloadHash      string      `json:"payload_hash"`
	CanonicalRequest string      `json:"canonical_request"`
	StringToSign     string      `json:"string_to_sign"`
	Signature        string      `json:"signature"`
	Authorization    string      `json:"authorization"`
}

// ParseURL parses.
func ParseURL(raw string) (*url.URL, error) { return nil, errSoon }

// Endpoint is what a host tells.
type Endpoint struct {
	Service   string
	Region    string
	Algorithm Algorithm
	RegionSet []string
}

// GuessHost guesses.
func GuessHost(host string) Endpoint { return Endpoint{} }

// For fills.
func (o Options) For(host string) (Options, error) { return o, errSoon }

// Transport signs.
type Transport struct {
	Base        http.RoundTripper
	Signer      *Signer
	Credentials func(context.Context) (Credentials, error)
	Options     Options
}

// RoundTrip signs and sends.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) { return nil, errSoon }

// Difference is one.
type Difference struct {
	Part   string `json:"part"`
	Name   string `json:"name,omitempty"`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
	Why    string `json:"why"`
}

// Compare compares.
func Compare(ours, theirs string) []Difference { return nil }

// CompareStringToSign compares.
func CompareStringToSign(ours, theirs string) []Difference { return nil }

// VerifyOptions say.
type VerifyOptions struct {
	Now    time.Time
	Method string
	Body   io.Reader
}

// Verification is.
type Verification struct {
	Valid       bool         `json:"valid"`
	Given       string       `json:"given"`
	Problems    []Difference `json:"problems"`
	Explanation *Explanation `json:"explanation"`
}

// Verify verifies.
func Verify(signed []byte, c Credentials, o VerifyOptions) (*Verification, error) { return nil, errSoon }

// EmptyPayload is the hash of nothing; the others are S3's keywords.
const (
	EmptyPayload    = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	UnsignedPayload = "UNSIGNED-PAYLOAD"
	TimeFormat      = "20060102T150405Z"
)

// ParseTime parses.
func ParseTime(s string) (time.Time, error) { return time.Parse(TimeFormat, s) }
