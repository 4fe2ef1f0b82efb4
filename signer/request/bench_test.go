package request_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"lanyard/signer"
	"lanyard/signer/request"
)

// What sending through here costs beside what net/http takes: "plain" is the floor.
func BenchmarkSend(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"a":1}`) }))
	defer server.Close()
	u, err := signer.ParseURL(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	s := &request.Sender{
		Transport: &http.Transport{DisableCompression: true}, Timeout: time.Minute,
		Credentials: func(context.Context, bool) (signer.Credentials, error) {
			return signer.NewCredentials("AKID", "secret", ""), nil
		},
	}
	r := request.Request{Method: "GET", URL: u, Header: http.Header{}, Sign: signer.Options{Service: "s3", Region: "us-east-1"}}
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			plain, err := http.NewRequest(http.MethodGet, server.URL, nil)
			if err != nil {
				b.Fatal(err)
			}
			resp, err := s.Transport.RoundTrip(plain)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
	})
	b.Run("request", func(b *testing.B) {
		for b.Loop() {
			a, err := s.Send(context.Background(), r)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, a)
			_ = a.Close()
		}
	})
}
