package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/keychain"
	"lanyard/profiles"
)

// ErrNoRegion reports a start URL that does not tell in which region Identity Center runs.
var ErrNoRegion = errors.New("the start URL does not tell its region")

// findRegion fills in the region of a new session from its start URL.
func (a *App) findRegion(ctx context.Context, s *profiles.SSOSession) error {
	if s.Region != "" {
		return nil
	}
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	s.Region, err = resolver.Locate(ctx, profiles.Step{Settings: &profiles.Profile{}, SSO: profiles.SSO{StartURL: s.StartURL}})
	switch {
	case err != nil:
		return fmt.Errorf("find the region of the start URL: %w", err)
	case s.Region == "":
		return fmt.Errorf("%w: %q", ErrNoRegion, s.StartURL)
	}
	return nil
}

// LoginNew signs in to an sso-session that the config file has not, and prepares to add it there. It is not
// written before the sign-in has worked.
func (a *App) LoginNew(ctx context.Context, s profiles.SSOSession, options CredentialOptions) (ProfileCredentials, *profiles.Change, error) {
	if err := a.findRegion(ctx, &s); err != nil {
		return ProfileCredentials{}, nil, err
	}
	change, err := a.Files().AddSession(s)
	if err != nil {
		return ProfileCredentials{}, nil, err
	}
	grant, err := a.signIn(ctx, profiles.Step{
		Kind: profiles.KindSSO, Settings: &profiles.Profile{},
		SSO: profiles.SSO{Session: s.Name, StartURL: s.StartURL, Region: s.Region, Scopes: []string{"sso:account:access"}},
	}, options)
	return grant, change, err
}

// LoginAll signs in to whatever the AWS files name and is signed out, one after another. done is told each
// one's outcome; what failed is returned joined, after the rest was tried.
func (a *App) LoginAll(ctx context.Context, options CredentialOptions, done func(name string, grant ProfileCredentials) error) error {
	steps, err := a.signIns()
	if err != nil {
		return err
	}
	for _, step := range steps {
		grant, one := a.signIn(ctx, step, options)
		if ctx.Err() != nil {
			return one
		}
		if one == nil {
			one = done(signInName(step), grant)
		}
		err = errors.Join(err, one)
	}
	return err
}

// signInName is what a person calls a sign-in.
func signInName(step profiles.Step) string {
	if step.SSO.Session != "" {
		return step.SSO.Session
	}
	return cmp.Or(step.SSO.StartURL, strings.TrimSpace(step.Login))
}

// signIns are the sign-ins that the AWS files name: every complete sso-session, and those of profiles with a
// start URL of their own or a login_session.
func (a *App) signIns() ([]profiles.Step, error) {
	set, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	var steps []profiles.Step
	for _, s := range set.SSOSessions() {
		step, err := a.sessionStep(s.Name)
		var incomplete *SessionError
		if errors.As(err, &incomplete) {
			continue // nothing could sign in to it
		}
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	seen := map[string]bool{}
	set.Each(func(_ *profiles.Profile, plan profiles.Plan) {
		if len(plan.Steps) == 0 || !isSignIn(plan.Steps[0]) || plan.Steps[0].SSO.Session != "" {
			return
		}
		if step := plan.Steps[0]; !seen[signInName(step)] {
			seen[signInName(step)] = true
			steps = append(steps, step)
		}
	})
	if len(steps) == 0 {
		return nil, ErrNoSession
	}
	return steps, nil
}
