package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
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
		return vault.Clear(ctx, func(string, string) bool { return true })
	}
	sessions, err := a.Sessions(ctx)
	if err != nil {
		return 0, err
	}
	var ids []string
	for _, s := range sessions {
		if s.Name == name || s.AccessKeyID == name {
			ids = append(ids, s.ID)
		}
	}
	if len(ids) == 0 {
		if ids, err = a.sessionsOf(name); err != nil {
			return 0, err
		}
	}
	return forget(ctx, vault, ids)
}

// sessionsOf are the ids of the sessions that a profile would use.
func (a *App) sessionsOf(profile string) ([]string, error) {
	_, plan, err := a.Profile(Choice{Name: profile, Named: true})
	if err != nil {
		return nil, err
	}
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return nil, err
	}
	return resolver.SessionIDs(plan), nil
}

// derivedFrom are the ids of the sessions that begin with a key of the keychain.
func (a *App) derivedFrom(accessKeyID string) ([]string, error) {
	set, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, p := range set.All() {
		plan := set.Plan(p)
		if len(plan.Steps) > 0 && plan.Steps[0].Kind == profiles.KindKeychain && plan.Steps[0].Keys.AccessKeyID == accessKeyID {
			ids = append(ids, resolver.SessionIDs(plan)...)
		}
	}
	return ids, nil
}

// forget deletes sessions by id and tells how many of them were there.
func forget(ctx context.Context, vault *keychain.Vault, ids []string) (int, error) {
	n, err := vault.Clear(ctx, func(kind, id string) bool {
		return kind == creds.EntryKind && slices.Contains(ids, id)
	})
	if errors.Is(err, keychain.ErrNotFound) {
		return n, nil
	}
	return n, err
}
