package app

import (
	"context"

	"lanyard/profiles"
)

// Apply makes a prepared change of the AWS files.
func (a *App) Apply(ctx context.Context, change *profiles.Change) error {
	s, err := a.Settings()
	if err != nil {
		return err
	}
	if err := change.Apply(ctx, s.Paths.Locks()); err != nil {
		return err
	}
	a.Reload()
	return nil
}
