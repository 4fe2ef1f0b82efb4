package fakeaws_test

import (
	"net/http"
	"strings"
	"testing"

	"lanyard/signer"
)

// Signatures by key pair are checked too: in the header and in the query, for a service and for S3.
func TestSigV4A(t *testing.T) {
	h := newHouse(t)
	keys := signer.NewCredentials(h.alice.Keys.AccessKeyID, h.alice.Keys.SecretAccessKey.Reveal(), "")
	request := func(service, path string, inQuery bool, regions ...string) *http.Request {
		r := must(http.NewRequest("POST", h.URL()+path, strings.NewReader("the body")))(t)
		r.Header["X-Given"] = []string{"one   two", "three"}
		err := signer.New().Sign(r, keys, signer.Options{
			Algorithm: signer.SigV4A, Service: service, Region: "eu-west-1", RegionSet: regions, Time: h.clock.Now(), InQuery: inQuery,
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	const path = "/echo/a%2Fb/./c%20d/?b=1&a=x%20y&b=0&empty"
	for _, inQuery := range []bool{false, true} {
		if status, body := send(t, request("execute-api", path, inQuery, "eu-west-1", "us-*")); status != 200 || !strings.Contains(body, h.alice.ARN) {
			t.Errorf("in the query %v: %d %s", inQuery, status, body)
		}
		changed := request("execute-api", path, inQuery)
		changed.Header["X-Given"] = []string{"two"}
		if status, body := send(t, changed); status != 403 || !strings.Contains(body, "AWS4-ECDSA-P256-SHA256") {
			t.Errorf("changed, in the query %v: %d %s", inQuery, status, body)
		}
		if status, body := send(t, request("s3", "/no-bucket/a%20b", inQuery, "*")); status != 404 && status != 405 {
			t.Errorf("S3, in the query %v: %d %s", inQuery, status, body)
		}
	}
	elsewhere := request("execute-api", "/echo", false, "us-*")
	elsewhere.Host = "x.execute-api.eu-west-1.amazonaws.com"
	if status, body := send(t, elsewhere); status != 403 || !strings.Contains(body, "Region set should contain 'eu-west-1'") {
		t.Errorf("elsewhere: %d %s", status, body)
	}
}
