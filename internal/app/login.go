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

// ErrNothingToDo says that a profile needs nobody.
var ErrNothingToDo = errors.New("no person is needed")

// ErrNoSession says that the config file has no such sso-session.
var ErrNoSession = errors.New("no such sso-session")

// Login does what the profile needs a person for. It returns ErrNothingToDo, with the profile's
// name in the Grant, where that is nothing.
func (a *App) Login(ctx context.Context, wish Wish) (Grant, error) {
	choice := a.Choose(wish.Argument)
	_, plan, err := a.Profile(choice)
	if err != nil {
		return Grant{}, err
	}
	if plan.Problem != nil || len(plan.Steps) == 0 || plan.Steps[0].Kind != profiles.KindSSO {
		if plan.Problem == nil && !needsPerson(plan) {
			return Grant{Profile: choice.Name}, ErrNothingToDo
		}
		wish.Argument = choice.Name
		return a.Credentials(ctx, wish)
	}
	step := plan.Steps[0]
	step.Profile = choice.Name
	grant, err := a.signIn(ctx, step, wish)
	if err == nil && needsCode(plan) {
		wish.Argument, wish.SignIn = choice.Name, false
		return a.Credentials(ctx, wish)
	}
	return grant, err
}

// LoginSession signs in to an sso-session by its name.
func (a *App) LoginSession(ctx context.Context, name string, wish Wish) (Grant, error) {
	step, err := a.sessionStep(name)
	if err != nil {
		return Grant{}, err
	}
	return a.signIn(ctx, step, wish)
}

// sessionStep is an sso-session as a step without a role.
func (a *App) sessionStep(name string) (profiles.Step, error) {
	set, err := a.Profiles()
	if err != nil {
		return profiles.Step{}, err
	}
	for _, s := range set.SSOSessions() {
		if s.Name != name {
			continue
		}
		if s.StartURL == "" || s.Region == "" {
			return profiles.Step{}, fmt.Errorf("sso-session %q lacks sso_start_url or sso_region: %w", name, creds.ErrIncomplete)
		}
		return profiles.Step{
			Kind: profiles.KindSSO, Settings: &profiles.Profile{},
			SSO: profiles.SSO{Session: name, StartURL: s.StartURL, Region: s.Region, Scopes: s.Scopes},
		}, nil
	}
	return profiles.Step{}, fmt.Errorf("%w: %q", ErrNoSession, name)
}

func (a *App) signIn(ctx context.Context, step profiles.Step, wish Wish) (Grant, error) {
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return Grant{}, err
	}
	st, err := resolver.SignIn(ctx, step, creds.Request{SignIn: wish.SignIn})
	grant := Grant{Profile: step.Profile, Settings: step.Settings}
	grant.Credentials.Expires, grant.Credentials.PersonNeededAt = st.ExpiresAt, st.PersonNeededAt
	return grant, err
}

// needsPerson reports whether some step of a plan asks a person for something.
func needsPerson(plan profiles.Plan) bool {
	return needsCode(plan) || slices.ContainsFunc(plan.Steps, func(s profiles.Step) bool {
		return s.Kind == profiles.KindSSO || s.Kind == profiles.KindLogin
	})
}

// needsCode reports whether some step of a plan asks for an MFA code.
func needsCode(plan profiles.Plan) bool {
	return slices.ContainsFunc(plan.Steps, func(s profiles.Step) bool { return s.MFASerial != "" })
}
