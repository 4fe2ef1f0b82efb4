package creds

import (
	"context"

	"lanyard/profiles"
	"lanyard/sso"
)

// signedInBy returns the plan step of the sign-in that a step depends on.
func signedInBy(step *profiles.Step) planStep {
	if step.Kind == profiles.KindLogin {
		return loginHop(step)
	}
	return signInHop(step)
}

// SignOutConsoles is SignOutAll for sign-ins to the console.
func (r *Resolver) SignOutConsoles(ctx context.Context) (ended int, err error) {
	if lister, ok := r.Store.(Lister); ok {
		entries, err := lister.Entries(ctx)
		if err != nil {
			return 0, err
		}
		for _, entry := range entries {
			s := unsealOrNil(entry.Content)
			if entry.Kind != EntryKind || s == nil || s.kind != profiles.KindLogin {
				continue
			}
			h := loginHop(&profiles.Step{Kind: s.kind, Login: s.name})
			h.id = entry.ID
			if _, err := r.signOut(ctx, &h); err != nil {
				return ended, err
			}
			ended++
		}
	}
	if r.SSO.LoginFolder == "" {
		return ended, nil
	}
	for _, file := range sso.ConsoleFiles(r.SSO.LoginFolder) {
		if err := file.Remove(); err != nil {
			return ended, err
		}
		ended++
	}
	return ended, nil
}

// leaveConsole forgets a console sign-in, the file that other programs read included. There is no call
// that would revoke it: credentials that were issued live on to their end.
func (r *Resolver) leaveConsole(ctx context.Context, h *planStep) (signedIn bool, err error) {
	s, err := r.lookup(ctx, h)
	if err != nil {
		return false, err
	}
	signedIn = s != nil
	r.drop(ctx, h)
	if r.SSO.LoginFolder != "" {
		file := r.loginFile(h)
		signedIn = signedIn || file.Exists()
		if err := file.Remove(); err != nil {
			return signedIn, err
		}
	}
	return signedIn, r.forgetFrom(ctx, h.id)
}
