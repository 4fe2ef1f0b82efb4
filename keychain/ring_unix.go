//go:build unix && !darwin

package keychain

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"lanyard/internal/redact"
	"lanyard/internal/secretservice"
)

// systemKeyring is the Secret Service of the session bus.
func systemKeyring(o Options) Keyring {
	return serviceRing{secretservice.New(secretservice.Options{
		Service: service,
		Getenv:  o.Getenv,
		Limit:   o.KeyringLimit,
		Display: hasDisplay(o.Getenv),
		Hint:    filepath.Join(o.Dir, placeFile),
	})}
}

// serviceRing adapts the client of the Secret Service.
type serviceRing struct{ client *secretservice.Client }

func (r serviceRing) Quiet() Keyring { return serviceRing{r.client.Quiet()} }

func (r serviceRing) Get(ctx context.Context, user string) (redact.Secret, error) {
	secret, err := r.client.Get(ctx, user)
	return secret, classified(err)
}

func (r serviceRing) Recall(ctx context.Context, user string, proves func(redact.Secret) bool) (redact.Secret, error) {
	secret, err := r.client.Recall(ctx, user, proves)
	return secret, classified(err)
}

// Set labels the item for keyring programs, without the vault's id.
func (r serviceRing) Set(ctx context.Context, user string, secret redact.Secret) error {
	_, name, _ := strings.Cut(user, "/")
	return classified(r.client.Set(ctx, user, service+" "+name, secret))
}

func (r serviceRing) Delete(ctx context.Context, user string) error {
	return classified(r.client.Delete(ctx, user))
}

// classError adds a class of this package to an error and keeps its text.
type classError struct{ err, class error }

func (e classError) Error() string   { return e.err.Error() }
func (e classError) Unwrap() []error { return []error{e.err, e.class} }

func classified(err error) error {
	for theirs, ours := range map[error]error{
		secretservice.ErrNotFound: ErrNotFound,
		secretservice.ErrAbsent:   ErrNoKeyring,
		secretservice.ErrFailed:   ErrKeyringFailed,
		secretservice.ErrLocked:   ErrKeyringLocked,
		secretservice.ErrDenied:   ErrDenied,
	} {
		if errors.Is(err, theirs) {
			return classError{err, ours}
		}
	}
	return err
}
