package signer_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/signer"
)

func TestCredentialsNeverPrint(t *testing.T) {
	c := signer.NewCredentials(benchID, benchSecret, "sessionTOKENsession")
	holder := struct {
		C signer.Credentials
		P *signer.Credentials
		u signer.Credentials
	}{c, &c, c}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "c", c, "holder", holder)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "c", c, "holder", holder)
	asJSON, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	outputs := []string{log.String(), string(asJSON), c.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		outputs = append(outputs, fmt.Sprintf(verb, c), fmt.Sprintf(verb, holder), fmt.Sprintf(verb, &holder))
	}
	for _, out := range outputs {
		for _, secret := range []string{benchSecret[:8], "sessionTOKEN", fmt.Sprintf("%x", benchSecret[:8])} {
			if strings.Contains(out, secret) {
				t.Errorf("a secret is shown in %q", out)
			}
		}
	}
	if !strings.Contains(c.String(), benchID) || holder.u.Empty() || !c.Temporary() {
		t.Errorf("%v", c)
	}
}

func TestBadInputs(t *testing.T) {
	keys := suiteKeys("")
	s3 := signer.Options{Service: "s3", Region: "us-east-1"}
	inQuery := func(expires time.Duration) signer.Options {
		o := s3
		o.InQuery, o.Expires = true, expires
		return o
	}
	get := func(text string) *http.Request {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return &http.Request{Method: "GET", URL: u, Header: http.Header{}}
	}
	withHeader := func(name, value string) *http.Request {
		r := get("https://h/")
		r.Header[name] = []string{value}
		return r
	}
	for _, c := range []struct {
		name string
		r    *http.Request
		keys signer.Credentials
		o    signer.Options
		want error
	}{
		{"no credentials", get("https://h/"), signer.Credentials{}, s3, signer.ErrNoCredentials},
		{"no secret", get("https://h/"), signer.NewCredentials("AKIA", "", ""), s3, signer.ErrNoCredentials},
		{"no URL", &http.Request{}, keys, s3, signer.ErrNoHost},
		{"no host", get("https:///x"), keys, s3, signer.ErrNoHost},
		{"relative", get("/x"), keys, s3, signer.ErrScheme},
		{"unknown scheme", get("ftp://h/x"), keys, s3, signer.ErrScheme},
		{"unknown service", get("https://h/x"), keys, signer.Options{Region: "us-east-1"}, signer.ErrNoService},
		{"unknown region", get("https://h/x"), keys, signer.Options{Service: "s3"}, signer.ErrNoRegion},
		{"a region with a slash", get("https://h/x"), keys, signer.Options{Service: "s3", Region: "a/b"}, signer.ErrScope},
		{"a service with a space", get("https://h/x"), keys, signer.Options{Service: "a b", Region: "x"}, signer.ErrScope},
		{"unknown algorithm", get("https://h/x"), keys, signer.Options{Service: "a", Region: "x", Algorithm: "sigv5"}, signer.ErrAlgorithm},
		{"a header with a line break", withHeader("X-A", "b\nX-C: d"), keys, s3, signer.ErrHeader},
		{"a header with a carriage return", withHeader("X-A", "b\rc"), keys, s3, signer.ErrHeader},
		{"a bad host", &http.Request{URL: &url.URL{Scheme: "https", Host: "h"}, Host: "a\"b"}, keys, s3, signer.ErrHeader},
		{"a header with an escape", withHeader("X-A", "b\x1b[2J"), keys, s3, signer.ErrHeader},
		{"a header with a bad name", withHeader("X A", "b"), keys, s3, signer.ErrHeader},
		{"signed already", get("https://h/x?X-Amz-Signature=00"), keys, s3, signer.ErrAlreadySigned},
		{"too short a life", get("https://h/x"), keys, inQuery(time.Millisecond), signer.ErrExpires},
		{"a negative life", get("https://h/x"), keys, inQuery(-time.Hour), signer.ErrExpires},
		{"too long a life", get("https://h/x"), keys, inQuery(8 * 24 * time.Hour), signer.ErrExpires},
	} {
		err := signer.New().Sign(c.r, c.keys, c.o)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if c.r.Header.Get("Authorization") != "" {
			t.Errorf("%s: signed nevertheless", c.name)
		}
		if err != nil && strings.Contains(err.Error(), benchSecret) {
			t.Errorf("%s: shows the secret", c.name)
		}
	}
}

func TestParseURL(t *testing.T) {
	for text, want := range map[string]string{
		"https://h/a b?c d=é":           "https://h/a%20b?c%20d=%C3%A9",
		" https://h/a(b)@c%2Fd?x='/?y ": "https://h/a(b)@c%2Fd?x='/?y",
		"https://h/100%?50%=%4":         "https://h/100%25?50%25=%254",
		"https://h?a=b#c":               "https://h?a=b",
		"http://[::1]:80/":              "http://[::1]:80/",
	} {
		if u, err := signer.ParseURL(text); err != nil || u.String() != want {
			t.Errorf("%q: %v, %v, want %s", text, u, err, want)
		}
	}
	for text, want := range map[string]error{
		"":                       signer.ErrURL,
		"/relative":              signer.ErrURL,
		"s3.amazonaws.com/x":     signer.ErrURL,
		"ftp://h/":               signer.ErrScheme,
		"https:///x":             signer.ErrNoHost,
		"https:opaque":           signer.ErrNoHost,
		"https://me:secret@h/":   signer.ErrURL,
		"https://müller.example": signer.ErrURL,
		"https://h:port/":        signer.ErrURL,
	} {
		_, err := signer.ParseURL(text)
		if !errors.Is(err, want) || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

func TestTokenAfterSigning(t *testing.T) {
	o := suiteOptions()
	o.LateToken = true
	without, err := signer.New().Explain(newRequest(t, "GET", "https://h/"), suiteKeys(""), o)
	if err != nil {
		t.Fatal(err)
	}
	late := newRequest(t, "GET", "https://h/")
	late.Header.Set("X-Amz-Security-Token", "an old one")
	with, err := signer.New().Explain(late, suiteKeys("to/ken"), o)
	if err != nil {
		t.Fatal(err)
	}
	if with.Signature != without.Signature || late.Header.Get("X-Amz-Security-Token") != "to/ken" {
		t.Errorf("in the header: %+v", with)
	}
	p, err := signer.New().Presign(newRequest(t, "GET", "https://h/"), suiteKeys("to/ken"), o)
	if err != nil || !strings.HasSuffix(p.URL, "&X-Amz-Security-Token=to%2Fken") {
		t.Errorf("in the query: %s, %v", p.URL, err)
	}
}

func TestAllHeaders(t *testing.T) {
	o := suiteOptions()
	o.AllHeaders = true
	r := newRequest(t, "GET", "https://h/")
	r.Header = http.Header{"User-Agent": {"x"}, "Expect": {"y"}, "Authorization": {"old"}, "X-Amzn-Trace-Id": {"z"}}
	told, err := signer.New().Explain(r, suiteKeys(""), o)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(told.SignedHeaders, ";"); got != "expect;host;user-agent;x-amz-date;x-amzn-trace-id" {
		t.Errorf("signed: %s", got)
	}
}

func TestSignatureInTheQueryLeavesNoHeaderBehind(t *testing.T) {
	o := suiteOptions()
	o.InQuery = true
	r := newRequest(t, "GET", "https://h/?z=1&a=2&a=1")
	r.Header = http.Header{"X-Amz-Target": {"x"}, "X-Amz-Date": {"old"}, "X-Amz-Security-Token": {"old"}, "Authorization": {"old"}, "Accept": {"*/*"}}
	if err := signer.New().Sign(r, suiteKeys("new"), o); err != nil {
		t.Fatal(err)
	}
	if len(r.Header) != 1 || r.Header.Get("Accept") != "*/*" {
		t.Errorf("headers: %v", r.Header)
	}
	q := r.URL.Query()
	if !strings.HasPrefix(r.URL.RawQuery, "z=1&a=2&a=1&") || q.Get("X-Amz-Target") != "x" || q.Get("X-Amz-Security-Token") != "new" || q.Has("X-Amz-Expires") {
		t.Errorf("query: %s", r.URL.RawQuery)
	}
	if err := signer.New().Sign(r, suiteKeys("new"), o); !errors.Is(err, signer.ErrAlreadySigned) {
		t.Errorf("signed twice: %v", err)
	}
}

func TestQueryIsSentAsWritten(t *testing.T) {
	for given, want := range map[string]string{
		"b=2&a=1&b=1":     "b=2&a=1&b=1",
		"acl":             "acl",
		"x=a/b?c:d@(e)'*": "x=a/b?c:d@(e)'*",
		"x=%2f":           "x=%2f",
		"a=b+c&z":         "a=b%20c&z=",
		"a;b=c":           "a%3Bb=c",
		"a=1&&b=2&":       "a=1&b=2",
		"a=[1]":           "a=%5B1%5D",
	} {
		r := newRequest(t, "GET", "https://h/?"+given)
		if err := signer.New().Sign(r, suiteKeys(""), suiteOptions()); err != nil || r.URL.RawQuery != want {
			t.Errorf("%s: sent as %s, want %s, %v", given, r.URL.RawQuery, want, err)
		}
	}
}

func TestSigningAgainWithOtherKeysAndAnotherDay(t *testing.T) {
	var s signer.Signer
	signature := func(keys signer.Credentials, at time.Time) string {
		o := suiteOptions()
		o.Time = at
		told, err := s.Explain(newRequest(t, "GET", "https://h/"), keys, o)
		if err != nil {
			t.Fatal(err)
		}
		return told.Signature
	}
	seen := map[string]bool{}
	for range 2 { // the second time from the cache
		for _, secret := range []string{"one", "two"} {
			for day := range 200 { // more than the cache holds
				seen[signature(signer.NewCredentials(benchID, secret, ""), benchTime().AddDate(0, 0, day))] = true
			}
		}
	}
	if len(seen) != 400 {
		t.Errorf("%d signatures, want 400", len(seen))
	}
}

func TestConcurrentUse(t *testing.T) {
	s := signer.New()
	want, err := s.Explain(newRequest(t, "GET", "https://h/a?b=c"), suiteKeys(suiteToken), suiteOptions())
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i := range 200 {
				o := suiteOptions()
				o.Region = fmt.Sprintf("us-east-%d", 1+i%3)
				r, err := http.NewRequest("GET", "https://h/a?b=c", nil)
				if err != nil {
					t.Error(err)
					return
				}
				got, err := s.Explain(r, suiteKeys(suiteToken), o)
				if err != nil || (o.Region == "us-east-1") != (got.Signature == want.Signature) {
					t.Errorf("%+v, %v", got, err)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestExplanationAsJSON(t *testing.T) {
	told, err := signer.New().Explain(newRequest(t, "GET", "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"),
		suiteKeys(""), signer.Options{Time: benchTime()})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(told)
	if err != nil {
		t.Fatal(err)
	}
	var shape map[string]any
	if err := json.Unmarshal(text, &shape); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"method", "url", "headers", "service", "region", "algorithm", "canonical_request", "string_to_sign", "signature", "authorization"} {
		if value, ok := shape[key]; !ok || value == "" {
			t.Errorf("%s is missing in %s", key, text)
		}
	}
	if told.Service != "sts" || told.Region != "eu-west-1" || told.Headers.Get("Host") != "sts.eu-west-1.amazonaws.com" {
		t.Errorf("%s", text)
	}
}
