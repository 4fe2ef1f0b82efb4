package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lanyard/internal/creds"
	"lanyard/keychain"
)

// Sessions lists what is cached.
func (a *App) Sessions(ctx context.Context) ([]creds.Session, error) {
	vault, err := a.Vault(keychain.AccessPrompt)
	if err != nil {
		return nil, err
	}
	entries, err := vault.Entries(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the sessions: %w", err)
	}
	return creds.Sessions(entries), nil
}

// ClearSessions forgets what is cached for a profile, or under a name that Sessions shows, or all of
// it (""). It returns how many sessions were there.
func (a *App) ClearSessions(ctx context.Context, name string) (int, error) {
	vault, err := a.Vault(keychain.AccessPrompt)
	if err != nil {
		return 0, err
	}
	if name == "" {
		return vault.Clear(ctx, nil)
	}
	belongs, err := a.belongsTo(ctx, name)
	if err != nil {
		return 0, err
	}
	return a.forget(ctx, vault, belongs)
}

// belongsTo tells the sessions that a list shows under a name, or else those of the profile.
func (a *App) belongsTo(ctx context.Context, name string) (func(creds.Session) bool, error) {
	listed := func(s creds.Session) bool { return s.Name == name || s.AccessKeyID == name }
	sessions, err := a.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(sessions, listed) {
		return listed, nil
	}
	_, plan, err := a.Profile(Choice{Name: name, Named: true})
	if err != nil {
		return nil, err
	}
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return nil, err
	}
	return resolver.Uses(plan), nil
}

// forget deletes the sessions that belongs tells, and returns how many there were.
func (a *App) forget(ctx context.Context, vault *keychain.Vault, belongs func(creds.Session) bool) (int, error) {
	sessions, err := a.Sessions(ctx)
	if err != nil {
		return 0, err
	}
	ids := make(map[string]bool)
	for _, s := range sessions {
		if belongs(s) {
			ids[s.ID] = true
		}
	}
	n, err := vault.Clear(ctx, func(kind, id string) bool { return kind == creds.EntryKind && ids[id] })
	if errors.Is(err, keychain.ErrNotFound) {
		return n, nil
	}
	return n, err
}
