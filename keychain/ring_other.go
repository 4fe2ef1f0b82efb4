//go:build darwin || windows

package keychain

import (
	"context"
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"

	"lanyard/internal/redact"
)

// systemKeyring is the macOS keychain or the Windows Credential Manager.
func systemKeyring(Options) Keyring { return goKeyring{} }

// goKeyring adapts go-keyring, which takes no context: limitedKeyring bounds its calls.
type goKeyring struct{}

func (goKeyring) Get(_ context.Context, user string) (redact.Secret, error) {
	value, err := keyring.Get(service, user)
	return redact.New(value), explain("read", err)
}

func (goKeyring) Set(_ context.Context, user string, secret redact.Secret) error {
	return explain("write", keyring.Set(service, user, secret.Reveal()))
}

func (goKeyring) Delete(_ context.Context, user string) error {
	return explain("delete", keyring.Delete(service, user))
}

// explain classifies an error of go-keyring.
func explain(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNotFound
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return fmt.Errorf("%s the keyring: %w", what, err)
	}
	return fmt.Errorf("%s the keyring: %w (%w)", what, keyringClass(err), err)
}
