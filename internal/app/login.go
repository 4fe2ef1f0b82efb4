package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lanyard/exec"
	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
)

// ErrNothingToDo says that a profile needs nobody.
var ErrNothingToDo = errors.New("no person is needed")

// SessionError says why an sso-session can't be signed in to: the config file has none of that name, or
// it lacks something.
type SessionError struct {
	Name    string
	Missing []string // settings
}

func (e *SessionError) Error() string {
	if len(e.Missing) == 0 {
		return fmt.Sprintf("no such sso-session: %q", e.Name)
	}
	return fmt.Sprintf("sso-session %q lacks %s", e.Name, strings.Join(e.Missing, " and "))
}

// Login does what the profile needs a person for. It returns ErrNothingToDo, with the profile's
// name in the Grant, where that is nothing.
func (a *App) Login(ctx context.Context, options CredentialOptions) (ProfileCredentials, error) {
	choice := a.Choose(options.Profile)
	_, plan, err := a.Profile(choice)
	if err != nil {
		return ProfileCredentials{}, err
	}
	if plan.Problem != nil || len(plan.Steps) == 0 || !isSignIn(plan.Steps[0]) {
		if plan.Problem == nil && !needsPerson(plan) {
			return ProfileCredentials{Child: exec.Child{Profile: choice.Name}}, ErrNothingToDo
		}
		options.Profile = choice.Name
		return a.Credentials(ctx, options)
	}
	step := plan.Steps[0]
	step.Profile = choice.Name
	grant, err := a.signIn(ctx, step, options)
	if err == nil && needsCode(plan) {
		options.Profile, options.SignIn = choice.Name, false
		return a.Credentials(ctx, options)
	}
	return grant, err
}

// LoginSession signs in to an sso-session by its name.
func (a *App) LoginSession(ctx context.Context, name string, options CredentialOptions) (ProfileCredentials, error) {
	step, err := a.sessionStep(name)
	if err != nil {
		return ProfileCredentials{}, err
	}
	return a.signIn(ctx, step, options)
}

// sessionStep is an sso-session as a step without a role.
func (a *App) sessionStep(name string) (profiles.Step, error) {
	set, err := a.Profiles()
	if err != nil {
		return profiles.Step{}, err
	}
	session, err := sessionOf(set, name)
	if err != nil {
		return profiles.Step{}, err
	}
	return profiles.Step{Kind: profiles.KindSSO, Settings: set.SessionProfile(name), SSO: profiles.SSO{
		Session: name, StartURL: session.StartURL, Region: session.Region, Scopes: session.Scopes,
	}}, nil
}

// sessionOf finds a complete sso-session by its name.
func sessionOf(set *profiles.Set, name string) (profiles.SSOSession, error) {
	sessions := set.SSOSessions()
	i := slices.IndexFunc(sessions, func(s profiles.SSOSession) bool { return s.Name == name })
	if i < 0 {
		return profiles.SSOSession{}, &SessionError{Name: name}
	}
	var missing []string
	if sessions[i].StartURL == "" {
		missing = append(missing, "sso_start_url")
	}
	if sessions[i].Region == "" {
		missing = append(missing, "sso_region")
	}
	if missing != nil {
		return profiles.SSOSession{}, &SessionError{name, missing}
	}
	return sessions[i], nil
}

func (a *App) signIn(ctx context.Context, step profiles.Step, options CredentialOptions) (ProfileCredentials, error) {
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return ProfileCredentials{}, err
	}
	st, err := resolver.SignIn(ctx, step, creds.Options{SignIn: options.SignIn})
	grant := ProfileCredentials{Child: exec.Child{Profile: step.Profile, Settings: step.Settings}, Unkept: resolver.Unkept()}
	grant.Credentials.Expires, grant.Credentials.PersonNeededAt = st.ExpiresAt, st.PersonNeededAt
	return grant, err
}

// needsPerson reports whether some step of a plan asks a person for something.
func needsPerson(plan profiles.Plan) bool {
	return needsCode(plan) || slices.ContainsFunc(plan.Steps, func(s profiles.Step) bool {
		return isSignIn(s)
	})
}

// isSignIn reports whether a step begins with a person who signs in.
func isSignIn(s profiles.Step) bool {
	return s.Kind == profiles.KindSSO || s.Kind == profiles.KindLogin
}

// needsCode reports whether some step of a plan asks for an MFA code.
func needsCode(plan profiles.Plan) bool {
	return slices.ContainsFunc(plan.Steps, func(s profiles.Step) bool { return s.MFASerial != "" })
}
