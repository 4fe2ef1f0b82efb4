package signer

import "errors"

// The errors that callers branch on.
var (
	ErrNoCredentials = errors.New("no credentials to sign with")
	ErrURL           = errors.New("not a URL to send a request to")
	ErrNoHost        = errors.New("the URL has no host")
	ErrScheme        = errors.New("not an http, https or wss URL")
	ErrNoService     = errors.New("the host name does not contain the service")
	ErrNoRegion      = errors.New("the host name does not contain the region")
	ErrAlreadySigned = errors.New("the URL is signed already")
	ErrRedirected    = errors.New("a redirect to another host is not signed") // Transport
)

// The classes of other errors.
var (
	errScope     = errors.New("not a name that a signature can hold") // of a region or a service
	errAlgorithm = errors.New("not a signing algorithm")
	errHeader    = errors.New("not a header that can be sent")
	errExpires   = errors.New("not a time that a URL can be valid for")
	errBody      = errors.New("the body cannot be signed")
	errUnsigned  = errors.New("not signed")                   // Verify
	errMalformed = errors.New("not a signed request or URL")  // Verify
	errTooLong   = errors.New("longer than a request may be") // Verify
)
