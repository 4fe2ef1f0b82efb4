package creds

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"lanyard/internal/duration"
	"lanyard/internal/redact"
	"lanyard/internal/term"
	"lanyard/signer"
	"lanyard/signer/request"
)

// APIError is AWS's own refusal. It unwraps to the class of it: ErrDenied, ErrWrongCode, ErrExpired.
type APIError struct {
	Op         string // such as "AssumeRole"
	Code       string // such as "AccessDenied"
	Message    string // cleaned, without secrets
	RequestID  string
	HTTPStatus int
	class      error
}

func (e *APIError) Error() string {
	text := e.Op + ": " + e.Code
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.RequestID != "" {
		text += " (request " + e.RequestID + ")"
	}
	return text
}

// Unwrap returns the class of the error, if it has one.
func (e *APIError) Unwrap() error { return e.class }

const (
	// messageLimit bounds what is kept of an error message, in bytes.
	messageLimit = 1000
	// clockTolerance is how far a signature's time may be off for AWS: five minutes.
	clockTolerance = 5 * time.Minute
)

// explain turns a failed call into this package's errors. It does not wrap the call's error, which may quote
// what a server sent, credentials included.
func (x *exchange) explain(ctx context.Context, op string, err error, secrets ...redact.Secret) error {
	var failed *request.Error
	var known *unreachableError
	var proxy *ProxyError
	switch {
	case errors.As(err, &failed) && failed.Code != "":
		return x.withoutService(x.refusal(op, failed, secrets), failed.Code)
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("%s: %w", op, ctx.Err())
	case errors.As(err, &known):
		return fmt.Errorf("%s: %w", op, known.reason)
	case errors.As(err, &proxy):
		return fmt.Errorf("%s: %w", op, proxy)
	case ctx.Err() != nil || isTimeout(err):
		return x.lost(op, errors.New("no whole answer in time"))
	case errors.Is(err, request.ErrTooLong):
		return x.notAWS(op, " with too long an answer")
	case x.status != 0:
		return x.withoutService(x.notAWS(op, x.describe()), "")
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return x.lost(op, ErrNoHost)
	}
	return x.lost(op, errors.New(networkReason(err)))
}

// notAWS returns the error of an answer that AWS does not give.
func (x *exchange) notAWS(op, what string) error {
	return fmt.Errorf("%s: %w: %s answered HTTP %d%s", op, ErrNotAWS, x.host, x.status, what)
}

// NoServiceError is the failure of an endpoint that is not AWS's own and does not have the service that was
// asked, as S3 servers and parts of LocalStack do not.
type NoServiceError struct {
	Host string
	err  error
}

func (e *NoServiceError) Error() string { return e.err.Error() }

// Unwrap returns what the endpoint answered.
func (e *NoServiceError) Unwrap() error { return e.err }

// withoutService marks an error that says that the endpoint does not have the service.
func (x *exchange) withoutService(err error, code string) error {
	if x.html || signer.GuessHost(x.host).Service != "" {
		return err
	}
	switch {
	case x.status == http.StatusNotFound, x.status == http.StatusMethodNotAllowed, x.status == http.StatusNotImplemented:
	case code == "MethodNotAllowed", code == "NotImplemented", code == "InvalidAction", code == "UnsupportedOperation":
	default:
		return err
	}
	return &NoServiceError{Host: x.host, err: err}
}

// lost reports that the host can't be reached.
func (x *exchange) lost(op string, reason error) error {
	err := fmt.Errorf("%s is %w: %w", x.host, ErrUnreachable, reason)
	x.unreachable.add(x.host, err)
	return fmt.Errorf("%s: %w", op, err)
}

// refusal reads AWS's answer.
func (x *exchange) refusal(op string, refused *request.Error, secrets []redact.Secret) error {
	e := &APIError{
		Op: op, Code: term.Clean(shorten(refused.Code)), Message: cleanMessage(refused.Message, secrets),
		RequestID: term.Clean(shorten(x.requestID)), HTTPStatus: x.status,
	}
	switch e.Code {
	case "AccessDenied", "AccessDeniedException":
		e.class = ErrDenied
		// STS has other words for an unknown device, for which no other code helps.
		if strings.Contains(e.Message, "MultiFactorAuthentication failed with invalid MFA one time pass code") {
			e.class = ErrWrongCode
		}
	case "ForbiddenException", "INSUFFICIENT_PERMISSIONS":
		e.class = ErrDenied
	case "UnauthorizedException": // the portal's word for a token that is no longer good
		e.class = ErrSignInRequired
	case "ExpiredToken", "ExpiredTokenException", "AUTHCODE_EXPIRED":
		e.class = ErrExpired
	case "SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed", "InvalidSignatureException", "RequestInTheFuture",
		"INVALID_REQUEST": // of the sign-in service: a proof bears this computer's time
		return x.blameClock(e)
	}
	return e
}

// blameClock makes a refusal an ErrClock if this computer's clock differs from the server's by more than AWS
// accepts.
func (x *exchange) blameClock(err error) error {
	off := x.date.Sub(x.received).Round(time.Minute)
	if x.date.IsZero() || off.Abs() < clockTolerance {
		return err
	}
	return fmt.Errorf("%w: it is %s AWS's: %w", ErrClock, duration.Skew(off), err)
}

// cleanMessage makes a server's text fit for an error line. Messages about signatures go on, on
// further lines, with the whole canonical request, session token included.
func cleanMessage(text string, secrets []redact.Secret) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	for _, secret := range secrets {
		if value := secret.Reveal(); value != "" {
			text = strings.ReplaceAll(text, value, secret.String())
		}
	}
	return term.Clean(shorten(text))
}

func shorten(text string) string {
	if len(text) <= messageLimit {
		return text
	}
	return strings.ToValidUTF8(text[:messageLimit], "") + "…"
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, request.ErrTimeout) || errors.As(err, &timeout) && timeout.Timeout()
}

// networkReason returns why an exchange failed, without the operation and the class.
func networkReason(err error) string {
	var failed *request.Error
	if errors.As(err, &failed) && failed.Err != nil {
		err = failed.Err
	}
	return term.Clean(shorten(strings.TrimPrefix(err.Error(), request.ErrUnreachable.Error()+": ")))
}

// describe says what an answer looks like that is not AWS's.
func (x *exchange) describe() string {
	switch {
	case x.status >= http.StatusMultipleChoices && x.status < http.StatusBadRequest:
		return ", a redirect, which is not followed"
	case x.html:
		return " with an HTML page: a proxy or a sign-in page of the network?"
	}
	return " with something that lanyard can't read"
}
