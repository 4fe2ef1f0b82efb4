package signer_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"
	"time"

	"lanyard/signer"
)

// The key that AWS publishes for its derivation, in aws-c-auth's key_derivation_tests.c and in the SDK
// for Go: access key, secret, and the public key's coordinates.
const (
	derivedID     = "AKISORANDOMAASORANDOM"
	derivedSecret = "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom"
	derivedPublic = "04" + "15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb" +
		"0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0"
)

func verifyA(t *testing.T, told *signer.Explanation) {
	t.Helper()
	point, err := hex.DecodeString(derivedPublic)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := hex.DecodeString(told.Signature)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte(told.StringToSign))
	if !ecdsa.VerifyASN1(key, digest[:], signature) {
		t.Errorf("the published key does not verify the signature of\n%s", told.StringToSign)
	}
}

func TestSigV4AInTheHeader(t *testing.T) {
	o := suiteOptions()
	o.Algorithm, o.RegionSet = signer.SigV4A, []string{"us-east-1", "eu-*"}
	r := newRequest(t, "GET", "https://example.amazonaws.com/a/../b?x=1")
	told, err := signer.New().Explain(r, signer.NewCredentials(derivedID, derivedSecret, ""), o)
	if err != nil {
		t.Fatal(err)
	}
	verifyA(t, told)
	canonical := "GET\n/b\nx=1\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\nx-amz-region-set:us-east-1,eu-*\n\n" +
		"host;x-amz-date;x-amz-region-set\n" + signer.EmptyPayload
	if told.CanonicalRequest != canonical {
		t.Errorf("canonical request:\n%s", told.CanonicalRequest)
	}
	prefix := "AWS4-ECDSA-P256-SHA256 Credential=" + derivedID + "/20150830/service/aws4_request, SignedHeaders=host;x-amz-date;x-amz-region-set, Signature=30"
	if !strings.HasPrefix(r.Header.Get("Authorization"), prefix) {
		t.Errorf("Authorization: %s", r.Header.Get("Authorization"))
	}
}

// The canonical request of the published suite's v4a/get-vanilla-with-session-token is this but for
// its region set's header, which it has in the query, and a token that is signed twice.
func TestSigV4AInTheQuery(t *testing.T) {
	o := suiteOptions()
	o.Algorithm, o.InQuery, o.Expires = signer.SigV4A, true, time.Hour
	r := newRequest(t, "GET", "https://example.amazonaws.com/")
	told, err := signer.New().Explain(r, signer.NewCredentials(derivedID, derivedSecret, suiteToken), o)
	if err != nil {
		t.Fatal(err)
	}
	verifyA(t, told)
	want := "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Credential=" + derivedID + "%2F20150830%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z" +
		"&X-Amz-Expires=3600&X-Amz-Region-Set=us-east-1&X-Amz-Security-Token=" + suiteToken + "&X-Amz-SignedHeaders=host"
	if got := strings.Split(told.CanonicalRequest, "\n")[2]; got != want {
		t.Errorf("canonical query\n%s, want\n%s", got, want)
	}
	if q := r.URL.Query(); q.Get("X-Amz-Signature") != told.Signature || told.Authorization != "" {
		t.Errorf("the URL is %s", r.URL)
	}
}

func TestMultiRegionAccessPointGetsSigV4A(t *testing.T) {
	r := newRequest(t, "GET", "https://m.mrap.accesspoint.s3-global.amazonaws.com/key")
	told, err := signer.New().Explain(r, signer.NewCredentials(derivedID, derivedSecret, ""), signer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	verifyA(t, told)
	if r.Header.Get("X-Amz-Region-Set") != "*" || told.Service != "s3" {
		t.Errorf("%+v", told)
	}
}

func TestSigV4AIsVerified(t *testing.T) {
	keys := signer.NewCredentials(derivedID, derivedSecret, "")
	o := signer.Options{Algorithm: signer.SigV4A, Service: "s3", Region: "*", Time: benchTime()}
	p, err := signer.New().Presign(newRequest(t, "GET", "https://h.example/a?b=c"), keys, o)
	if err != nil {
		t.Fatal(err)
	}
	v, err := signer.Verify([]byte(p.URL), keys, signer.VerifyOptions{Now: benchTime()})
	if err != nil || !v.Valid {
		t.Errorf("%+v, %v", v, err)
	}
	u, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("b", "d")
	u.RawQuery = q.Encode()
	if v, err := signer.Verify([]byte(u.String()), keys, signer.VerifyOptions{}); err != nil || v.Matches || len(v.Problems) != 1 {
		t.Errorf("a changed URL: %+v, %v", v, err)
	}
}
