package creds_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/keychain"
	"lanyard/profiles"
)

const crowdSize = 50

func keychainLocked() error { return fmt.Errorf("vault: %w", keychain.ErrLocked) }

// crowd is many who want the same thing at once.
type crowd struct {
	*house
	// resolver is what each of them uses: one for all is fifty goroutines, one for each is as good
	// as fifty processes, which only the locks and the store bring together.
	resolver func() *creds.Resolver
	// waiting is done when each of them waits, for another or for the person.
	waiting sync.WaitGroup
}

// watched reports when a caller first waits for its end.
type watched struct {
	context.Context
	tell func()
}

func (w watched) Done() <-chan struct{} {
	w.tell()
	return w.Context.Done()
}

func crowds(t *testing.T, test func(*crowd)) {
	t.Run("goroutines", func(t *testing.T) {
		h := newHouse(t)
		test(&crowd{house: h, resolver: func() *creds.Resolver { return h.Resolver }})
	})
	t.Run("processes", func(t *testing.T) {
		h := newHouse(t)
		test(&crowd{house: h, resolver: func() *creds.Resolver { return h.another(h.Locks) }})
	})
}

// resolveAll returns how often each answer came: an access key id, or an error's class.
func (c *crowd) resolveAll(p profiles.Plan) map[string]int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int{}
	c.waiting.Add(crowdSize)
	for range crowdSize {
		r := c.resolver()
		ctx := watched{c.Context(), sync.OnceFunc(c.waiting.Done)}
		wg.Go(func() {
			found, err := r.Resolve(ctx, p, creds.Options{})
			answer := found.AccessKeyID
			if err != nil {
				answer = class(err)
			}
			mu.Lock()
			defer mu.Unlock()
			got[answer]++
		})
	}
	wg.Wait()
	return got
}

func class(err error) string {
	for _, sentinel := range []error{creds.ErrDeclined, creds.ErrDenied, creds.ErrPersonNeeded} {
		if errors.Is(err, sentinel) {
			return sentinel.Error()
		}
	}
	return err.Error()
}

func TestFiftyAtOnce(t *testing.T) {
	crowds(t, func(c *crowd) {
		p := plan(c.keys(),
			withMFA(c.role(fakeaws.RoleSpec{Name: "build", RequireMFA: true}), c.mfa.Serial),
			c.role(fakeaws.RoleSpec{Name: "deploy"}))
		if got := c.resolveAll(p); len(got) != 1 {
			c.Errorf("answers %v, want fifty times the same", got)
		}
		c.asked(1)
		c.calls("GetSessionToken", 1)
		c.calls("AssumeRole", 2)
	})
}

func TestOneNoAnswersAll(t *testing.T) {
	crowds(t, func(c *crowd) {
		c.person.answer = func() (string, error) {
			c.waiting.Wait()
			return "", creds.ErrDeclined
		}
		got := c.resolveAll(plan(c.keysWithMFA()))
		if got["declined"] != crowdSize {
			c.Errorf("answers %v, want fifty times declined", got)
		}
		c.asked(1)
		// A later caller asks again.
		c.person.answer = c.code
		c.resolve(plan(c.keysWithMFA()), creds.Options{})
	})
}

func TestWhoCannotAskKeepsNobodyFromIt(t *testing.T) {
	h := newHouse(t)
	background := h.another(h.Locks)
	asking, waits := make(chan struct{}), make(chan struct{})
	background.Person = refuser{func() {
		close(asking)
		<-waits
	}}
	failed := make(chan error)
	go func() {
		_, err := background.Resolve(t.Context(), plan(h.keysWithMFA()), creds.Options{})
		failed <- err
	}()
	<-asking
	// The foreground has to wait for the background, which then fails without telling.
	ctx := watched{t.Context(), sync.OnceFunc(func() { close(waits) })}
	if _, err := h.Resolve(ctx, plan(h.keysWithMFA()), creds.Options{}); err != nil {
		t.Errorf("the one in the foreground: %v", err)
	}
	if err := <-failed; !errors.Is(err, creds.ErrPersonNeeded) {
		t.Errorf("the one in the background: got %v, want ErrPersonNeeded", err)
	}
	h.asked(1)
}

// refuser is a Person that can't ask.
type refuser struct{ before func() }

func (r refuser) MFACode(context.Context, creds.MFARequest) (string, error) {
	r.before()
	return "", creds.ErrPersonNeeded
}

func (r refuser) SignIn(context.Context, creds.SignInRequest) error { return creds.ErrPersonNeeded }

func TestInterruptedLeaderLeavesTheRest(t *testing.T) {
	h := newHouse(t)
	role := h.role(fakeaws.RoleSpec{Name: "deploy"})
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	sent := &hangOnce{sent: make(chan struct{})}
	h.Transport = sent
	leader := make(chan error)
	go func() {
		_, err := h.Resolve(ctx, plan(h.keys(), role), creds.Options{})
		leader <- err
	}()
	<-sent.sent
	follower := watched{t.Context(), sync.OnceFunc(interrupt)}
	if _, err := h.Resolve(follower, plan(h.keys(), role), creds.Options{}); err != nil {
		t.Errorf("the other one: %v", err)
	}
	if err := <-leader; !errors.Is(err, context.Canceled) {
		t.Errorf("the interrupted one: got %v", err)
	}
}

// hangOnce is a network that swallows the first request.
type hangOnce struct {
	once sync.Once
	sent chan struct{}
}

func (n *hangOnce) RoundTrip(req *http.Request) (*http.Response, error) {
	first := false
	n.once.Do(func() { first = true })
	if first {
		close(n.sent)
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	return http.DefaultTransport.RoundTrip(req)
}

func TestInterruptedAtThePrompt(t *testing.T) {
	h := newHouse(t)
	ctx, interrupt := context.WithCancel(t.Context())
	h.person.answer = func() (string, error) {
		interrupt()
		return "", ctx.Err()
	}
	_, err := h.Resolve(ctx, plan(h.keysWithMFA()), creds.Options{})
	if !errors.Is(err, creds.ErrDeclined) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a no by interruption", err)
	}
}
