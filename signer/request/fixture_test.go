package request_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/internal/fakeaws"
	"lanyard/internal/sdktest"
	"lanyard/signer"
	"lanyard/signer/request"
)

// house is a running fake AWS with one user, and a Sender that signs with her keys.
type house struct {
	*fakeaws.Server
	*request.Sender
	url   string
	alice fakeaws.User

	mu     sync.Mutex
	events []request.Event
	waits  []time.Duration
}

func newHouse(t *testing.T) *house {
	t.Helper()
	world := fakeaws.NewWorld()
	h := &house{Server: fakeaws.New(world, sdktest.Verifier{}, fakeaws.Options{})}
	var err error
	if h.alice, err = world.AddUser("alice", "111122223333"); err != nil {
		t.Fatal(err)
	}
	if h.url, err = h.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Server.Close() })
	h.Sender = &request.Sender{
		Transport: &http.Transport{DisableCompression: true}, Retries: 3, Timeout: time.Minute,
		Credentials: func(context.Context, bool) (signer.Credentials, error) { return keysOf(h.alice.Keys), nil },
		Events: func(e request.Event) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.events = append(h.events, e)
		},
		Wait: func(_ context.Context, d time.Duration) error {
			h.waits = append(h.waits, d)
			return nil
		},
	}
	return h
}

func keysOf(k fakeaws.Keys) signer.Credentials {
	return signer.NewCredentials(k.AccessKeyID, k.SecretAccessKey.Reveal(), k.SessionToken.Reveal())
}

func inject(t *testing.T, h *house, f fakeaws.Fault) {
	t.Helper()
	if err := h.Inject(f); err != nil {
		t.Fatal(err)
	}
}

// echoed is a request that the echo service answers.
func (h *house) echoed(t *testing.T) request.Request {
	return h.request(t, "GET", "/echo", signer.Options{Service: "execute-api", Region: "eu-west-1"})
}

func (h *house) request(t *testing.T, method, path string, how signer.Options) request.Request {
	t.Helper()
	u, err := signer.ParseURL(h.url + path)
	if err != nil {
		t.Fatal(err)
	}
	return request.Request{Method: method, URL: u, Header: http.Header{}, Sign: how}
}

// send sends and reads everything.
func (h *house) send(t *testing.T, r request.Request) (*request.Answer, string) {
	t.Helper()
	a, err := h.Send(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	body, err := io.ReadAll(a)
	if err != nil {
		t.Fatal(err)
	}
	return a, string(body)
}

// kinds are the events so far, without progress.
func (h *house) kinds() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var kinds []string
	for _, e := range h.events {
		if e.Kind != request.EventProgress {
			kinds = append(kinds, string(e.Kind))
		}
	}
	return strings.Join(kinds, " ")
}
