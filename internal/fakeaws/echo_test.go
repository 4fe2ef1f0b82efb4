package fakeaws_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/internal/fakeaws"
)

func (h *house) echoDraft(service string) draft {
	return draft{
		method: "POST", path: "/echo/a%2Fb?x=1", body: "the body", service: service, region: "eu-west-1", at: h.clock.Now(),
		header: http.Header{"X-Given": {"one"}},
	}
}

func TestEcho(t *testing.T) {
	h := newHouse(t)
	for _, presign := range []bool{false, true} {
		d := h.echoDraft("execute-api")
		d.presign = presign
		status, body := send(t, h.signed(t, h.alice.Keys, d))
		var got struct {
			Method, Path, Body, Service, Region, Caller string
			Headers                                     http.Header
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 {
			t.Fatalf("%d %s: %v", status, body, err)
		}
		if got.Method != "POST" || got.Path != "/echo/a%2Fb" || got.Body != "the body" || got.Service != "execute-api" ||
			got.Region != "eu-west-1" || got.Caller != h.alice.ARN || got.Headers.Get("X-Given") != "one" {
			t.Errorf("echoed %s", body)
		}
		if auth := got.Headers.Get("Authorization"); auth != "" && auth != "****" {
			t.Errorf("the signature is echoed: %s", auth)
		}
	}
}

// Each protocol refuses in its own form, and tells what should have been signed.
func TestRefusalsOfEveryProtocol(t *testing.T) {
	h := newHouse(t)
	for service, want := range map[string]string{
		"execute-api": `{"message":"The request signature we calculated does not match`,
		"dynamodb":    `{"__type":"com.amazon.coral.service#InvalidSignatureException",`,
		"ec2":         "<Response>\n  <Errors>\n    <Error>\n      <Code>SignatureDoesNotMatch</Code>",
		"sns":         "<Code>SignatureDoesNotMatch</Code>",
		"monitoring":  "com.amazon.coral.service#InvalidSignatureException",
		"s3":          "<Error>\n  <Code>SignatureDoesNotMatch</Code>",
	} {
		d := h.echoDraft(service)
		d.header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
		r := h.signed(t, h.alice.Keys, d)
		r.Header.Set("X-Given", "two")
		status, body := send(t, r)
		if status != 403 || !strings.Contains(body, want) || !strings.Contains(body, "x-given:two") {
			t.Errorf("%s: %d %s", service, status, body)
		}
	}
}

func TestExpiredEcho(t *testing.T) {
	h := newHouse(t)
	d := h.echoDraft("execute-api")
	d.at = d.at.Add(-20 * time.Minute)
	if status, body := send(t, h.signed(t, h.alice.Keys, d)); status != 403 || !strings.Contains(body, "Signature expired: ") {
		t.Errorf("%d %s", status, body)
	}
	d.presign, d.path = true, "/echo?X-Amz-Expires=3600"
	if status, body := send(t, h.signed(t, h.alice.Keys, d)); status != 200 {
		t.Errorf("a URL that lives an hour: %d %s", status, body)
	}
	d.path = "/echo?X-Amz-Expires=60"
	if status, body := send(t, h.signed(t, h.alice.Keys, d)); status != 403 {
		t.Errorf("a URL that lived a minute: %d %s", status, body)
	}
}

func TestThrottlingTellsWhenToComeAgain(t *testing.T) {
	h := newHouse(t)
	if err := h.Inject(fakeaws.Fault{Kind: fakeaws.Throttle, Status: 503, RetryAfter: "7"}); err != nil {
		t.Fatal(err)
	}
	resp := must(http.DefaultClient.Do(h.signed(t, h.alice.Keys, h.echoDraft("s3"))))(t)
	defer resp.Body.Close()
	if resp.StatusCode != 503 || resp.Header.Get("Retry-After") != "7" {
		t.Errorf("%d, Retry-After %q", resp.StatusCode, resp.Header.Get("Retry-After"))
	}
}
