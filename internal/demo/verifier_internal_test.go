package demo

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanyard/internal/fakeaws"
	"lanyard/internal/sdktest"
)

// TestVerifierAgreesWithTheSDK compares the demo's verifier with the AWS SDK's signer.
func TestVerifierAgreesWithTheSDK(t *testing.T) {
	for name, target := range map[string]string{
		"header":    "/a%20b/?x=1%2B2&y",
		"query":     "/?Action=GetCallerIdentity&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20261128%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=20261128T100000Z&X-Amz-Expires=60&X-Amz-Security-Token=a%2Fb&X-Amz-SignedHeaders=content-length%3Bhost%3Bx-extra&X-Amz-Signature=0",
		"S3's path": "/bucket/a%2Fb%20c",
	} {
		r := httptest.NewRequest("POST", target, strings.NewReader("body"))
		r.Header.Set("X-Amz-Date", "20261128T100000Z")
		r.Header.Set("X-Extra", "  a   b ")
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261128/eu-west-1/sts/aws4_request, SignedHeaders=content-length;host;x-amz-date;x-extra, Signature=0")
		signed := &fakeaws.Signed{
			Request: r, AccessKeyID: "AKID", Service: "sts", Region: "eu-west-1",
			Time: time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC), SignedHeaders: []string{"content-length", "host", "x-amz-date", "x-extra"},
			PayloadHash: strings.Repeat("0", 64),
		}
		switch name {
		case "query":
			r.Header.Del("Authorization")
			r.Header.Del("X-Amz-Date")
			signed.InQuery, signed.SignedHeaders = true, []string{"content-length", "host", "x-extra"}
		case "S3's path":
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "/sts/", "/s3/", 1))
			signed.Service, signed.PathAsSent = "s3", true
		}
		want, err := sdktest.Verifier{}.Expect(signed, "secret")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := (verifier{}).Expect(signed, "secret"); err != nil || got != want {
			t.Errorf("%s: %v\n%+v\nthe SDK has\n%+v", name, err, got, want)
		}
	}
}
