package ui

import (
	"context"

	"lanyard/signer/request"
)

// Requests signs requests, sends them and takes their answers apart.
type Requests interface {
	// Guess tells the service and the region that a request would be signed for if the form left them
	// open, "" for what neither the URL nor the profile tells. It uses no network.
	Guess(profile, url string) (service, region string)
	// Send signs and sends, and remembers the form. What happens on the way is told through events,
	// from one goroutine at a time, before Send returns. An answer, whatever its status, is no error.
	Send(ctx context.Context, form RequestForm, events func(request.Event)) (*Answer, error)
	// Commands are the command lines that send the same: with curl, and with lanyard.
	Commands(form RequestForm) (curl, lanyard string)
	// Sent are the forms sent before, latest first.
	Sent(ctx context.Context) ([]RequestForm, error)
}

// RequestForm is what a person composed.
type RequestForm struct {
	Profile string
	Method  string
	URL     string
	Service string // "": from the host
	Region  string // "": from the host, else the profile's
	Headers []HeaderLine
	Body    string
	Options RequestOptions
}

// HeaderLine is one header as it was written.
type HeaderLine struct{ Name, Value string }

// RequestOptions say how a form is signed and sent; the zero RequestOptions do what the host asks for.
type RequestOptions struct {
	SigV4A          bool
	InQuery         bool // the signature stands in the URL
	UnsignedPayload bool
	ContentSHA256   bool
	AllHeaders      bool
	SingleEncode    bool
	NoNormalizePath bool
	LateToken       bool
	Anonymous       bool // not signed at all
	NoRetries       bool
}

// Answer is what came back, its body read.
type Answer struct {
	*request.Answer
	Body AnswerBody
	Hint string // the next step after an error, "" for none
}

// AnswerBody is a body as it is shown.
type AnswerBody struct {
	Kind  request.Kind
	Bytes []byte // without its compression, as far as it was kept
	Size  int64  // the whole, -1 if it was not read to its end and nobody tells
	Whole bool   // Bytes are all of it
	Lines []request.Line
	// Save writes the body to a file and tells how much; nil: there is none, or it was not kept.
	Save func(path string) (int64, error)
}
