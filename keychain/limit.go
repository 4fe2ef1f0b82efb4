package keychain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/redact"
)

// limitedKeyring bounds every call of a keyring: go-keyring takes no context, and a keyring may
// wait for a dialog that nobody sees.
type limitedKeyring struct {
	Keyring
	limit time.Duration
}

func (k limitedKeyring) Get(ctx context.Context, user string) (redact.Secret, error) {
	return within(ctx, k.limit, func(ctx context.Context) (redact.Secret, error) { return k.Keyring.Get(ctx, user) })
}

func (k limitedKeyring) Set(ctx context.Context, user string, secret redact.Secret) error {
	_, err := within(ctx, k.limit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, k.Keyring.Set(ctx, user, secret)
	})
	return err
}

func (k limitedKeyring) Delete(ctx context.Context, user string) error {
	_, err := within(ctx, k.limit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, k.Keyring.Delete(ctx, user)
	})
	return err
}

// within waits no longer than limit for work, which may take no notice of its context. The end of
// the limit is ErrNoKeyring, that of the caller's context its own error.
func within[T any](ctx context.Context, limit time.Duration, work func(context.Context) (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	done := make(chan outcome, 1)
	go func() {
		defer cancel()
		value, err := work(limited)
		done <- outcome{value, err}
	}()
	var none T
	select {
	case o := <-done:
		return o.value, o.err
	case <-limited.Done():
	}
	// The work may have ended at the same moment, or be about to say why it could not.
	select {
	case o := <-done:
		if o.err == nil || ctx.Err() == nil && !errors.Is(o.err, context.DeadlineExceeded) {
			return o.value, o.err
		}
	default:
	}
	if err := ctx.Err(); err != nil {
		return none, err
	}
	return none, fmt.Errorf("%w within %v", ErrNoKeyring, limit)
}
