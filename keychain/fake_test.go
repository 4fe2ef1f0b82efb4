package keychain_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanyard/internal/redact"
	"lanyard/keychain"
)

// ring is a keyring in memory.
type ring struct {
	mu    sync.Mutex
	items map[string]redact.Secret
	reads int
	// failure, if set, is the error of every call; failSet that of writes other than the vault key's.
	failure error
	failSet error
	// waits makes every call last until its context ends.
	waits atomic.Bool
}

// failingRing returns ErrNoKeyring after a number of calls.
type failingRing struct {
	*ring
	after int
}

func (r *failingRing) answers() error {
	r.after--
	if r.after < 0 {
		return keychain.ErrNoKeyring
	}
	return nil
}

func (r *failingRing) Get(ctx context.Context, user string) (redact.Secret, error) {
	if err := r.answers(); err != nil {
		return redact.Secret{}, err
	}
	return r.ring.Get(ctx, user)
}

func (r *failingRing) Set(ctx context.Context, user string, secret redact.Secret) error {
	if err := r.answers(); err != nil {
		return err
	}
	return r.ring.Set(ctx, user, secret)
}

func (r *failingRing) Delete(ctx context.Context, user string) error {
	if err := r.answers(); err != nil {
		return err
	}
	return r.ring.Delete(ctx, user)
}

func newRing() *ring { return &ring{items: map[string]redact.Secret{}} }

func (r *ring) do(ctx context.Context, work func() error) error {
	if r.waits.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure != nil {
		return r.failure
	}
	return work()
}

func (r *ring) Get(ctx context.Context, user string) (secret redact.Secret, err error) {
	err = r.do(ctx, func() error {
		r.reads++
		var ok bool
		if secret, ok = r.items[user]; !ok {
			return keychain.ErrNotFound
		}
		return nil
	})
	return secret, err
}

func (r *ring) Set(ctx context.Context, user string, secret redact.Secret) error {
	return r.do(ctx, func() error {
		if r.failSet != nil && user[len(user)-6:] != "/vault" {
			return r.failSet
		}
		r.items[user] = secret
		return nil
	})
}

func (r *ring) Delete(ctx context.Context, user string) error {
	return r.do(ctx, func() error {
		if _, ok := r.items[user]; !ok {
			return keychain.ErrNotFound
		}
		delete(r.items, user)
		return nil
	})
}

func (r *ring) users() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.items))
}

// options returns those of a vault in a new folder, with no bus, no kernel cache and the cheapest scrypt.
func options(t testing.TB) keychain.Options {
	t.Helper()
	return keychain.Cheap(keychain.Options{
		Dir:     t.TempDir(),
		Mode:    keychain.ModeOS,
		Access:  keychain.AccessPrompt,
		Getenv:  func(string) string { return "" },
		Warn:    func(message string) { t.Logf("warning: %s", message) },
		Keyring: newRing(),
		Wait:    time.Minute,
	})
}

// fileOptions returns those of a vault in the file store with a passphrase in the environment.
func fileOptions(t testing.TB) keychain.Options {
	o := options(t)
	o.Mode, o.Keyring, o.EnvPassphrase = keychain.ModeFile, nil, redact.New("correct horse")
	return o
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
