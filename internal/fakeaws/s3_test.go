package fakeaws_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const unsignedPayload = "UNSIGNED-PAYLOAD"

// s3Draft is a request as S3 wants it signed, with the SDK's signer.
type s3Draft struct {
	method, path, host, region, payload, body string
	at                                        time.Time
	expires                                   string
}

func (h *house) s3(t *testing.T, d s3Draft) (*http.Response, string) {
	t.Helper()
	r := must(http.NewRequest(d.method, h.URL()+d.path, strings.NewReader(d.body)))(t)
	if d.host != "" {
		r.Host = d.host
	}
	if d.at.IsZero() {
		d.at = h.clock.Now()
	}
	keys := aws.Credentials{AccessKeyID: h.alice.AccessKeyID, SecretAccessKey: h.alice.SecretAccessKey.Reveal()}
	raw := func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }
	if d.expires == "" {
		if d.payload != "" {
			r.Header.Set("X-Amz-Content-Sha256", d.payload)
		}
		if err := v4.NewSigner(raw).SignHTTP(context.Background(), keys, r, d.payload, "s3", d.region, d.at); err != nil {
			t.Fatal(err)
		}
	} else {
		r.URL.RawQuery = "X-Amz-Expires=" + d.expires
		url, _, err := v4.NewSigner(raw).PresignHTTP(context.Background(), keys, r, unsignedPayload, "s3", d.region, d.at)
		if err != nil {
			t.Fatal(err)
		}
		r = must(http.NewRequest(d.method, url, strings.NewReader(d.body)))(t)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp := must(client.Do(r))(t)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestS3(t *testing.T) {
	const region, hash = "eu-west-1", "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73" // SHA-256 of "content"
	h := newHouse(t)
	if err := h.world.AddBucket("attic", region); err != nil {
		t.Fatal(err)
	}
	long := h.clock.Now().Add(-2 * time.Hour)
	for _, tc := range []struct {
		name   string
		draft  s3Draft
		status int
		want   string
	}{
		{"put", s3Draft{method: "PUT", path: "/attic/a%20b", body: "content", payload: hash, region: region}, 200, ""},
		{"get", s3Draft{method: "GET", path: "/attic/a%20b", payload: unsignedPayload, region: region}, 200, "content"},
		{"get by host", s3Draft{method: "GET", path: "/a%20b", host: "attic.s3.eu-west-1.amazonaws.com", payload: unsignedPayload, region: region}, 200, "content"},
		{"presigned", s3Draft{method: "GET", path: "/attic/a%20b", expires: "60", region: region}, 200, "content"},
		{"list", s3Draft{method: "GET", path: "/attic", payload: unsignedPayload, region: region}, 200, "<Key>a b</Key>"},
		{"head", s3Draft{method: "HEAD", path: "/attic/nothing", payload: unsignedPayload, region: region}, 404, ""},
		{"not the body", s3Draft{method: "PUT", path: "/attic/x", body: "other", payload: hash, region: region}, 400, "<Code>XAmzContentSHA256Mismatch</Code>"},
		{"no hash", s3Draft{method: "GET", path: "/attic/x", region: region}, 400, "Missing required header for this request: x-amz-content-sha256"},
		{"no key", s3Draft{method: "GET", path: "/attic/x", payload: unsignedPayload, region: region}, 404, "<Code>NoSuchKey</Code>"},
		{"no bucket", s3Draft{method: "GET", path: "/cellar/x", payload: unsignedPayload, region: region}, 404, "<Code>NoSuchBucket</Code>"},
		{"wrong region", s3Draft{method: "GET", path: "/attic/x", payload: unsignedPayload, region: "us-east-1"}, 400, "<Region>eu-west-1</Region>"},
		{"wrong host", s3Draft{method: "GET", path: "/x", host: "attic.s3.us-east-1.amazonaws.com", payload: unsignedPayload, region: "us-east-1"}, 301, "<Code>PermanentRedirect</Code>"},
		{"old", s3Draft{method: "GET", path: "/attic/x", payload: unsignedPayload, region: region, at: long}, 403, "<Code>RequestTimeTooSkewed</Code>"},
		{"expired", s3Draft{method: "GET", path: "/attic/x", expires: "60", region: region, at: long}, 403, "Request has expired"},
		{"too long a life", s3Draft{method: "GET", path: "/attic/x", expires: "604801", region: region}, 400, "X-Amz-Expires"},
		{"delete", s3Draft{method: "DELETE", path: "/attic/a%20b", payload: unsignedPayload, region: region}, 204, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			resp, body := h.s3(t, tc.draft)
			if resp.StatusCode != tc.status || !strings.Contains(body, tc.want) {
				t.Errorf("%d %s", resp.StatusCode, body)
			}
			if tc.status == 301 && resp.Header.Get("X-Amz-Bucket-Region") != region {
				t.Errorf("header %v", resp.Header)
			}
		})
	}
}
