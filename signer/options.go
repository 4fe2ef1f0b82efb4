package signer

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Algorithm is a signing algorithm; the zero Algorithm is SigV4, or what the host needs.
type Algorithm string

// The algorithms, by the names they have on the command line.
const (
	SigV4  Algorithm = "sigv4"
	SigV4A Algorithm = "sigv4a"
)

// Options say how one request is signed. The zero Options do what the host name asks for.
type Options struct {
	Algorithm Algorithm // empty: SigV4, but SigV4A for hosts that know only it

	Service       string   // the signing name; empty: from the host
	Region        string   // empty: from the host, else DefaultRegion
	DefaultRegion string   // for hosts that name no region
	RegionSet     []string // for SigV4A; empty: Region alone, or what the host asks for

	Time time.Time // of signing; zero: the Signer's clock

	AllHeaders      bool // sign every header but Authorization, not only those that the AWS SDK for Go signs
	NoHoist         bool // in the query: leave X-Amz-* headers headers
	SingleEncode    bool // encode the path once, as it stands in the URL; always so for S3
	NoNormalizePath bool // keep dot segments and empty segments of the path; always so for S3

	UnsignedHeaders []string // left out of the signature whatever else holds, "Content-Length" included

	LateToken bool // add the session token after signing, outside the signature; always so for MQTT to AWS IoT
	OmitToken bool // leave the session token out altogether

	ContentSHA256   bool   // send X-Amz-Content-Sha256; always so, in a header, where the service requires it
	UnsignedPayload bool   // leave the body out of the signature
	PayloadHash     string // what the caller knows of the body: its SHA-256 in hexadecimal, or a keyword
	StreamPayload   bool   // S3: sign the body in chunks while it is sent, and read it once only

	InQuery bool          // put the signature into the URL's query
	Expires time.Duration // how long such a URL lives, in whole seconds; zero: 15 minutes for S3, unsaid for others
}

// For returns options with service, region and algorithm settled for a URL, as Sign does. host is the Host
// header, where that differs from the URL's.
func (o Options) For(host string, u *url.URL) (Options, error) {
	if host == "" {
		host = u.Host
	}
	err := o.settle(host, u)
	return o, err
}

func (o *Options) settle(host string, u *url.URL) error {
	if o.Service == "" || o.Region == "" || o.Algorithm == "" && isGlobalS3(host) {
		o.fill(guessFor(host, u))
	}
	o.LateToken = o.LateToken || o.Service == mqttService || isMQTT(host, u)
	if o.Region == "" && len(o.RegionSet) > 0 {
		o.Region = o.RegionSet[0]
	}
	switch o.Algorithm {
	case "":
		o.Algorithm = SigV4
	case SigV4, SigV4A:
	default:
		return fmt.Errorf("%w: %q", ErrAlgorithm, string(o.Algorithm))
	}
	if o.Service == "" {
		return fmt.Errorf("%w: %q", ErrNoService, host)
	}
	if o.Region == "" {
		return fmt.Errorf("%w: %q", ErrNoRegion, host)
	}
	if o.Algorithm == SigV4A && len(o.RegionSet) == 0 {
		o.RegionSet = []string{o.Region}
	}
	return o.checkNames()
}

// fill takes what a host says where nothing else was said.
func (o *Options) fill(e Endpoint) {
	if o.Service == "" {
		o.Service = e.Service
	}
	if o.Algorithm == "" {
		o.Algorithm = e.Algorithm
	}
	if o.Algorithm == SigV4A && len(o.RegionSet) == 0 && o.Region == "" {
		o.RegionSet = e.RegionSet
	}
	if o.Region == "" {
		o.Region = e.Region
	}
	if o.Region == "" {
		o.Region = o.DefaultRegion
	}
}

// leavesOut reports a header that is left out of the signature by name.
func (o *Options) leavesOut(name string) bool {
	return slices.ContainsFunc(o.UnsignedHeaders, func(left string) bool { return strings.EqualFold(left, name) })
}

// checkNames refuses what would change the meaning of a signature's scope.
func (o *Options) checkNames() error {
	if !isScopeName(o.Service) {
		return fmt.Errorf("%w: service %q", ErrScope, o.Service)
	}
	if !isScopeName(o.Region) {
		return fmt.Errorf("%w: region %q", ErrScope, o.Region)
	}
	for _, name := range o.UnsignedHeaders {
		if !isToken(name) || strings.EqualFold(name, "Host") {
			return fmt.Errorf("%w: %q can't be left out of the signature", ErrHeader, name)
		}
	}
	for _, region := range o.RegionSet {
		if !isScopeName(region) {
			return fmt.Errorf("%w: region %q", ErrScope, region)
		}
	}
	return nil
}

// isScopeName allows the asterisk for the region sets of SigV4A.
func isScopeName(name string) bool {
	for i := range len(name) {
		if c := name[i]; !unreserved(c) && c != '*' {
			return false
		}
	}
	return name != ""
}

// isS3 reports whether a service signs as S3 does: with the path encoded once and nothing removed from it.
func isS3(service string) bool {
	switch service {
	case "s3", "s3express", "s3-outposts", "s3-object-lambda":
		return true
	}
	return false
}
