package fakeaws_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"lanyard/internal/fakeaws"
)

const whoamiForm = "Action=GetCallerIdentity&Version=2011-06-15"

// draft is a request that a test composes itself.
type draft struct {
	method, path, body string
	service, region    string
	at                 time.Time
	header             http.Header
	presign            bool
}

func (h *house) draft() draft {
	return draft{
		method: "POST", path: "/", body: whoamiForm, service: "sts", region: "us-east-1", at: h.clock.Now(),
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	}
}

// signed makes the request with the SDK's signer.
func (h *house) signed(t *testing.T, keys fakeaws.Keys, d draft) *http.Request {
	t.Helper()
	r := must(http.NewRequest(d.method, h.URL()+d.path, strings.NewReader(d.body)))(t)
	for name, values := range d.header {
		r.Header[name] = values
	}
	sum := sha256.Sum256([]byte(d.body))
	hash := hex.EncodeToString(sum[:])
	c := aws.Credentials{
		AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey.Reveal(),
		SessionToken: keys.SessionToken.Reveal(),
	}
	if !d.presign {
		if err := v4.NewSigner().SignHTTP(context.Background(), c, r, hash, d.service, d.region, d.at); err != nil {
			t.Fatal(err)
		}
		return r
	}
	url, header, err := v4.NewSigner().PresignHTTP(context.Background(), c, r, hash, d.service, d.region, d.at)
	if err != nil {
		t.Fatal(err)
	}
	presigned := must(http.NewRequest(d.method, url, strings.NewReader(d.body)))(t)
	presigned.Header = header
	return presigned
}

func send(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	resp := must(http.DefaultClient.Do(r))(t)
	defer resp.Body.Close()
	return resp.StatusCode, string(must(io.ReadAll(resp.Body))(t))
}

func (h *house) iam(t *testing.T, keys fakeaws.Keys) (int, string) {
	d := h.draft()
	d.service, d.body = "iam", "Action=GetUser&Version=2010-05-08"
	return send(t, h.signed(t, keys, d))
}

// signatureCase is a signed request, drafted and then tampered with, and the answer to it.
type signatureCase struct {
	draft  func(*draft)
	tamper func(*http.Request)
	status int
	want   string
}

// acceptedRequests are within the rules.
func acceptedRequests() map[string]signatureCase {
	return map[string]signatureCase{
		"good": {status: 200, want: "<Arn>arn:aws:iam::111122223333:user/alice</Arn>"},
		"get": {
			draft:  func(d *draft) { d.method, d.path, d.body = "GET", "/?"+whoamiForm, "" },
			status: 200, want: "<Account>111122223333</Account>",
		},
		"presigned": {
			draft:  func(d *draft) { d.method, d.path, d.body, d.presign = "GET", "/?"+whoamiForm, "", true },
			status: 200, want: "<Account>111122223333</Account>",
		},
		"presigned with a signed header": {
			draft: func(d *draft) {
				d.method, d.path, d.body, d.presign = "GET", "/?"+whoamiForm, "", true
				d.header.Set("X-K8s-Aws-Id", "cluster")
			},
			status: 200, want: "<Account>111122223333</Account>",
		},
		"path and query to escape": {
			draft:  func(d *draft) { d.path = "/a%20b/%C3%BC?x=1%2B2&y=a%20b&z" },
			status: 200, want: "<Account>111122223333</Account>",
		},
		"odd headers": {
			draft: func(d *draft) {
				d.header["X-Multiple"] = []string{"a", "  b   c "}
			},
			status: 200, want: "<Account>111122223333</Account>",
		},
		"unsigned header added": {
			tamper: func(r *http.Request) { r.Header.Set("X-Added", "later") },
			status: 200, want: "<Account>111122223333</Account>",
		},
		"signed 14 minutes ago": {
			draft:  func(d *draft) { d.at = d.at.Add(-14 * time.Minute) },
			status: 200, want: "<Account>111122223333</Account>",
		},
	}
}

// tamperedRequests were changed after they were signed.
func tamperedRequests() map[string]signatureCase {
	return map[string]signatureCase{
		"body changed": {
			tamper: func(r *http.Request) {
				r.Body = io.NopCloser(strings.NewReader(whoamiForm + "&"))
				r.ContentLength = -1
			},
			status: 403, want: "<Code>SignatureDoesNotMatch</Code>",
		},
		"query added": {
			tamper: func(r *http.Request) { r.URL.RawQuery = "x=1" },
			status: 403, want: "<Code>SignatureDoesNotMatch</Code>",
		},
		"path changed": {
			tamper: func(r *http.Request) { r.URL.Path = "/x" },
			status: 403, want: "<Code>SignatureDoesNotMatch</Code>",
		},
		"host changed": {
			tamper: func(r *http.Request) { r.Host = "sts.us-east-1.amazonaws.com" },
			status: 403, want: "The request signature we calculated does not match the signature you provided.",
		},
		"header changed": {
			tamper: func(r *http.Request) {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
			},
			status: 403, want: "<Code>SignatureDoesNotMatch</Code>",
		},
		"no signature": {
			tamper: func(r *http.Request) { r.Header.Del("Authorization") },
			status: 403, want: "<Code>MissingAuthenticationToken</Code>",
		},
		"another scheme": {
			tamper: func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=x") },
			status: 400, want: "<Code>IncompleteSignature</Code>",
		},
		"no date": {
			tamper: func(r *http.Request) { r.Header.Del("X-Amz-Date") },
			status: 400, want: "requires existence of either a &#39;X-Amz-Date&#39;",
		},
		"host not signed": {
			tamper: func(r *http.Request) {
				r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), ";host;", ";", 1))
			},
			status: 403, want: "must be a &#39;SignedHeader&#39;",
		},
	}
}

// refusedRequests are signed rightly but ask for what is not there, or at the wrong time.
func refusedRequests() map[string]signatureCase {
	return map[string]signatureCase{
		"no such region": {
			draft:  func(d *draft) { d.region = "global" },
			status: 403, want: "Credential should be scoped to a valid region",
		},
		"another region's host": {
			draft:  func(d *draft) { d.region = "eu-west-1" },
			tamper: func(r *http.Request) { r.Host = "sts.us-east-1.amazonaws.com" },
			status: 403, want: "Credential should be scoped to a valid region",
		},
		"another service": {
			draft:  func(d *draft) { d.service = "nosuch" },
			status: 403, want: "Credential should be scoped to correct service",
		},
		"STS's action asked of IAM": {
			draft:  func(d *draft) { d.service = "iam" },
			status: 400, want: "Could not find operation GetCallerIdentity for version 2011-06-15",
		},
		"signed long ago": {
			draft:  func(d *draft) { d.at = d.at.Add(-16 * time.Minute) },
			status: 403, want: "Signature expired: ",
		},
		"signed in the future": {
			draft:  func(d *draft) { d.at = d.at.Add(16 * time.Minute) },
			status: 403, want: "Signature not yet current: ",
		},
		"unknown action": {
			draft:  func(d *draft) { d.body = "Action=Fly&Version=2011-06-15" },
			status: 400, want: "<Code>InvalidAction</Code>",
		},
		"no version": {
			draft:  func(d *draft) { d.body = "Action=GetCallerIdentity" },
			status: 400, want: "NO_VERSION_SPECIFIED",
		},
	}
}

func TestSignatures(t *testing.T) {
	h := newHouse(t)
	for _, cases := range []map[string]signatureCase{acceptedRequests(), tamperedRequests(), refusedRequests()} {
		for name, tc := range cases {
			t.Run(name, func(t *testing.T) { h.checkSignature(t, tc) })
		}
	}
}

func (h *house) checkSignature(t *testing.T, tc signatureCase) {
	d := h.draft()
	if tc.draft != nil {
		tc.draft(&d)
	}
	r := h.signed(t, h.alice.Keys, d)
	if tc.tamper != nil {
		tc.tamper(r)
	}
	if status, body := send(t, r); status != tc.status || !strings.Contains(body, tc.want) {
		t.Errorf("%d %s\nwant %d and %q", status, body, tc.status, tc.want)
	}
}

// The SDK corrects its clock by the Date of the refusal.
func TestClientCorrectsItsClock(t *testing.T) {
	h := newHouse(t)
	h.SetClockOffset(40 * time.Minute)
	client := h.client(h.alice.Keys, func(o *sts.Options) { o.RetryMaxAttempts = 3 })
	if _, err := client.GetCallerIdentity(context.Background(), &sts.GetCallerIdentityInput{}); err != nil {
		t.Fatal(err)
	}
	if n := h.Calls("GetCallerIdentity"); n != 2 {
		t.Errorf("%d calls, want one refused and one corrected", n)
	}
}
