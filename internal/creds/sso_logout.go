package creds

import (
	"context"
	"errors"
	"fmt"

	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/sso"
)

// SignOut ends the sign-in of a step. It revokes the token at the server and deletes everything made
// from it. That includes the file that other programs read, because they would go on using a revoked
// token. It deletes the local copies even if it can't reach the server. It reports whether there was a
// sign-in to end.
func (r *Resolver) SignOut(ctx context.Context, step profiles.Step) (signedIn bool, err error) {
	hops := []planStep{signedInBy(&step)}
	r.identify(hops, 0)
	return r.signOut(ctx, &hops[0])
}

// SignOutAll ends the sign-ins that are cached here and those that other programs have left, whether or
// not a profile still names them, and returns how many there were.
func (r *Resolver) SignOutAll(ctx context.Context) (ended int, err error) {
	hops, err := r.cachedSignIns(ctx)
	if err != nil {
		return 0, err
	}
	for i := range hops {
		signedIn, one := r.signOut(ctx, &hops[i])
		if signedIn {
			ended++
		}
		err = errors.Join(err, one)
	}
	if r.SSO.Folder == "" {
		return ended, err
	}
	for file, session := range sso.SharedFiles(r.SSO.Folder) {
		step := profiles.Step{Kind: profiles.KindSSO, SSO: profiles.SSO{Session: "", StartURL: session.StartURL, Region: session.Region}}
		token, _ := file.Read(session)
		if r.now().Before(token.Expires) {
			if one := r.revoke(ctx, &step, token.Access); one != nil {
				err = errors.Join(err, fmt.Errorf("signed out here, but not at the server: %w", one))
			}
			ended++
		}
		err = errors.Join(err, file.Remove())
	}
	return ended, err
}

// cachedSignIns are the hops of the sign-ins in the store, under the names that they are stored by.
func (r *Resolver) cachedSignIns(ctx context.Context) (hops []planStep, err error) {
	lister, ok := r.Store.(Lister)
	if !ok {
		return nil, nil
	}
	entries, err := lister.Entries(ctx)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		s := unsealOrNil(entry.Content)
		if entry.Kind != EntryKind || s == nil || s.kind != kindSignIn {
			continue
		}
		of := s.token.of
		step := &profiles.Step{
			Kind: profiles.KindSSO, Settings: &profiles.Profile{Settings: map[string]profiles.Setting{}},
			SSO: profiles.SSO{Session: of.Name, StartURL: of.StartURL, Region: of.Region, Scopes: of.Scopes},
		}
		for key, value := range map[string]string{"endpoint_url": s.token.portal, "ca_bundle": s.token.bundle} {
			if value != "" {
				step.Settings.Settings[key] = profiles.Setting{Value: value}
			}
		}
		h := signInHop(step)
		h.id = entry.ID
		hops = append(hops, h)
	}
	return hops, nil
}

func (r *Resolver) signOut(ctx context.Context, h *planStep) (signedIn bool, err error) {
	j := &job{Resolver: r, plan: &profiles.Plan{Profile: h.step.Profile}, hops: []planStep{*h}, started: r.now()}
	held, err := j.acquire(ctx, h, false)
	if err != nil {
		return false, err
	}
	if held != nil {
		defer func() { _ = held.Release() }()
	}
	if h.kind == profiles.KindLogin {
		return r.leaveConsole(ctx, h)
	}
	tokens, err := r.tokens(ctx, h)
	if err != nil {
		return false, err
	}
	var told error
	for _, token := range tokens {
		told = errors.Join(told, r.revoke(ctx, h.step, token))
	}
	err = r.forgetSignIn(ctx, h)
	if err == nil && told != nil {
		err = fmt.Errorf("signed out here, but not at the server: %w", told)
	}
	return len(tokens) > 0, err
}

// tokens are the access tokens of a sign-in that may still hold.
func (r *Resolver) tokens(ctx context.Context, h *planStep) ([]redact.Secret, error) {
	s, err := r.lookup(ctx, h)
	if err != nil {
		return nil, err
	}
	var tokens []redact.Secret
	if s != nil {
		tokens = append(tokens, s.SessionToken)
	}
	if t, ok := r.shared(h); ok && (s == nil || !t.Access.Equal(s.SessionToken)) {
		tokens = append(tokens, t.Access)
	}
	return tokens, nil
}

// revoke revokes a token at the server. A token that the server rejects counts as revoked.
func (r *Resolver) revoke(ctx context.Context, step *profiles.Step, token redact.Secret) error {
	client, x, err := r.ssoClient(step)
	if err != nil {
		return err
	}
	if err := client.Logout(ctx, token); err != nil {
		if err = x.explainSSO(ctx, err, token); !errors.Is(err, ErrSignInRequired) {
			return err
		}
	}
	return nil
}

// forgetSignIn drops a sign-in and every session that has its id.
func (r *Resolver) forgetSignIn(ctx context.Context, h *planStep) error {
	r.drop(ctx, h)
	if err := r.dropDirectory(ctx, h.step); err != nil {
		return err
	}
	if r.SSO.Folder != "" {
		if err := r.sharedFile(h).Remove(); err != nil {
			return err
		}
	}
	return r.forgetFrom(ctx, h.id)
}

// forgetFrom drops every session that came from a sign-in.
func (r *Resolver) forgetFrom(ctx context.Context, signIn string) error {
	lister, ok := r.Store.(Lister)
	if !ok {
		return nil
	}
	entries, err := lister.Entries(ctx)
	if err != nil {
		return err
	}
	for _, s := range Sessions(entries) {
		if s.SignIn == signIn {
			if err := r.Store.Delete(ctx, EntryKind, s.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
