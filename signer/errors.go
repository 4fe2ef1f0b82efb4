package signer

import "errors"

// What callers branch on.
var (
	ErrNoCredentials = errors.New("no credentials to sign with")
	ErrNoHost        = errors.New("the URL has no host")
	ErrScheme        = errors.New("not an http or https URL")
	ErrNoService     = errors.New("the host does not tell the service")
	ErrNoRegion      = errors.New("the host does not tell the region")
	ErrScope         = errors.New("not a name that a signature can hold") // a region or service with a slash or a space
	ErrHeader        = errors.New("not a header that can be sent")
	ErrAlreadySigned = errors.New("the URL is signed already")
	ErrExpires       = errors.New("a URL cannot live so long")
	ErrBody          = errors.New("the body cannot be signed")
	ErrUnsigned      = errors.New("the request is not signed") // Verify
	ErrMalformed     = errors.New("not a signed request or URL")
)
