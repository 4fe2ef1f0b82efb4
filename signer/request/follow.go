package request

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// mostFollowed bounds the redirects that are followed for Request.Follow.
const mostFollowed = 10

// follow follows a redirect with only the method of the request: without signature, headers and body. It does not
// follow a redirect that requires the body.
func (t *transfer) follow(_ context.Context, a *Answer) (step, bool) {
	to := a.location()
	if !t.Follow || to == nil || t.followed >= mostFollowed {
		return step{}, false
	}
	method, ok := followMethod(t.Method, a.Status)
	if !ok {
		return step{}, false
	}
	t.followed++
	t.target, t.host = withoutSignature(to, a.request.URL), ""
	t.Anonymous, t.Method, t.Body = true, method, Body{}
	agent := t.Header.Get("User-Agent")
	t.Header = http.Header{}
	if agent != "" {
		t.Header.Set("User-Agent", agent)
	}
	why := "redirected to " + to.Scheme + "://" + to.Host
	t.notes = append(t.notes, why)
	return step{true, Event{Kind: EventFollow, Why: why}}, true
}

// followMethod returns the method for following a redirect (RFC 9110, 15.4). It reports false if the redirect
// requires the same request with its body.
func followMethod(method string, status int) (string, bool) {
	switch {
	case method == http.MethodGet || method == http.MethodHead:
		return method, true
	case status == http.StatusSeeOther:
		return http.MethodGet, true
	case method == http.MethodPost && (status == http.StatusMovedPermanently || status == http.StatusFound):
		return http.MethodGet, true
	}
	return "", false
}

// withoutSignature returns a URL without its fragment and without the signature of the redirected request, which
// the server may have copied from its query. It keeps a signature that the server has made.
func withoutSignature(to, from *url.URL) *url.URL {
	plain := *to
	plain.Fragment, plain.RawFragment, plain.User = "", "", nil
	ours := from.Query()
	var kept []string
	for pair := range strings.SplitSeq(plain.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, _ = url.QueryUnescape(name)
		value, _ = url.QueryUnescape(value)
		if signs(name) && value != "" && ours.Get(name) == value {
			continue
		}
		kept = append(kept, pair)
	}
	plain.RawQuery = strings.Join(kept, "&")
	return &plain
}

// signs reports whether a query parameter identifies its sender.
func signs(name string) bool {
	switch name {
	case signatureParameter, tokenHeader, "X-Amz-Credential", "X-Amz-S3session-Token":
		return true
	}
	return false
}

// limit returns how long the next attempt may take. The attempts of a Call share one limit, and so do
// redirects that are followed and the attempts that repair repeats.
func (t *transfer) limit() time.Duration {
	if t.followed == 0 && !t.shared || t.Timeout == 0 {
		return t.Timeout
	}
	return max(t.Timeout-time.Since(t.begun), time.Millisecond)
}
