package request_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanyard/signer"
	"lanyard/signer/request"
)

// dripping answers with a byte now and then, until the client goes.
func dripping(begin string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, begin)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			_, _ = io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			select {
			case <-tick.C:
			case <-r.Context().Done():
				return
			}
		}
	}
}

func senderWithin(limit time.Duration) *request.Sender {
	return &request.Sender{
		Transport: &http.Transport{DisableCompression: true}, Timeout: limit, Retries: 10,
		Credentials: func(context.Context, bool) (signer.Credentials, error) {
			return signer.NewCredentials("AKID", "secret", ""), nil
		},
	}
}

// A server that drips does not keep a request, streaming or not.
func TestDripsEnd(t *testing.T) {
	server := httptest.NewServer(dripping(""))
	defer server.Close()
	for _, stream := range []bool{false, true} {
		r := requestTo(t, "GET", server.URL)
		r.Sign.Service = "execute-api"
		a, err := senderWithin(300*time.Millisecond).Send(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		if stream {
			a.Stream(true)
		}
		if _, err := io.Copy(io.Discard, a); !errors.Is(err, request.ErrTimeout) {
			t.Errorf("streaming %v: error %v", stream, err)
		}
		_ = a.Close()
	}
}

// A stream that moves goes on beyond the limit; what does not stream ends at it.
func TestStreamsGoOn(t *testing.T) {
	const limit = 200 * time.Millisecond
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 4<<10)
		for begin := time.Now(); time.Since(begin) < 4*limit; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	for _, stream := range []bool{true, false} {
		r := requestTo(t, "GET", server.URL)
		r.Sign.Service = "execute-api"
		a, err := senderWithin(limit).Send(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		a.Stream(stream)
		_, err = io.Copy(io.Discard, a)
		if stream && err != nil || !stream && !errors.Is(err, request.ErrTimeout) {
			t.Errorf("streaming %v: error %v", stream, err)
		}
		_ = a.Close()
	}
}

// Connections that are reset again and again are given up after the limit.
func TestResetsEnd(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
		}
	}()
	r := requestTo(t, "GET", "http://"+listener.Addr().String())
	r.Sign.Service = "execute-api"
	s := senderWithin(100 * time.Millisecond)
	s.RetryBase = time.Hour
	if _, err := s.Send(context.Background(), r); !errors.Is(err, request.ErrDropped) {
		t.Errorf("error %v", err)
	}
}

// Errors that never come to their end are one exchange together, however often the request is repeated.
func TestEndlessErrorsEnd(t *testing.T) {
	flood := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusInternalServerError)
		for block := make([]byte, 64<<10); r.Context().Err() == nil; {
			_, _ = w.Write(block)
		}
	}
	drip := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusServiceUnavailable)
		dripping("")(w, r)
	}
	for name, handler := range map[string]http.HandlerFunc{"flood": flood, "drip": drip} {
		server := httptest.NewServer(handler)
		r := requestTo(t, "GET", server.URL)
		r.Sign.Service = "execute-api"
		s := senderWithin(200 * time.Millisecond)
		waited := 0
		s.Wait = func(context.Context, time.Duration) error { waited++; return nil }
		a, err := s.Send(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		if waited > 0 || len(a.Attempts) != 1 {
			t.Errorf("%s: %d attempts", name, len(a.Attempts))
		}
		_ = a.Close()
		server.Close()
	}
}

// The attempts that follow a dropped connection have what is left of its time limit.
func TestSilenceAfterDropEnds(t *testing.T) {
	drop := make(chan struct{}, 1)
	drop <- struct{}{}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-drop:
			panic(http.ErrAbortHandler)
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	r := requestTo(t, "GET", server.URL)
	r.Sign.Service = "execute-api"
	s := senderWithin(400 * time.Millisecond)
	s.RetryBase = time.Nanosecond
	s.Wait = func(context.Context, time.Duration) error { <-time.After(s.Timeout / 4); return nil }
	_, err := s.Send(context.Background(), r)
	if !errors.Is(err, request.ErrTimeout) || strings.Contains(err.Error(), "for 400ms") {
		t.Errorf("error %v", err)
	}
}
