package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/exec"
	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
)

// ErrOtherCredentials says that a profile has credentials of another kind, which would go first.
var ErrOtherCredentials = errors.New("it has credentials of another kind")

// LoginConsole signs in to the console as whoever the person chooses in the browser, and has the profile
// use that: it is made if it is not there. replace is asked before a profile changes its login_session.
func (a *App) LoginConsole(ctx context.Context, options CredentialOptions, replace func(profile, old, login string) error) (ProfileCredentials, error) {
	name := a.Choose(options.Profile).Name
	step, err := a.consoleStep(name)
	if err != nil {
		return ProfileCredentials{Child: exec.Child{Profile: name}}, err
	}
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return ProfileCredentials{Child: exec.Child{Profile: name}}, err
	}
	old := strings.TrimSpace(step.Settings.Get("login_session"))
	step, st, err := resolver.ConsoleSignIn(ctx, step, func(login string) error {
		if old == "" || old == login {
			return nil
		}
		return replace(name, old, login)
	})
	if err != nil {
		return ProfileCredentials{Child: exec.Child{Profile: name}}, err
	}
	grant := ProfileCredentials{Child: exec.Child{Profile: name, Settings: step.Settings}, Unkept: resolver.Unkept()}
	grant.Credentials = creds.Credentials{Expires: st.ExpiresAt, PersonNeededAt: st.PersonNeededAt, AccountID: profiles.AccountOf(step.Login)}
	grant.Plan = profiles.Plan{Profile: name, Kind: step.Kind, Steps: []profiles.Step{step}}
	if old == step.Login {
		return grant, nil
	}
	change, err := a.Files().Set(name, []profiles.KV{{Key: "login_session", Value: step.Login}}, nil)
	if err != nil {
		return grant, err
	}
	return grant, a.Apply(ctx, change)
}

// consoleStep is the sign-in of a profile that may not be there yet. One with credentials of another
// kind is refused, as "aws login" does: they would go before the login_session.
func (a *App) consoleStep(name string) (profiles.Step, error) {
	set, err := a.Profiles()
	if err != nil {
		return profiles.Step{}, err
	}
	step := profiles.Step{Kind: profiles.KindLogin, Profile: name, Settings: &profiles.Profile{Name: name}}
	p, err := set.Profile(name)
	var missing *profiles.NotFoundError
	switch {
	case errors.As(err, &missing):
		return step, profiles.CheckName(name)
	case err != nil:
		return step, err
	}
	step.Settings = p
	plan := set.Plan(p)
	if plan.Kind != profiles.KindLogin && plan.Kind != profiles.KindIncomplete {
		return step, fmt.Errorf("profile %q: %w (%s)", name, ErrOtherCredentials, plan.Kind)
	}
	return step, nil
}

// ssoFolder is where the AWS CLI and the SDKs keep tokens of IAM Identity Center, "" without a home folder.
func (a *App) ssoFolder() string {
	folder, _ := a.env.Under(".aws", "sso", "cache")
	return folder
}

// loginFolder is where the AWS CLI and the SDKs keep console sign-ins, "" without a home folder. The
// variable's value is expanded as botocore does it; the Go SDK takes it as it is.
func (a *App) loginFolder() string {
	if folder := a.getenv("AWS_LOGIN_CACHE_DIRECTORY"); folder != "" {
		folder, _ = a.env.Expand(folder)
		return folder
	}
	folder, _ := a.env.Under(".aws", "login", "cache")
	return folder
}
