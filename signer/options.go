package signer

import "time"

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

	LateToken bool // add the session token after signing, outside the signature
	OmitToken bool // leave the session token out altogether

	ContentSHA256   bool   // send X-Amz-Content-Sha256; always so, in a header, where the service requires it
	UnsignedPayload bool   // leave the body out of the signature
	PayloadHash     string // what the caller knows of the body: its SHA-256 in hexadecimal, or a keyword
	StreamPayload   bool   // S3: sign the body in chunks while it is sent, and read it once only

	InQuery bool          // put the signature into the URL's query
	Expires time.Duration // how long such a URL lives, in whole seconds; zero: 15 minutes for S3, unsaid for others
}
