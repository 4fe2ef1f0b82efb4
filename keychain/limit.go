package keychain

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"lanyard/internal/redact"
)

const (
	// A failure that took slowFailure or longer is returned to the calls of the next failureLife as well. A
	// command makes several calls; it should wait for a dead bus, or show a dialog, only once.
	slowFailure = time.Second
	failureLife = 10 * time.Second
	// grace is the time that work has after its limit to return an error of its own.
	grace = 200 * time.Millisecond
)

// lastFailure remembers the error of a slow failure.
type lastFailure struct {
	mu    sync.Mutex
	err   error
	until time.Time
}

func (f *lastFailure) recent() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Now().After(f.until) {
		return nil
	}
	return f.err
}

func (f *lastFailure) keep(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err, f.until = err, time.Now().Add(failureLife)
}

// limitedKeyring bounds the time of every call: go-keyring takes no context, and a keyring may wait for a dialog
// that is not visible.
type limitedKeyring struct {
	ring    Keyring
	limit   time.Duration
	failure *lastFailure
}

func (k limitedKeyring) Get(ctx context.Context, user string) (redact.Secret, error) {
	return k.read(ctx, func(ctx context.Context) (redact.Secret, error) { return k.ring.Get(ctx, user) })
}

// Recall falls back to Get for a keyring that does not implement recaller.
func (k limitedKeyring) Recall(ctx context.Context, user string, proves func(redact.Secret) bool) (redact.Secret, error) {
	r, ok := k.ring.(recaller)
	if !ok {
		return k.Get(ctx, user)
	}
	return k.read(ctx, func(ctx context.Context) (redact.Secret, error) { return r.Recall(ctx, user, proves) })
}

func (k limitedKeyring) read(ctx context.Context, work func(context.Context) (redact.Secret, error)) (redact.Secret, error) {
	var kept redact.Secret
	err := k.call(ctx, func(ctx context.Context) (err error) {
		kept, err = work(ctx)
		return err
	})
	if err != nil {
		return redact.Secret{}, err // work may still be running and write to kept
	}
	return kept, nil
}

func (k limitedKeyring) Set(ctx context.Context, user string, secret redact.Secret) error {
	return k.call(ctx, func(ctx context.Context) error { return k.ring.Set(ctx, user, secret) })
}

func (k limitedKeyring) Delete(ctx context.Context, user string) error {
	return k.call(ctx, func(ctx context.Context) error { return k.ring.Delete(ctx, user) })
}

func (k limitedKeyring) call(ctx context.Context, work func(context.Context) error) error {
	if err := k.failure.recent(); err != nil {
		return err
	}
	start := time.Now()
	err := within(ctx, k.limit, work)
	slow := time.Since(start) >= min(slowFailure, k.limit)
	if err != nil && slow && ctx.Err() == nil && !errors.Is(err, ErrNotFound) {
		k.failure.keep(err)
	}
	return err
}

// within runs work and returns after limit at the latest, even if work ignores its context. It returns
// ErrKeyringFailed at the limit, and ctx's own error when ctx ends.
func within(ctx context.Context, limit time.Duration, work func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, limit)
	done := make(chan error, 1)
	go func() {
		defer cancel()
		done <- work(limited)
	}()
	select {
	case err := <-done:
		return err
	case <-limited.Done():
	}
	// Work that heeds its context returns a better error, such as an unanswered dialog.
	select {
	case err := <-done:
		if err == nil || ctx.Err() == nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	case <-time.After(grace):
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return fmt.Errorf("%w: no answer within %v", ErrKeyringFailed, limit)
}
