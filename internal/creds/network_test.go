package creds_test

import (
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/internal/redact"
	"lanyard/profiles"
)

func TestNotAWS(t *testing.T) {
	for kind, want := range map[fakeaws.FaultKind]string{
		fakeaws.HTML:    "answered HTTP 200 with an HTML page",
		fakeaws.Garbage: "answered HTTP 200 with something that lanyard can't read",
		fakeaws.Cut:     "answered HTTP 200 with something that lanyard can't read",
	} {
		t.Run(string(kind), func(t *testing.T) {
			h := newHouse(t)
			if err := h.aws.Inject(fakeaws.Fault{Kind: kind}); err != nil {
				t.Fatal(err)
			}
			_, err := h.Resolve(t.Context(), plan(h.keys()), creds.Options{})
			if !errors.Is(err, creds.ErrNotAWS) || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\x1b\x07\x00") {
				t.Errorf("got %q, want %q", err, want)
			}
		})
	}
}

// answering is a house whose STS is a plain handler.
func answering(t *testing.T, handler http.HandlerFunc) *house {
	t.Helper()
	h := newHouse(t)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	h.env["AWS_ENDPOINT_URL_STS"] = server.URL
	return h
}

func TestStrangeAnswers(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed")
	}))
	defer other.Close()
	for want, handler := range map[string]http.HandlerFunc{
		"a redirect, which is not followed": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		},
		"too long an answer": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "<GetSessionTokenResponse><!--"+strings.Repeat("x", 2<<20)+"--></GetSessionTokenResponse>")
		},
		"without credentials": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "<GetSessionTokenResponse><GetSessionTokenResult><Credentials/></GetSessionTokenResult></GetSessionTokenResponse>")
		},
		"HTTP 200 without": func(http.ResponseWriter, *http.Request) {},
		"HTTP 502":         func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
	} {
		t.Run(want, func(t *testing.T) {
			h := answering(t, handler)
			_, err := h.Resolve(t.Context(), plan(h.keys()), creds.Options{})
			if !errors.Is(err, creds.ErrNotAWS) || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
		})
	}
}

func TestErrorsHoldNoSecrets(t *testing.T) {
	h := newHouse(t)
	secret := h.user.SecretAccessKey.Reveal()
	h = answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>You said "+secret+
			"&#x9b;31m and\nx-amz-security-token:hunter2</Message></Error><RequestId>r-1</RequestId></ErrorResponse>")
	})
	step := h.keys()
	step.Keys.SecretAccessKey = redact.New(secret)
	_, err := h.Resolve(t.Context(), plan(step), creds.Options{})
	if err == nil || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\u009b") {
		t.Errorf("the error reads %q", err)
	}
	if !strings.Contains(err.Error(), "SignatureDoesNotMatch: You said ****") {
		t.Errorf("the error reads %q, want AWS's words without the secret", err)
	}
}

func TestUnreachable(t *testing.T) {
	h := newHouse(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := l.Addr().String()
	_ = l.Close()
	h.env["AWS_ENDPOINT_URL_STS"] = "http://" + host
	_, err = h.Resolve(t.Context(), plan(h.keys()), creds.Options{})
	if !errors.Is(err, creds.ErrUnreachable) || !strings.Contains(err.Error(), host+" is unreachable") {
		t.Errorf("got %v, want the host named", err)
	}
	if strings.Count(err.Error(), "GetSessionToken") != 1 {
		t.Errorf("the error repeats itself: %v", err)
	}

	h = newHouse(t)
	if err := h.aws.Inject(fakeaws.Fault{Kind: fakeaws.Hang}); err != nil {
		t.Fatal(err)
	}
	h.Timeout = 50 * time.Millisecond
	_, err = h.Resolve(t.Context(), plan(h.keys()), creds.Options{})
	if !errors.Is(err, creds.ErrUnreachable) || !strings.Contains(err.Error(), "no whole answer in time") {
		t.Errorf("got %v, want that none came in time", err)
	}

	h.env["AWS_ENDPOINT_URL_STS"] = "sts.example.com"
	if _, err = h.Resolve(t.Context(), plan(h.keys()), creds.Options{}); err == nil || !strings.Contains(err.Error(), `"sts.example.com" is no http`) {
		t.Errorf("got %v, want the endpoint named", err)
	}
}

func TestRetries(t *testing.T) {
	h := newHouse(t)
	if err := h.aws.Inject(fakeaws.Fault{Kind: fakeaws.Status, Status: 503, Times: 1}); err != nil {
		t.Fatal(err)
	}
	delete(h.env, "AWS_MAX_ATTEMPTS")
	step := h.keys()
	step.Settings = &profiles.Profile{Settings: map[string]profiles.Setting{"max_attempts": {Value: "2"}}}
	h.resolve(plan(step), creds.Options{})
	h.calls("GetSessionToken", 2)
}

func TestCertificateBundle(t *testing.T) {
	h := newHouse(t)
	h.env["AWS_CA_BUNDLE"] = "/nowhere/bundle.pem"
	if _, err := h.Resolve(t.Context(), plan(h.keys()), creds.Options{}); err == nil || !strings.Contains(err.Error(), "/nowhere/bundle.pem") {
		t.Errorf("got %v, want the missing bundle named", err)
	}
	h.env["AWS_CA_BUNDLE"] = "network_test.go"
	if _, err := h.Resolve(t.Context(), plan(h.keys()), creds.Options{}); err == nil || !strings.Contains(err.Error(), "holds no certificate") {
		t.Errorf("got %v, want that it holds none", err)
	}
}

// TestProxy: the proxies are those of the environment that the resolver was given.
func TestProxy(t *testing.T) {
	for name, want := range map[string]bool{"HTTP_PROXY": true, "http_proxy": true, "HTTPS_PROXY": false, "NO_PROXY": false} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.env["AWS_ENDPOINT_URL_STS"] = "http://sts.example.invalid"
			proxied := false
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				proxied = r.URL.Host == "sts.example.invalid"
				r.URL.Scheme, r.URL.Host, r.RequestURI = "", "", r.URL.RequestURI()
				h.aws.ServeHTTP(w, r)
			}))
			defer proxy.Close()
			h.env[name] = proxy.URL
			if name == "NO_PROXY" {
				h.env["HTTP_PROXY"], h.env[name] = proxy.URL, ".invalid"
			}
			_, err := h.Resolve(t.Context(), plan(h.keys()), creds.Options{})
			if proxied != want || (err == nil) != want {
				t.Errorf("by way of the proxy: %v, error %v; want %v", proxied, err, want)
			}
		})
	}
}

func TestOwnCertificateAuthority(t *testing.T) {
	h := newHouse(t)
	server := httptest.NewUnstartedServer(h.aws)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of the client that does not trust it
	server.StartTLS()
	defer server.Close()
	h.env["AWS_ENDPOINT_URL_STS"] = server.URL
	if _, err := h.Resolve(t.Context(), plan(h.keys()), creds.Options{}); !errors.Is(err, creds.ErrUnreachable) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("without the bundle: got %v", err)
	}
	bundle := filepath.Join(t.TempDir(), "bundle.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(bundle, text, 0o600); err != nil {
		t.Fatal(err)
	}
	step := h.keys()
	step.Settings = &profiles.Profile{Settings: map[string]profiles.Setting{"ca_bundle": {Value: bundle}}}
	h.resolve(plan(step), creds.Options{})
}

func TestIdentify(t *testing.T) {
	h := newHouse(t)
	c := h.resolve(plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "deploy"})), creds.Options{})
	id, err := h.Identify(t.Context(), nil, "eu-west-1", c)
	if err != nil || id.Account != account || id.ARN != c.ARN || id.UserID == "" {
		t.Errorf("got %+v, %v", id, err)
	}
	c.SecretAccessKey = redact.New("wrong")
	var api *creds.APIError
	if _, err = h.Identify(t.Context(), &profiles.Profile{}, "", c); !errors.As(err, &api) || api.Code != "SignatureDoesNotMatch" {
		t.Errorf("got %v, want SignatureDoesNotMatch", err)
	}
}
