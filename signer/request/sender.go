package request

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"lanyard/signer"
)

// Sender sends requests over one pool of connections. It may be used by several goroutines. Its fields must not be
// changed after the first use.
type Sender struct {
	Transport http.RoundTripper // nil: http.DefaultTransport
	Signer    *signer.Signer    // nil: a new one
	// Credentials returns the credentials to sign with. It is called before the first attempt, and again with
	// renew if AWS answers that they have expired. nil: nothing is signed.
	Credentials func(ctx context.Context, renew bool) (signer.Credentials, error)
	Now         func() time.Time // nil: time.Now
	Retries     int              // the limit on attempts after the first
	// ThrottledRetries, unless 0, replaces Retries for answers with status 429. Each such retry starts a new
	// Timeout.
	ThrottledRetries int
	// RetryUnreachable also retries if no connection could be made, as the AWS SDKs do.
	RetryUnreachable bool
	RetryBase        time.Duration // the longest first pause; zero: DefaultRetryBase
	// Timeout bounds one exchange from its start to its end. While a body is sent, or received as a stream, it
	// bounds the time in which hardly any bytes move. Zero: no limit.
	Timeout time.Duration
	// Events, unless nil, receives each event, from one goroutine at a time.
	Events func(Event)
	// Wait replaces the pause between attempts; nil: a timer.
	Wait func(context.Context, time.Duration) error
}

// The defaults of the command line.
const (
	DefaultRetries   = 10
	DefaultRetryBase = 50 * time.Millisecond
)

// transfer is the state of one request.
type transfer struct {
	*Sender
	Request

	target *url.URL
	host   string // the Host header; "": the target's host
	sign   signer.Options
	keys   signer.Credentials
	offset time.Duration // how far the server's clock is ahead

	attempts  []Attempt
	begun     time.Time
	uploaded  atomic.Int64 // bytes since begun
	retries   int
	throttled int
	followed  int
	shared    bool // the attempts share one time limit
	moved     bool
	renewed   bool
	corrected bool
	notes     []string
}

// Send sends a request and returns the last answer, which the caller closes.
func (s *Sender) Send(ctx context.Context, r Request) (*Answer, error) {
	t, err := s.begin(ctx, r)
	if err != nil {
		return nil, err
	}
	answer, err := t.send(ctx)
	if err != nil {
		return nil, t.failure(err)
	}
	return answer, nil
}

// send makes attempts until next ends them.
func (t *transfer) send(ctx context.Context) (*Answer, error) {
	for {
		answer, err := t.attempt(ctx)
		if ctx.Err() != nil && err != nil {
			return nil, ctx.Err()
		}
		next := t.next(ctx, answer, err)
		if !next.again {
			if err != nil {
				return nil, err
			}
			answer.Attempts = t.attempts
			answer.Notes = t.notes
			t.explain(answer)
			return answer, nil
		}
		t.attempts[len(t.attempts)-1].Why = next.event.Why
		if answer != nil {
			_ = answer.Close() // its body is not used
		}
		t.tell(next.event)
		if err := t.Pause(ctx, next.event.Wait); err != nil {
			return nil, err
		}
	}
}

// begin checks the request, fetches credentials and hashes the body once for all attempts.
func (s *Sender) begin(ctx context.Context, r Request) (*transfer, error) {
	t := &transfer{Sender: s, Request: r, target: r.URL, host: r.Header.Get("Host"), sign: r.Sign, begun: time.Now(), shared: r.whole}
	if strings.EqualFold(r.URL.Scheme, "wss") || strings.EqualFold(r.URL.Scheme, "ws") {
		return nil, fmt.Errorf("%s %s: %w", r.Method, shownURL(r.URL), ErrWebSocket)
	}
	if r.Anonymous || s.Credentials == nil {
		t.Anonymous = true
		return t, nil
	}
	if r.URL.Query().Has(signatureParameter) {
		return nil, fmt.Errorf("sign %s: %w", shownURL(r.URL), signer.ErrAlreadySigned)
	}
	var err error
	if t.sign, err = r.Sign.For(t.host, r.URL); err != nil {
		return nil, fmt.Errorf("sign the request: %w", err)
	}
	if t.keys, err = s.Credentials(ctx, false); err != nil {
		return nil, err
	}
	if t.Signer == nil {
		own := *s
		own.Signer = signer.New()
		t.Sender = &own
	}
	return t, t.hash()
}

// hash hashes the body once for all attempts. For a signature in the query the signer decides by the service
// whether the body is hashed.
func (t *transfer) hash() error {
	if t.Body.Empty() || t.sign.InQuery || t.sign.UnsignedPayload || t.sign.StreamPayload || t.sign.PayloadHash != "" {
		return nil
	}
	body, err := t.Body.Open()
	if err != nil {
		return fmt.Errorf("read the body: %w", err)
	}
	defer body.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, body)
	if err == nil && n != t.Body.Size {
		err = fmt.Errorf("it has %d bytes, not %d", n, t.Body.Size)
	}
	if err != nil {
		return fmt.Errorf("read the body: %w", err)
	}
	t.sign.PayloadHash = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// Clock returns the current time by Now.
func (s *Sender) Clock() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

func (t *transfer) tell(e Event) {
	if t.Events != nil {
		e.Attempt, e.Most = len(t.attempts), t.Retries+1
		t.Events(e)
	}
}

// Pause waits for a duration. It returns ctx's error if ctx ends before.
func (s *Sender) Pause(ctx context.Context, d time.Duration) error {
	if s.Wait != nil {
		return s.Wait(ctx, d)
	}
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// jitter returns a random duration up to a limit ("full jitter"), so that clients which were refused together do not
// return together: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
func jitter(most time.Duration) time.Duration {
	return time.Duration(rand.Int64N(int64(most) + 1)) //nolint:gosec // no secret
}

// shownURL returns a URL without its query and user part, which may contain secrets.
func shownURL(u *url.URL) string {
	shown := *u
	shown.User, shown.RawQuery, shown.Fragment = nil, "", ""
	return shown.String()
}
