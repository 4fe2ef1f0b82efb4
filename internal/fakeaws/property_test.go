package fakeaws_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the SDK signs is accepted, and the same request with one thing changed is not.
func TestSignedRequestsOfAnyShape(t *testing.T) {
	h := newHouse(t)
	text := rapid.StringMatching(`[ -~äß漢]{0,12}`)
	rapid.Check(t, func(rt *rapid.T) {
		d := h.draft()
		query := url.Values{"Action": {"GetCallerIdentity"}, "Version": {"2011-06-15"}}
		for _, name := range rapid.SliceOfN(rapid.StringMatching(`q[!-~ä]{0,8}`), 0, 3).Draw(rt, "names") {
			query[name] = rapid.SliceOfN(text, 1, 2).Draw(rt, "values")
		}
		path := "/" + url.PathEscape(text.Draw(rt, "path"))
		d.body = ""
		d.path = path + "?" + query.Encode()
		d.method = rapid.SampledFrom([]string{"GET", "POST"}).Draw(rt, "method")
		d.presign = rapid.Bool().Draw(rt, "presign")
		value := strings.Trim(rapid.StringMatching(`[!-~][ -~]{0,20}`).Draw(rt, "header"), " ")
		d.header = http.Header{"X-Own": {value}}

		r := h.signed(t, h.alice.Keys, d)
		if status, body := send(t, r); status != http.StatusOK {
			rt.Fatalf("%s %s: %d %s", r.Method, r.URL, status, body)
		}
		r = h.signed(t, h.alice.Keys, d)
		switch rapid.IntRange(0, 3).Draw(rt, "change") {
		case 0:
			r.Header.Set("X-Own", value+"x")
		case 1:
			r.URL.RawQuery += "&added=1"
		case 2:
			r.URL.Path, r.URL.RawPath = r.URL.Path+"x", ""
		case 3:
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("x")), 1
		}
		if status, body := send(t, r); status != http.StatusForbidden || !strings.Contains(body, "SignatureDoesNotMatch") {
			rt.Fatalf("changed %s %s: %d %s", r.Method, r.URL, status, body)
		}
	})
}
