package sso

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"
)

// listening is a waiter for the state "right", and its address.
func listening(t *testing.T) (*waiter, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := newWaiter(listener, "right")
	t.Cleanup(w.close)
	return w, "http://" + listener.Addr().String()
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text)
}

func TestBrowsersAnswer(t *testing.T) {
	for query, want := range map[string]error{
		"state=wrong&code=c":                  ErrWrongState,
		"code=c":                              ErrWrongState,
		"state=right":                         ErrNoCode,
		"state=right&error=access_denied":     ErrDenied,
		"state=wrong&error=access_denied":     ErrWrongState,
		"state=right&code=c":                  nil,
		"state=right&error=access_denied&x=1": ErrDenied,
	} {
		w, base := listening(t)
		status, _ := get(t, base+callbackPath+"?"+query)
		code, err := w.code(t.Context())
		if !errors.Is(err, want) || (want == nil) != (code == "c" && status == http.StatusOK) {
			t.Errorf("%s: code %q, status %d, error %v; want %v", query, code, status, err, want)
		}
	}
}

func TestOnlyTheFirstAnswerCounts(t *testing.T) {
	w, base := listening(t)
	if status, _ := get(t, base+"/other?state=right&code=a"); status != http.StatusNotFound {
		t.Errorf("another path answers %d", status)
	}
	get(t, base+callbackPath+"?state=right&code=first")
	if status, _ := get(t, base+callbackPath+"?state=right&code=second"); status != http.StatusBadRequest {
		t.Errorf("a second answer gets %d", status)
	}
	if code, err := w.code(t.Context()); code != "first" || err != nil {
		t.Errorf("got %q, %v", code, err)
	}
}

func TestAnotherHostIsRefused(t *testing.T) {
	_, base := listening(t)
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := get(t, "http://localhost:"+u.Port()+callbackPath+"?state=right&code=c"); status != http.StatusNotFound {
		t.Errorf("a request for another Host gets %d", status)
	}
}

// TestProbesDoNotEndASignIn: whatever fetches the address before the browser does brings no answer.
func TestProbesDoNotEndASignIn(t *testing.T) {
	w, base := listening(t)
	for _, query := range []string{"", "?", "?x=y", "?state=", "?state=wrong", "?code=", "?code=&state=wrong", "?error="} {
		if status, text := get(t, base+callbackPath+query); status != http.StatusBadRequest {
			t.Errorf("%q gets %d: %s", query, status, text)
		}
	}
	get(t, base+callbackPath+"?state=right&code=c")
	if code, err := w.code(t.Context()); code != "c" || err != nil {
		t.Errorf("after the probes: code %q, error %v", code, err)
	}
}
