package sso

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// The codes of errors that are told apart here:
// https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
const (
	codePending            = "AuthorizationPendingException"
	codeSlowDown           = "SlowDownException"
	codeExpired            = "ExpiredTokenException"
	codeDenied             = "AccessDeniedException"
	codeInvalidGrant       = "InvalidGrantException"
	codeInvalidClient      = "InvalidClientException"
	codeUnauthorizedClient = "UnauthorizedClientException"
)

// Error is a call that failed: refused by the service (Code is set), answered by somebody else (Status
// is), or not answered.
type Error struct {
	Op     string // such as "CreateToken"
	Status int    // of HTTP; 0: no answer
	Code   string // such as "InvalidGrantException"; "" where the answer is not the service's
	Reason string // the "error" of the answer as it came, such as "invalid_grant"; "" where there is none
	// Message is the service's own text, as it came: it may quote what was sent.
	Message string
	// RetryAfter is how long the server wants to be left alone.
	RetryAfter time.Duration
	// Skew is how far the server's clock is ahead of this computer's, by the answer's Date; 0 if not known.
	Skew time.Duration
	Err  error // what else went wrong, or nil

	broken bool // the connection, not the answer
}

func (e *Error) Error() string {
	switch {
	case e.Code != "":
		return e.Op + ": " + e.Code
	case e.Err != nil:
		return e.Op + ": " + e.Err.Error()
	}
	return e.Op + ": HTTP " + http.StatusText(e.Status)
}

// Unwrap returns the cause of a call without an answer.
func (e *Error) Unwrap() error { return e.Err }

// ErrorCode is Code, for those who tell errors of several clients apart.
func (e *Error) ErrorCode() string { return e.Code }

// ErrorMessage is Message.
func (e *Error) ErrorMessage() string { return e.Message }

// Transient reports that the same call may well succeed a little later.
func (e *Error) Transient() bool {
	switch e.Status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return e.broken
}

// throttled reports that the service wants to be asked less often.
func (e *Error) throttled() bool { return e.Status == http.StatusTooManyRequests }

// refused reports that the service will not do what it was asked for, whatever it gives as the reason.
func (e *Error) refused() bool {
	return e.Status >= http.StatusBadRequest && e.Status < http.StatusInternalServerError && !e.throttled()
}

// read takes the code and the message out of a refusal. The code stands in a header and in the body;
// proxies drop unknown headers, and OAuth has names of its own.
func (e *Error) read(h http.Header, content []byte) {
	var body struct {
		Type        string `json:"__type"`
		Message     string `json:"message"`
		OAuth       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(content, &body) != nil {
		return // no service of AWS's: its headers count for nothing
	}
	e.Reason = body.OAuth
	for _, code := range []string{plainCode(h.Get("X-Amzn-Errortype")), plainCode(body.Type), fromOAuth(body.OAuth)} {
		if code != "" {
			e.Code = code
			break
		}
	}
	if e.Message = body.Description; e.Message == "" {
		e.Message = body.Message
	}
}

// plainCode is a code without its namespace before and its address behind.
func plainCode(text string) string {
	text, _, _ = strings.Cut(text, ":")
	return text[strings.LastIndexByte(text, '#')+1:]
}

// fromOAuth is AWS's name of an error of RFC 6749 or RFC 8628: invalid_grant is InvalidGrantException.
func fromOAuth(name string) string {
	if name == "" {
		return ""
	}
	var code strings.Builder
	for word := range strings.SplitSeq(name, "_") {
		if word != "" {
			code.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return code.String() + "Exception"
}
