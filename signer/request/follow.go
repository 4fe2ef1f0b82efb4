package request

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// mostFollowed bounds the redirects that Request.Follow goes through.
const mostFollowed = 10

// follow goes where a redirect leads, with nothing of the request but its method: no signature, no
// header, no body. A redirect that asks for a body to be sent again is not followed.
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

// followMethod returns the method for the place that a redirect leads to (RFC 9110, 15.4). It reports
// false where only the same request with its body would do.
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

// withoutSignature returns an address without a fragment, and without the signature of the request that
// was redirected, where the server has copied its query. A signature of the server's own stays.
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
