package tui

import (
	"context"

	"lanyard/internal/app"
	"lanyard/keychain"
	"lanyard/profiles"
	"lanyard/ui"
)

// change implements ui.Change.
type change struct {
	*profiles.Change
	app *app.App
}

// Apply implements ui.Change.
func (c change) Apply(ctx context.Context) error { return c.app.Apply(ctx, c.Change) }

// Undo implements ui.Change.
func (c change) Undo() ui.Change { return change{c.Reverse(), c.app} }

func (b *backend) change(c *profiles.Change, err error) (ui.Change, error) {
	if err != nil {
		return nil, err
	}
	return change{c, b.app}, nil
}

// Add implements ui.Edits.
func (b *backend) Add(name string, settings []profiles.KV) (ui.Change, error) {
	return b.change(b.app.Files().Add(name, settings))
}

// Remove implements ui.Edits.
func (b *backend) Remove(name string) (ui.Change, error) {
	return b.change(b.app.Files().Remove(name))
}

// AddKey implements ui.Edits.
func (b *backend) AddKey(ctx context.Context, key app.NewKey) (keychain.Key, error) {
	return b.app.AddKey(ctx, key)
}

// RemoveKey implements ui.Edits.
func (b *backend) RemoveKey(ctx context.Context, name string) error {
	return b.app.RemoveKey(ctx, name)
}

// HasKey implements ui.Edits.
func (b *backend) HasKey(name string) bool {
	_, err := b.app.Key(name)
	return err == nil
}
