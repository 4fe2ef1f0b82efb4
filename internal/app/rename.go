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
	if a.begun("rename", from, to) {
		return a.Files().CompleteRename(from, to)
	}
	change, err := a.Files().Rename(from, to)
	if keyErr == nil && errors.Is(err, profiles.ErrNotFound) {
		return &profiles.Change{}, nil // the keychain alone knows it
	}
	return change, err
}

// RenameKey gives a key of the keychain another name. Files that name it stay as they are.
func (a *App) RenameKey(ctx context.Context, from, to string) error {
	if err := a.checkKeyName(to); err != nil {
		return fmt.Errorf("rename the key %q: %w", from, err)
	}
	return a.renameKey(ctx, from, to, func() error { return nil })
}

// ApplyRename makes the change that RenameProfile prepared. The key is there under both names until
// the files are written: whatever ends this early, no key is lost.
func (a *App) ApplyRename(ctx context.Context, change *profiles.Change, from, to string) error {
	if err := a.begin("rename", from, to); err != nil {
		return err
	}
	_, err := a.Key(from)
	switch {
	case errors.Is(err, keychain.ErrNotFound):
		return a.Apply(ctx, change)
	case err != nil:
		return err
	}
	return a.renameKey(ctx, from, to, func() error { return a.Apply(ctx, change) })
}

// renameKey keeps a key under both names while it runs between.
func (a *App) renameKey(ctx context.Context, from, to string, between func() error) error {
	vault, err := a.Vault(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	if err := vault.CopyKey(ctx, from, to); err != nil {
		return fmt.Errorf("rename the key %q to %q: %w", from, to, err)
	}
	if err := between(); err != nil {
		return errors.Join(err, vault.RemoveKey(context.WithoutCancel(ctx), to)) // the old name keeps the key
	}
	if err := vault.RemoveKey(ctx, from); err != nil && !errors.Is(err, keychain.ErrNotFound) {
		return fmt.Errorf("the key is in the keychain as %q and still as %q: %w", to, from, err)
	}
	a.Reload()
	return nil
}
