package request_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"lanyard/signer"
)

// A proxy on the way that changes what was signed is found out.
func TestMismatchInWords(t *testing.T) {
	h := newHouse(t)
	if err := h.World().AddBucket("attic", "us-east-1"); err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(h.url)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		change func(*http.Request)
		secret string
		want   string
	}{
		"a header":     {change: func(r *http.Request) { r.Header.Set("X-Amz-Meta-Colour", "blue") }, want: "x-amz-meta-colour"},
		"the path":     {change: func(r *http.Request) { r.URL.RawPath, r.URL.Path = "", "/attic/a/b" }, want: "%2F"},
		"wrong secret": {change: func(*http.Request) {}, secret: "wrong", want: "the secret access key is not that of " + h.alice.AccessKeyID},
	} {
		t.Run(name, func(t *testing.T) {
			proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
				p.SetURL(target)
				p.Out.Host = p.In.Host
				p.Out.Header["X-Forwarded-For"] = nil
				tc.change(p.Out)
			}})
			defer proxy.Close()
			h.Credentials = func(context.Context, bool) (signer.Credentials, error) {
				if tc.secret != "" {
					return signer.NewCredentials(h.alice.AccessKeyID, tc.secret, ""), nil
				}
				return keysOf(h.alice.Keys), nil
			}
			for _, service := range []string{"s3", "dynamodb", "execute-api", "ec2", "sns", "monitoring"} {
				if service == "s3" && name == "the path" { // to which an encoded slash is one
					continue
				}
				r := h.request(t, "GET", "/attic/a%2Fb", signer.Options{Service: service, Region: "us-east-1"})
				r.URL.Host = strings.TrimPrefix(proxy.URL, "http://")
				r.Header.Set("X-Amz-Meta-Colour", "red")
				a, body := h.send(t, r)
				if why := strings.Join(a.Why, "\n"); !strings.Contains(why, tc.want) {
					t.Errorf("%s: %d, why %q, mismatch %+v\n%s", service, a.Status, why, a.Mismatch, body)
				}
			}
		})
	}
}

// What servers repeat of a request does not give the session token away.
func TestSessionTokenIsMasked(t *testing.T) {
	h := newHouse(t)
	const token = "IQoJb3JpZ2luX2VjEDoaCXVz+/LWVhc3QtMSJHMEUCIQ=="
	h.Credentials = func(context.Context, bool) (signer.Credentials, error) {
		return signer.NewCredentials("ASIAEXAMPLE", "secret", token), nil
	}
	seen := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header.Get("X-Amz-Security-Token") + r.URL.Query().Get("X-Amz-Security-Token")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><CanonicalRequest>GET\n/\n\nx-amz-security-token:"+
			token+"\n"+url.QueryEscape(token)+"</CanonicalRequest></Error>")
	}))
	defer server.Close()
	for _, inQuery := range []bool{false, true} {
		r := h.request(t, "GET", "/", signer.Options{Service: "s3", Region: "us-east-1", InQuery: inQuery})
		r.URL.Host = strings.TrimPrefix(server.URL, "http://")
		a, body := h.send(t, r)
		if seen != token {
			t.Fatalf("the token was not sent: %q", seen)
		}
		texts := []string{body, a.URL, a.Error.CanonicalRequest, a.Signing.CanonicalRequest, a.Signing.URL}
		for _, headers := range []http.Header{a.Sent, a.Signing.Headers} {
			texts = append(texts, headers.Get("X-Amz-Security-Token"))
		}
		for _, text := range texts {
			if strings.Contains(text, token) || strings.Contains(text, url.QueryEscape(token)) {
				t.Errorf("the token shows in %q", text)
			}
		}
	}
}
