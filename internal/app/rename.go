package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
	"lanyard/internal/settings"
	"lanyard/keychain"
	"lanyard/profiles"
)

// A renaming is a rename that has begun. It rests in the state until every place has the new name, so that
// the same command can complete it after it was killed.
type renaming struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// begun reports whether r was begun and not completed.
func (r renaming) begun(paths settings.Paths) bool {
	var last renaming
	text, err := readfile.ReadNoFollow(paths.Renaming(), currentLimit)
	return err == nil && json.Unmarshal(text, &last) == nil && last == r
}

func (r renaming) begin(paths settings.Paths) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return atomicfile.Options{NoFollow: true}.Write(paths.Renaming(), text)
}

// RenameProfile prepares to rename a profile, in the files and, where the keychain has a key of its
// name, there too.
func (a *App) RenameProfile(from, to string) (*profiles.Change, error) {
	s, err := a.Settings()
	if err != nil {
		return nil, err
	}
	_, keyErr := a.Key(from)
	if keyErr != nil && !errors.Is(keyErr, keychain.ErrNotFound) {
		return nil, keyErr
	}
	if (renaming{from, to}).begun(s.Paths) {
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
	s, err := a.Settings()
	if err != nil {
		return err
	}
	if err := (renaming{from, to}).begin(s.Paths); err != nil {
		return fmt.Errorf("rename profile %q: %w", from, err)
	}
	_, err = a.Key(from)
	switch {
	case errors.Is(err, keychain.ErrNotFound):
		err = a.Apply(ctx, change)
	case err == nil:
		err = a.renameKey(ctx, from, to, func() error { return a.Apply(ctx, change) })
	}
	if err != nil {
		return err
	}
	return os.Remove(s.Paths.Renaming())
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
