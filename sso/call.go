package sso

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/redact"
)

const (
	// answerLimit bounds an answer, in bytes; a full page of accounts has a few thousand.
	answerLimit = 1 << 20
	// defaultAttempts is what the SDKs try where nothing is set.
	defaultAttempts = 3
	// pauseLimit bounds the pause between two attempts, as in the SDKs.
	pauseLimit = 20 * time.Second
	// userAgent is for the server's logs.
	userAgent = "app/lanyard"
)

var (
	errTooLong = errors.New("the answer is too long")
	errNotJSON = errors.New("the answer is no JSON of this operation")
)

// Doer sends one HTTP request. It follows no redirects.
type Doer interface {
	Do(req *http.Request) (*http.Response, error)
}

// request is one call of the REST-JSON protocol, which nothing signs.
type request struct {
	op, method, endpoint, path string
	query                      url.Values
	bearer                     redact.Secret
	body                       any
	// prove makes the proof of possession that goes along, a new one each time; nil for none.
	prove func(address string) (string, error)
}

// call sends a request until it is answered for good, and reads the answer into out unless that is nil.
// Timeout bounds everything but the waiting that a throttling service asks for.
func (c *Client) call(ctx context.Context, in request, out any) error {
	for throttled := 1; ; throttled++ {
		failed := c.exchange(ctx, in, out)
		if failed == nil {
			return nil
		}
		if !failed.throttled() || throttled >= c.ThrottledAttempts || !c.pause(ctx, throttled, failed.RetryAfter) {
			return failed
		}
	}
}

// exchange sends a request up to Attempts times, within Timeout.
func (c *Client) exchange(ctx context.Context, in request, out any) *Error {
	if c.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.Timeout)
		defer cancel()
	}
	attempts := c.Attempts
	if attempts < 1 {
		attempts = defaultAttempts
	}
	for attempt := 1; ; attempt++ {
		failed := c.once(ctx, in, out)
		if failed == nil {
			return nil
		}
		again := failed.Transient() && (c.ThrottledAttempts == 0 || !failed.throttled())
		if attempt >= attempts || !again || !c.pause(ctx, attempt, failed.RetryAfter) {
			return failed
		}
	}
}

// once sends a request one time.
func (c *Client) once(ctx context.Context, in request, out any) *Error {
	req, err := in.build(ctx)
	if err != nil {
		return &Error{Op: in.op, Err: err}
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return &Error{Op: in.op, Err: err, broken: !errors.Is(err, context.DeadlineExceeded)}
	}
	defer resp.Body.Close()
	failed := &Error{Op: in.op, Status: resp.StatusCode, RetryAfter: c.retryAfter(resp.Header)}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		failed.Skew = date.Sub(c.Now())
	}
	content, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	switch {
	case err != nil:
		failed.Err, failed.broken = err, !errors.Is(err, context.DeadlineExceeded)
		return failed
	case len(content) > answerLimit:
		failed.Err = errTooLong
		return failed
	case resp.StatusCode != http.StatusOK:
		failed.read(resp.Header, content)
		return failed
	case out != nil && json.Unmarshal(content, out) != nil: // whose error may quote a token
		failed.Err = errNotJSON
		return failed
	}
	return nil
}

func (in request) build(ctx context.Context) (*http.Request, error) {
	address := strings.TrimSuffix(in.endpoint, "/") + in.path
	if len(in.query) > 0 {
		address += "?" + in.query.Encode()
	}
	var body io.Reader
	if in.body != nil {
		content, err := json.Marshal(in.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(content)
	}
	req, err := http.NewRequestWithContext(ctx, in.method, address, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", userAgent)
	if in.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if !in.bearer.Empty() {
		req.Header.Set("X-Amz-Sso_bearer_token", in.bearer.Reveal())
	}
	if in.prove != nil {
		proof, err := in.prove(address)
		if err != nil {
			return nil, err
		}
		req.Header.Set("DPoP", proof)
	}
	return req, nil
}

// pause waits before the next attempt: a random part of a doubling second, so that those who failed
// together do not come back together, and no less than the server asks for. It reports false where the
// call's time would be over before.
func (c *Client) pause(ctx context.Context, attempt int, atLeast time.Duration) bool {
	longest := pauseLimit
	if attempt < 5 {
		longest = time.Second << (attempt - 1)
	}
	pause := max(rand.N(longest), atLeast) //nolint:gosec // no secret hangs on it
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= pause {
		return false
	}
	select {
	case <-c.After(pause):
		return true
	case <-ctx.Done():
		return false
	}
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110, 10.2.3). A server may not keep
// anybody waiting for ever.
func (c *Client) retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return min(max(time.Duration(seconds), 0), pauseLimit/time.Second) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	from, err := http.ParseTime(h.Get("Date")) // by the server's own clock, if it tells
	if err != nil {
		from = c.Now()
	}
	return min(max(at.Sub(from), 0), pauseLimit)
}
