package tui

import (
	"context"
	"errors"
	"fmt"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
	"lanyard/ui"
)

// signInWay returns the way to sign in on this machine.
func (b *backend) signInWay(req creds.SignInRequest) (app.Way, error) {
	return b.app.SignInWay(req, false, false)
}

// SignIn implements ui.SignIns.
func (b *backend) SignIn(ctx context.Context, profile string) (string, error) {
	grant, err := b.app.Login(ctx, app.CredentialOptions{Profile: profile})
	if errors.Is(err, app.ErrNothingToDo) {
		return profile + " needs no sign-in and no MFA code", nil
	}
	if err != nil {
		return "", err
	}
	return app.SignedInNote(profile, grant, b.app.Now()), nil
}

// SignOut implements ui.SignIns.
func (b *backend) SignOut(ctx context.Context, profile string) (string, error) {
	out, err := b.app.Logout(ctx, profile)
	if errors.Is(err, app.ErrNothingToDo) {
		return profile + " was not signed in", nil
	}
	note := profile + " is signed out"
	if out.Console {
		note += "; console credentials in running programs expire within 15 minutes"
	}
	return note, err
}

// Discover implements ui.SignIns.
func (b *backend) Discover(ctx context.Context, session string, progress func(done, total int)) (roles int, err error) {
	found, err := b.app.Discover(ctx, session, false, progress)
	found.Roles(func(creds.AccountRoles, profiles.SessionRole) { roles++ })
	return roles, err
}

// Sync implements ui.SignIns.
func (b *backend) Sync(ctx context.Context, opts app.SyncOptions, progress func(done, total int)) (ui.Change, string, error) {
	plan, err := b.app.Sync(ctx, opts, progress)
	change, err := b.change(plan.Change, err)
	if err != nil {
		return nil, "", err
	}
	note := fmt.Sprintf("profiles of %s: %s", plan.Session, plan.Summary())
	if len(plan.Skipped) > 0 {
		note += fmt.Sprintf("; no name for %s", app.Count(len(plan.Skipped), "role"))
	}
	return change, note, nil
}
