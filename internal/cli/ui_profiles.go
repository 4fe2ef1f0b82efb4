package cli

import (
	"context"

	"lanyard/internal/app"
	"lanyard/internal/creds"
)

// List implements ui.Profiles.
func (k *backend) List(ctx context.Context) ([]app.Entry, error) {
	k.listing.Lock()
	defer k.listing.Unlock()
	k.app.Reload()
	if k.listed == nil {
		defer holdGarbage()()
	} else {
		defer saveMemory()()
	}
	entries, err := k.app.List(ctx, k.listed)
	if err != nil {
		return nil, err
	}
	k.listed = entries
	return entries, nil
}

// Current implements ui.Profiles.
func (k *backend) Current() string { return k.app.Choose("").Name }

// Use implements ui.Profiles.
func (k *backend) Use(ctx context.Context, name string) (string, error) { return k.app.Use(ctx, name) }

// Wait implements ui.Profiles. The UI has one wait at a time.
func (k *backend) Wait(ctx context.Context) error {
	watcher, err := k.watch()
	if err != nil {
		return err
	}
	return watcher.Wait(ctx)
}

func (k *backend) watch() (_ *app.Watcher, err error) {
	k.watching.Lock()
	defer k.watching.Unlock()
	if k.watcher == nil {
		k.watcher, err = k.app.Watch()
	}
	return k.watcher, err
}

// Renew implements ui.Sessions.
func (k *backend) Renew(ctx context.Context, profile string) error {
	_, err := k.app.Credentials(ctx, app.CredentialOptions{Profile: profile, Options: creds.Options{RefreshLast: true}})
	return err
}

// RenewAll implements ui.Sessions.
func (k *backend) RenewAll(ctx context.Context, profile string) error {
	_, err := k.app.Credentials(ctx, app.CredentialOptions{Profile: profile, Options: creds.Options{Refresh: true}})
	return err
}

// Forget implements ui.Sessions.
func (k *backend) Forget(ctx context.Context, profile string) (int, error) {
	return k.app.ClearSessions(ctx, profile)
}
