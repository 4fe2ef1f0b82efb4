package tui

import (
	"context"

	"lanyard/internal/app"
	"lanyard/internal/creds"
)

// List implements ui.Profiles.
func (b *backend) List(ctx context.Context) ([]app.Entry, error) {
	b.listing.Lock()
	defer b.listing.Unlock()
	b.app.Reload()
	if b.listed == nil {
		defer holdGarbage()()
	} else {
		defer saveMemory()()
	}
	entries, err := b.app.List(ctx, b.listed)
	if err != nil {
		return nil, err
	}
	b.listed = entries
	return entries, nil
}

// Current implements ui.Profiles.
func (b *backend) Current() string { return b.app.Choose("").Name }

// Use implements ui.Profiles.
func (b *backend) Use(ctx context.Context, name string) (string, error) { return b.app.Use(ctx, name) }

// Wait implements ui.Profiles. The UI has one wait at a time.
func (b *backend) Wait(ctx context.Context) error {
	watcher, err := b.watch()
	if err != nil {
		return err
	}
	return watcher.Wait(ctx)
}

func (b *backend) watch() (_ *app.Watcher, err error) {
	b.watching.Lock()
	defer b.watching.Unlock()
	if b.watcher == nil {
		b.watcher, err = b.app.Watch()
	}
	return b.watcher, err
}

// Renew implements ui.Sessions.
func (b *backend) Renew(ctx context.Context, profile string) error {
	_, err := b.app.Credentials(ctx, app.CredentialOptions{Profile: profile, Options: creds.Options{RefreshLast: true}})
	return err
}

// RenewAll implements ui.Sessions.
func (b *backend) RenewAll(ctx context.Context, profile string) error {
	_, err := b.app.Credentials(ctx, app.CredentialOptions{Profile: profile, Options: creds.Options{Refresh: true}})
	return err
}

// Forget implements ui.Sessions.
func (b *backend) Forget(ctx context.Context, profile string) (int, error) {
	return b.app.ClearSessions(ctx, profile)
}
