package app

import (
	"context"
	"errors"
	"io"

	"lanyard/internal/keyfile"
	"lanyard/internal/redact"
)

// keyFileLimit bounds a file or stream with access keys, in bytes.
const keyFileLimit = 1 << 20

// ReadKey reads the access key of a stream that is called name, or the only one, in any of the forms
// that package keyfile knows. The end of ctx ends the wait for r.
func ReadKey(ctx context.Context, r io.Reader, name string) (keyfile.Key, error) {
	type result struct {
		content []byte
		err     error
	}
	done := make(chan result, 1)
	go func() { // the read of a pipe can't be cancelled: it ends with the process
		content, err := io.ReadAll(io.LimitReader(r, keyFileLimit+1))
		done <- result{content, err}
	}()
	select {
	case <-ctx.Done():
		return keyfile.Key{}, ctx.Err()
	case read := <-done:
		if read.err != nil {
			return keyfile.Key{}, read.err
		}
		if len(read.content) > keyFileLimit {
			return keyfile.Key{}, errors.New("too long for an access key")
		}
		text, err := keyfile.Parse(read.content)
		if err != nil {
			return keyfile.Key{}, err
		}
		return text.Key(name)
	}
}

// EnvironmentKey is the access key in the environment's variables.
func (a *App) EnvironmentKey() (keyfile.Key, error) {
	for _, name := range []string{"AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"} {
		if a.Getenv(name) != "" {
			return keyfile.Key{}, keyfile.ErrTemporary
		}
	}
	key := keyfile.Key{ID: a.Getenv("AWS_ACCESS_KEY_ID"), Secret: redact.New(a.Getenv("AWS_SECRET_ACCESS_KEY"))}
	if key.ID == "" || key.Secret.Empty() {
		return keyfile.Key{}, keyfile.ErrNone
	}
	return key, nil
}
