package cli

import (
	"context"
	"errors"
	"fmt"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
	"lanyard/ui"
)

// signInWay is how a sign-in of the full-screen program goes on this machine.
func (k *backend) signInWay(req creds.SignInRequest) (app.Way, error) {
	return k.app.SignInWay(req, false, false)
}

// SignIn implements ui.SignIns.
func (k *backend) SignIn(ctx context.Context, profile string) (string, error) {
	grant, err := k.app.Login(ctx, app.CredentialOptions{Profile: profile})
	if errors.Is(err, app.ErrNothingToDo) {
		return profile + " needs no sign-in and no MFA code", nil
	}
	if err != nil {
		return "", err
	}
	return signedIn(profile, grant, k.app.Now()), nil
}

// SignOut implements ui.SignIns.
func (k *backend) SignOut(ctx context.Context, profile string) (string, error) {
	out, err := k.app.Logout(ctx, profile)
	if errors.Is(err, app.ErrNothingToDo) {
		return profile + " was not signed in", nil
	}
	note := profile + " is signed out"
	if out.Console {
		note += "; console credentials that were handed out last up to 15 minutes more"
	}
	return note, err
}

// Discover implements ui.SignIns.
func (k *backend) Discover(ctx context.Context, session string, progress func(done, total int)) (roles int, err error) {
	found, err := k.app.Discover(ctx, session, false, progress)
	found.Roles(func(creds.AccountRoles, profiles.SessionRole) { roles++ })
	return roles, err
}

// Sync implements ui.SignIns.
func (k *backend) Sync(ctx context.Context, opts app.SyncOptions, progress func(done, total int)) (ui.Change, string, error) {
	plan, err := k.app.Sync(ctx, opts, progress)
	change, err := k.change(plan.Change, err)
	if err != nil {
		return nil, "", err
	}
	note := fmt.Sprintf("profiles of %s: %s", plan.Session, plan.Summary())
	if len(plan.Skipped) > 0 {
		note += fmt.Sprintf("; no name for %s", count(len(plan.Skipped), "role"))
	}
	return change, note, nil
}
