package signer

import "errors"

// The errors that callers branch on.
var (
	ErrNoCredentials = errors.New("no credentials to sign with")
	ErrURL           = errors.New("not a URL to send a request to")
	ErrNoHost        = errors.New("the URL has no host")
	ErrScheme        = errors.New("not an http, https or wss URL")
	ErrNoService     = errors.New("the host does not tell the service")
	ErrNoRegion      = errors.New("the host does not tell the region")
	ErrScope         = errors.New("not a name that a signature can hold") // of a region or a service
	ErrAlgorithm     = errors.New("not a signing algorithm")
	ErrHeader        = errors.New("not a header that can be sent")
	ErrAlreadySigned = errors.New("the URL is signed already")
	ErrExpires       = errors.New("not a time that a URL can be valid for")
	ErrRedirected    = errors.New("a redirect to another host is not signed") // Transport
	ErrBody          = errors.New("the body cannot be signed")
	ErrUnsigned      = errors.New("not signed")                   // Verify
	ErrMalformed     = errors.New("not a signed request or URL")  // Verify
	ErrTooLong       = errors.New("longer than a request may be") // Verify
)
