package request_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/internal/versitygwtest"
	"lanyard/signer"
	"lanyard/signer/request"
)

func gatewaySender(secret string) *request.Sender {
	return &request.Sender{
		Transport: &http.Transport{DisableCompression: true}, Timeout: time.Minute, Retries: 2,
		Credentials: func(context.Context, bool) (signer.Credentials, error) {
			return signer.NewCredentials(versitygwtest.Key, secret, ""), nil
		},
	}
}

// gatewayKeys are object keys as they are written into a URL.
func gatewayKeys() []string {
	return []string{"plain.txt", "a%20b/c+d", "%C3%BCber", "(brackets)!*'", "semi;colon=x", "percent%25", "a/b~c_d-e"}
}

func do(t *testing.T, s *request.Sender, method, address string, how signer.Options, body string) (*request.Answer, string) {
	t.Helper()
	u, err := signer.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	r := request.Request{Method: method, URL: u, Header: http.Header{"X-Amz-Meta-Note": {"two  spaces"}}, Sign: how}
	if body != "" {
		r.Body = request.Text(body)
	}
	a, err := s.Send(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	text, err := io.ReadAll(a)
	if err != nil {
		t.Fatal(err)
	}
	return a, string(text)
}

// Signatures are accepted by a server that somebody else wrote: in the header, in the query, with the
// body in the signature, without it, and in chunks.
func TestAcceptedByAnotherServer(t *testing.T) {
	url := versitygwtest.Start(t)
	s := gatewaySender(versitygwtest.Secret)
	options := map[string]signer.Options{
		"header": {}, "presigned": {InQuery: true}, "unsigned payload": {UnsignedPayload: true}, "every header": {AllHeaders: true},
		"in chunks": {StreamPayload: true},
	}
	for name, how := range options {
		how.Service, how.Region = "s3", versitygwtest.Region
		t.Run(name, func(t *testing.T) {
			for _, key := range gatewayKeys() {
				content := "content of " + key + " " + name
				if a, body := do(t, s, "PUT", url+"/attic/"+key, how, content); a.Status != 200 {
					t.Fatalf("PUT %s: %d %s %q", key, a.Status, body, a.Why)
				}
				read := how
				read.StreamPayload = false // there is no body to stream
				if a, body := do(t, s, "GET", url+"/attic/"+key, read, ""); a.Status != 200 || body != content {
					t.Errorf("GET %s: %d %s %q", key, a.Status, body, a.Why)
				}
			}
			how.StreamPayload = false
			if a, body := do(t, s, "GET", url+"/attic?list-type=2&prefix=a%20b/&delimiter=%2F&encoding-type=", how, ""); a.Status != 200 {
				t.Errorf("list: %d %s %q", a.Status, body, a.Why)
			}
		})
	}
}

// So are those of the Transport, with which any program signs.
func TestTransportIsAcceptedByAnotherServer(t *testing.T) {
	url := versitygwtest.Start(t)
	for name, how := range map[string]signer.Options{
		"header": {}, "presigned": {InQuery: true}, "unsigned payload": {UnsignedPayload: true},
	} {
		how.Service, how.Region = "s3", versitygwtest.Region
		client := &http.Client{Transport: &signer.Transport{
			Base: &http.Transport{}, Signer: signer.New(), Options: how,
			Credentials: func(context.Context) (signer.Credentials, error) {
				return signer.NewCredentials(versitygwtest.Key, versitygwtest.Secret, ""), nil
			},
		}}
		for _, method := range []string{"PUT", "GET", "HEAD", "DELETE"} {
			r, err := http.NewRequest(method, url+"/attic/a%20b", strings.NewReader(map[string]string{"PUT": "content"}[method]))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if err != nil || resp.StatusCode/100 != 2 || method == "GET" && string(body) != "content" {
				t.Errorf("%s, %s: %d %s %v", name, method, resp.StatusCode, body, err)
			}
		}
	}
}

// What that server says of a wrong signature is understood.
func TestRefusalsOfAnotherServerAreExplained(t *testing.T) {
	url := versitygwtest.Start(t)
	how := signer.Options{Service: "s3", Region: versitygwtest.Region}
	if a, body := do(t, gatewaySender(versitygwtest.Secret), "PUT", url+"/attic/box", how, "content"); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, body)
	}
	t.Run("another secret", func(t *testing.T) {
		a, _ := do(t, gatewaySender("wrong"), "GET", url+"/attic/box", how, "")
		want := "the secret access key is not that of " + versitygwtest.Key
		if a.Error == nil || a.Error.Code != "SignatureDoesNotMatch" || len(a.Why) != 1 || !strings.Contains(a.Why[0], want) {
			t.Errorf("%d %+v, why %q", a.Status, a.Error, a.Why)
		}
	})
	t.Run("a changed header", func(t *testing.T) {
		s := gatewaySender(versitygwtest.Secret)
		s.Transport = changing{s.Transport, func(r *http.Request) { r.Header.Set("X-Amz-Meta-Note", "changed") }}
		a, _ := do(t, s, "GET", url+"/attic/box", how, "")
		if a.Status != 403 || len(a.Mismatch) != 1 || a.Mismatch[0].Name != "x-amz-meta-note" || !strings.Contains(a.Why[0], "x-amz-meta-note") {
			t.Errorf("%d, why %q, mismatch %+v", a.Status, a.Why, a.Mismatch)
		}
	})
	t.Run("a changed query", func(t *testing.T) {
		s := gatewaySender(versitygwtest.Secret)
		s.Transport = changing{s.Transport, func(r *http.Request) { r.URL.RawQuery += "&prefix=b" }}
		a, _ := do(t, s, "GET", url+"/attic?list-type=2", how, "")
		if a.Status != 403 || len(a.Mismatch) != 1 || a.Mismatch[0].Part != "query" {
			t.Errorf("%d, why %q, mismatch %+v", a.Status, a.Why, a.Mismatch)
		}
	})
	t.Run("another region", func(t *testing.T) {
		wrong := how
		wrong.Region = "us-west-2"
		a, body := do(t, gatewaySender(versitygwtest.Secret), "GET", url+"/attic/box", wrong, "")
		if a.Status != 200 || body != "content" || len(a.Attempts) != 2 {
			t.Errorf("%d after %d attempts: %s", a.Status, len(a.Attempts), body)
		}
	})
	t.Run("another time", func(t *testing.T) {
		s := gatewaySender(versitygwtest.Secret)
		s.Now = func() time.Time { return time.Now().Add(-time.Hour) }
		a, body := do(t, s, "GET", url+"/attic/box", how, "")
		if a.Status != 200 || body != "content" || len(a.Notes) != 1 || a.Notes[0] != "this machine's clock is 60 min behind the server's" {
			t.Errorf("%d, notes %q: %s", a.Status, a.Notes, body)
		}
	})
	t.Run("an expired URL", func(t *testing.T) {
		old := how
		old.InQuery, old.Time, old.Expires = true, time.Now().Add(-2*time.Hour), time.Hour
		a, _ := do(t, gatewaySender(versitygwtest.Secret), "GET", url+"/attic/box", old, "")
		if a.Status != 403 || len(a.Why) == 0 || !strings.HasPrefix(a.Why[0], "the presigned URL ended at ") {
			t.Errorf("%d %+v, why %q", a.Status, a.Error, a.Why)
		}
	})
}

// changing is a way on which requests are changed after they were signed.
type changing struct {
	http.RoundTripper
	change func(*http.Request)
}

func (c changing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Authorization") == "" {
		return nil, errors.New("it was not signed")
	}
	changed := r.Clone(r.Context())
	c.change(changed)
	return c.RoundTripper.RoundTrip(changed)
}
