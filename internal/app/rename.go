package app

import (
	"context"
	"errors"
	"fmt"

	"lanyard/keychain"
	"lanyard/profiles"
)

// RenameProfile prepares to rename a profile, in the files and, where the keychain has a key of its
// name, there too.
func (a *App) RenameProfile(from, to string) (*profiles.Change, error) {
	_, keyErr := a.Key(from)
	if keyErr != nil && !errors.Is(keyErr, keychain.ErrNotFound) {
		return nil, keyErr
	}
	change, err := a.Files().Rename(from, to)
	if keyErr == nil && errors.Is(err, profiles.ErrNotFound) {
		return &profiles.Change{}, nil // the keychain alone knows it
	}
	return change, err
}

// ApplyRename makes the change that RenameProfile prepared. The key is there under both names until
// the files are written: whatever ends this early, no key is lost.
func (a *App) ApplyRename(ctx context.Context, change *profiles.Change, from, to string) error {
	key, err := a.Key(from)
	if errors.Is(err, keychain.ErrNotFound) {
		return a.Apply(ctx, change)
	}
	if err != nil {
		return err
	}
	vault, err := a.Vault(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	_, secret, err := vault.Secret(ctx, from)
	if err != nil {
		return fmt.Errorf("rename the key %q: %w", from, err)
	}
	key.Name = to
	if err := a.store(ctx, vault, key, secret); err != nil {
		return fmt.Errorf("rename the key %q: %w", from, err)
	}
	if err := a.Apply(ctx, change); err != nil {
		return err
	}
	if err := vault.RemoveKey(ctx, from); err != nil {
		return fmt.Errorf("the key is in the keychain as %q and still as %q: %w", to, from, err)
	}
	a.Reload()
	return nil
}
