package signer

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Algorithm is a signing algorithm. The zero Algorithm is SigV4, or SigV4A for hosts that accept nothing else.
type Algorithm string

// The algorithms, with their names on the command line.
const (
	SigV4  Algorithm = "sigv4"
	SigV4A Algorithm = "sigv4a"
)

// Options configure how one request is signed. The zero Options follow from the host name.
type Options struct {
	Algorithm Algorithm // empty: SigV4, or SigV4A for hosts that accept nothing else

	Service       string   // the signing name; empty: from the host
	Region        string   // empty: from the host, else DefaultRegion
	DefaultRegion string   // for hosts that name no region
	RegionSet     []string // for SigV4A; empty: Region alone, or the set that the host implies

	Time time.Time // of signing; zero: the Signer's clock

	AllHeaders      bool // sign every header but Authorization, not only those that the AWS SDK for Go signs
	NoHoist         bool // with InQuery: do not move X-Amz-* headers into the query
	SingleEncode    bool // encode the path once, as it stands in the URL; always so for S3
	NoNormalizePath bool // keep dot segments and empty segments of the path; always so for S3

	UnsignedHeaders []string // never signed, even with AllHeaders; may contain "Content-Length"

	LateToken bool // add the session token after signing, outside the signature; always so for MQTT to AWS IoT
	OmitToken bool // do not send the session token

	ContentSHA256   bool   // send X-Amz-Content-Sha256; always so, in a header, where the service requires it
	UnsignedPayload bool   // leave the body out of the signature
	PayloadHash     string // the SHA-256 of the body in hexadecimal, or a keyword, if the caller knows it
	StreamPayload   bool   // S3: sign the body in chunks while it is sent, so that it is read only once

	InQuery bool          // put the signature into the URL's query
	Expires time.Duration // the lifetime of such a URL, in whole seconds; zero: 15 minutes for S3, not set for others
}

// For returns options with the service, region and algorithm that Sign would use for a URL. host is the Host
// header if it differs from the URL's host, else "".
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
		return fmt.Errorf("%w: %q", errAlgorithm, string(o.Algorithm))
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

// fill sets the empty fields from the endpoint of the host.
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

// leavesOut reports whether UnsignedHeaders contains a header.
func (o *Options) leavesOut(name string) bool {
	return slices.ContainsFunc(o.UnsignedHeaders, func(left string) bool { return strings.EqualFold(left, name) })
}

// checkNames returns an error for names that would change the meaning of a credential scope.
func (o *Options) checkNames() error {
	if !isScopeName(o.Service) {
		return fmt.Errorf("%w: service %q", errScope, o.Service)
	}
	if !isScopeName(o.Region) {
		return fmt.Errorf("%w: region %q", errScope, o.Region)
	}
	for _, name := range o.UnsignedHeaders {
		if !isToken(name) || strings.EqualFold(name, "Host") {
			return fmt.Errorf("%w: %q can't be left out of the signature", errHeader, name)
		}
	}
	for _, region := range o.RegionSet {
		if !isScopeName(region) {
			return fmt.Errorf("%w: region %q", errScope, region)
		}
	}
	return nil
}

// isScopeName reports whether a credential scope may contain a name. The asterisk is for region sets of SigV4A.
func isScopeName(name string) bool {
	for i := range len(name) {
		if c := name[i]; !unreserved(c) && c != '*' {
			return false
		}
	}
	return name != ""
}

// isS3 reports whether a service signs like S3: with the path encoded once and not normalized.
func isS3(service string) bool {
	switch service {
	case "s3", "s3express", "s3-outposts", "s3-object-lambda":
		return true
	}
	return false
}
