package sso

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"lanyard/internal/redact"
	"lanyard/signer/request"
)

// The error codes that the sign-ins branch on:
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

var errNotJSON = errors.New("the answer is not this operation's JSON")

// operation is an unsigned call in the REST-JSON protocol.
type operation struct {
	name, method, endpoint, path string
	query                        url.Values
	bearer                       redact.Secret
	body                         any
	// prove returns the proof of possession for an attempt; nil: the operation needs none.
	prove func(address string) (string, error)
}

// call makes an operation and reads its answer into out, unless that is nil. Every failure is a
// *request.Error.
func (c *Client) call(ctx context.Context, op operation, out any) error {
	r, err := op.request()
	if err != nil {
		return &request.Error{Op: op.name, Err: err}
	}
	content, err := c.Call(ctx, op.name, r)
	var failed *request.Error
	if errors.As(err, &failed) {
		readOAuth(failed)
		return failed
	}
	if out != nil && json.Unmarshal(content, out) != nil { // the error of Unmarshal may quote a token
		return &request.Error{Op: op.name, Status: http.StatusOK, Err: errNotJSON}
	}
	return nil
}

func (op operation) request() (request.Request, error) {
	address := strings.TrimSuffix(op.endpoint, "/") + op.path
	if len(op.query) > 0 {
		address += "?" + op.query.Encode()
	}
	u, err := url.Parse(address)
	if err != nil {
		return request.Request{}, err
	}
	r := request.Request{Method: op.method, URL: u, Header: http.Header{}}
	if op.body != nil {
		content, err := json.Marshal(op.body)
		if err != nil {
			return request.Request{}, err
		}
		r.Body = request.Text(string(content))
		r.Header.Set("Content-Type", "application/json")
	}
	if !op.bearer.Empty() {
		r.Header.Set("X-Amz-Sso_bearer_token", op.bearer.Reveal())
	}
	if op.prove != nil {
		r.Prepare = func(r *http.Request) error {
			proof, err := op.prove(address)
			r.Header.Set("DPoP", proof)
			return err
		}
	}
	return r, nil
}

// readOAuth replaces the OAuth code of a refusal by AWS's.
func readOAuth(e *request.Error) {
	if e.Code == reason(e) {
		e.Code = fromOAuth(e.Code)
	}
}

// reason returns the OAuth "error" of a refusal, such as "invalid_grant", or "".
func reason(e *request.Error) string { return e.Fields["error"] }

// fromOAuth returns AWS's name for an error of RFC 6749 or RFC 8628: InvalidGrantException for invalid_grant.
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

// hasCode reports whether the service refused with one of the codes.
func hasCode(err error, codes ...string) bool {
	var e *request.Error
	return errors.As(err, &e) && slices.Contains(codes, e.Code)
}
