package signer_test

import (
	"bytes"
	"net/http"
	"testing"

	"lanyard/signer"
)

// FuzzSign signs whatever is a URL and a header to it, and verifies what goes over the wire.
func FuzzSign(f *testing.F) {
	f.Add("https://h/a b/../%2f?x=1;2&&y=%&z=+", "a\r\n  b", true, true)
	f.Add("http://[fe80::1%25eth0]:80//x/.?=&a", "\t é  b ", false, false)
	f.Add("https://bucket.s3.eu-west-1.amazonaws.com/a+b@c?acl", "", false, true)
	f.Fuzz(func(t *testing.T, text, value string, inQuery, s3 bool) {
		u, err := signer.ParseURL(text)
		if err != nil {
			return
		}
		r := &http.Request{Method: "PUT", URL: u, Header: http.Header{"X-Amz-Meta-A": {value}, "X-Amz-B": {value, "2"}}}
		o := signer.Options{Service: "service", Region: "us-east-1", Time: benchTime(), InQuery: inQuery}
		if s3 {
			o.Service = "s3"
		}
		if err := signer.New().Sign(r, suiteKeys("t"), o); err != nil {
			return
		}
		var wire bytes.Buffer
		if err := r.Write(&wire); err != nil {
			return // net/http has more to object to
		}
		v, err := signer.Verify(wire.Bytes(), suiteKeys("t"), signer.VerifyOptions{})
		if err != nil || !v.Matches {
			t.Errorf("%v, %+v of\n%q", err, v, wire.String())
		}
	})
}
