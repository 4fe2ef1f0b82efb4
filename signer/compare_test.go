package signer_test

import (
	"strings"
	"testing"

	"lanyard/signer"
)

const ourRequest = "PUT\n/a/b%252Fc//d\nx=a%20b&y=1\n" +
	"accept-encoding:identity\ncontent-length:4\nhost:h.example\nx-amz-date:20150830T123600Z\nx-amz-security-token:SECRET\n\n" +
	"accept-encoding;content-length;host;x-amz-date;x-amz-security-token\n230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5"

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		old, with  string // what the server has otherwise
		part, name string
		why        string
	}{
		{"PUT\n", "POST\n", "method", "", `arrived as a "POST"`},
		{"/a/b%252Fc//d", "/a/b%2Fc//d", "path", "", "encodes the path once"},
		{"/a/b%252Fc//d", "/a/b%25252Fc//d", "path", "", "encodes the path twice"},
		{"/a/b%252Fc//d", "/a/b/c//d", "path", "", "the server decoded %2F"},
		{"/a/b%252Fc//d", "/a/b%252Fc/d", "path", "", "removed dot segments or empty segments"},
		{"/a/b%252Fc//d", "/prod/a/b%252Fc//d", "path", "", `a proxy put "/prod" before the path`},
		{"/a/b%252Fc//d", "/b%252Fc//d", "path", "", `a proxy took "/a" off the path`},
		{"/a/b%252Fc//d", "/a/b%252Fc//d/", "path", "", "a slash at the end"},
		{"/a/b%252Fc//d", "/other", "path", "", "another path"},
		{"x=a%20b&", "", "query", "x", `"x" did not arrive`},
		{"x=a%20b&", "u=1&x=a%20b&", "query", "u", `"u" was added on the way`},
		{"x=a%20b&", "x=a%2Bb&", "query", "x", "plus sign"},
		{"x=a%20b&", "x=a%2520b&", "query", "x", "encoded once more"},
		{"x=a%20b&", "x=c&", "query", "x", `"x" was changed`},
		{"accept-encoding:identity", "accept-encoding:gzip", "header", "accept-encoding", `a proxy changed "accept-encoding"`},
		{"accept-encoding:identity\n", "accept-encoding:\n", "header", "accept-encoding", "did not arrive"},
		{"host:h.example", "host:h.example:443", "header", "host", "another port"},
		{"host:h.example", "host:internal", "header", "host", `arrived for host "internal"`},
		{"content-length:4", "content-length:9", "header", "content-length", "another length"},
		{"x-amz-security-token:SECRET", "x-amz-security-token:CHANGED", "header", "x-amz-security-token", `a proxy changed "x-amz-security-token"`},
		{"230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5", signer.EmptyPayload, "payload", "", "saw no body"},
		{"230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5", strings.Repeat("a", 64), "payload", "", "the body was changed"},
		{"230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5", signer.UnsignedPayload, "payload", "", "as unsigned"},
	} {
		theirs := strings.Replace(ourRequest, c.old, c.with, 1)
		found := signer.Compare(ourRequest, theirs)
		if len(found) != 1 || found[0].Part != c.part || found[0].Name != c.name || !strings.Contains(found[0].Why, c.why) {
			t.Errorf("%q for %q: %+v", c.with, c.old, found)
			continue
		}
		if all := found[0].Ours + found[0].Theirs + found[0].Why; strings.Contains(all, "SECRET") || strings.Contains(all, "CHANGED") {
			t.Errorf("shows the session token: %+v", found[0])
		}
	}
	if found := signer.Compare(ourRequest, strings.ReplaceAll(ourRequest, "\n", "\r\n")+"\r\n"); found != nil {
		t.Errorf("the same: %+v", found)
	}
	if found := signer.Compare(ourRequest, "<html>"); len(found) != 1 || found[0].Part != "request" {
		t.Errorf("nonsense: %+v", found)
	}
}

func TestCompareStringToSign(t *testing.T) {
	const ours = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/s3/aws4_request\n00"
	for _, c := range []struct{ old, with, part, why string }{
		{"us-east-1", "eu-west-1", "scope", `wrong region: it wants "eu-west-1"`},
		{"/s3/", "/s3express/", "scope", `wrong service: it wants "s3express"`},
		{"T123600Z", "T123601Z", "time", "another time"},
		{"\n00", "\n01", "canonical request", "differ"},
		{"AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", "algorithm", "ECDSA"},
		{"/us-east-1", "", "scope", "different parts"},
	} {
		found := signer.CompareStringToSign(ours, strings.Replace(ours, c.old, c.with, 1))
		if len(found) != 1 || found[0].Part != c.part || !strings.Contains(found[0].Why, c.why) {
			t.Errorf("%q for %q: %+v", c.with, c.old, found)
		}
	}
	if found := signer.CompareStringToSign(ours, ours+"\n"); found != nil {
		t.Errorf("the same: %+v", found)
	}
}

func FuzzCompare(f *testing.F) {
	f.Add(ourRequest, ourRequest)
	f.Add(ourRequest, strings.Replace(ourRequest, "identity", "gzip\x1b[2J", 1))
	f.Add("a\nb\nc\n\nd\ne", "a\nb\nc\n\n\nd\ne")
	f.Fuzz(func(t *testing.T, ours, theirs string) {
		found := append(signer.Compare(ours, theirs), signer.CompareStringToSign(ours, theirs)...)
		trim := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
		if len(found) == 0 && trim(ours) != trim(theirs) {
			t.Errorf("no difference between %q and %q", ours, theirs)
		}
		for _, d := range found {
			if d.Why == "" || strings.ContainsFunc(d.Why, func(c rune) bool { return c < ' ' || c == 0x7f }) {
				t.Errorf("%+v", d)
			}
		}
	})
}
