package request

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"syscall"

	"lanyard/signer"
)

// expectFrom is the size in bytes from which a request waits for "100 Continue" before it sends its body, so that
// a refusal does not cost an upload.
const expectFrom = 1 << 20

// attempt sends the request once. It does not read the body of the answer, except that of an error or a Call.
func (t *transfer) attempt(ctx context.Context) (*Answer, error) {
	t.attempts = append(t.attempts, Attempt{Method: t.Method, URL: shownURL(t.target), Region: t.sign.Region})
	t.tell(Event{Kind: EventAttempt})
	r, err := t.draft()
	if err != nil {
		return nil, err
	}
	ctx, watch := newWatch(ctx, t.limit())
	how, err := t.signDraft(r)
	if err != nil {
		watch.stop()
		return nil, err
	}
	if how != nil && len(t.attempts) == 1 {
		t.notes = append(t.notes, how.Notes...)
		for _, note := range how.Notes {
			t.tell(Event{Kind: EventNote, Why: note})
		}
	}
	if !t.whole {
		t.meter(r, watch)
	}
	if t.Body.Size >= expectFrom && r.Header.Get("Expect") == "" {
		r.Header.Set("Expect", "100-continue")
	}
	clock := newClock()
	resp, err := t.transport().RoundTrip(r.WithContext(httptrace.WithClientTrace(ctx, clock.trace())))
	received := t.Clock()
	last := &t.attempts[len(t.attempts)-1]
	last.Timing = clock.end()
	if err != nil {
		watch.stop()
		err = watch.explain(classify(err))
		last.Err = err.Error()
		return nil, err
	}
	watch.begin()
	last.Status = resp.StatusCode
	a := newAnswer(r, resp, how, watch, func() { last.Timing = clock.end() })
	a.received = received
	a.mask = secretsOf(r.Header, r.URL)
	a.dissect(t.sign.Service)
	if t.whole {
		if _, _, err := a.Begin(readLimit); err != nil {
			_ = a.Close() // the body is not used
			last.Err = err.Error()
			return nil, err
		}
	}
	if a.Error != nil {
		last.Code = a.Error.Code
	}
	t.tell(Event{Kind: EventAnswer, Why: a.StatusText()})
	return a, nil
}

func (s *Sender) transport() http.RoundTripper {
	if s.Transport == nil {
		return http.DefaultTransport
	}
	return s.Transport
}

// signDraft signs a draft, by the server's clock if that is known to differ.
func (t *transfer) signDraft(r *http.Request) (*signer.Explanation, error) {
	if t.Anonymous {
		return nil, nil
	}
	options := t.sign
	if options.Time.IsZero() {
		options.Time = t.Clock().Add(t.offset)
	}
	how, err := t.Signer.Explain(r, t.keys, options)
	if err != nil {
		return nil, fmt.Errorf("sign the request: %w", err)
	}
	return how, nil
}

// classify wraps the error of a failed exchange with its class.
func classify(err error) error {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var alert tls.AlertError
	var verification *tls.CertificateVerificationError
	var timeout net.Error
	var dns *net.DNSError
	var sent *url.Error
	if errors.As(err, &sent) {
		err = sent.Err
	}
	switch {
	case errors.As(err, &verification), errors.As(err, &unknown), errors.As(err, &invalid), errors.As(err, &name):
		return fmt.Errorf("%w: %w", ErrCertificate, err)
	case errors.As(err, &alert):
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	case errors.As(err, &dns), errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	case dropped(err):
		return fmt.Errorf("%w: %w", ErrDropped, err)
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// dropped reports whether the connection ended before the answer did. Some of net/http's errors for that have no
// type.
func dropped(err error) bool {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return true
	}
	text := err.Error()
	return strings.Contains(text, "server closed idle connection") || strings.Contains(text, "connection broken") ||
		strings.Contains(text, "forcibly closed") || strings.Contains(text, "GOAWAY")
}

// failure returns the error of a request that got no answer.
func (t *transfer) failure(err error) error {
	after := ""
	if n := len(t.attempts); n > 1 && !errors.Is(err, context.Canceled) {
		after = fmt.Sprintf(" (after %d attempts)", n)
	}
	return fmt.Errorf("%s %s: %w%s", t.Method, shownURL(t.target), err, after)
}
