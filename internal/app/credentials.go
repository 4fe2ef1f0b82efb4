package app

import (
	"context"
	"fmt"
	"strings"

	"lanyard/exec"
	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
)

// CredentialOptions say which credentials a command wants, and how.
type CredentialOptions struct {
	creds.Options
	Profile string // "": the chosen profile, or the environment's credentials
	// RoleARNs are further roles, each assumed from the one before: an ARN, or a role's name in the account of
	// the step before it.
	RoleARNs []string
	Region   string // for the command; "": the person's own, else the profile's
}

// ProfileCredentials are credentials ready for a child process, with the plan that produced them.
type ProfileCredentials struct {
	exec.Child
	Plan profiles.Plan
	// Unkept is the reason why a sign-in or session ends with the program; nil if it is stored.
	Unkept error
}

// Credentials obtains credentials from the named profile, or else from the chain that begins with the
// environment.
func (a *App) Credentials(ctx context.Context, options CredentialOptions) (ProfileCredentials, error) {
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return ProfileCredentials{}, err
	}
	grant, err := a.source(ctx, resolver, a.Choose(options.Profile))
	if err != nil {
		return ProfileCredentials{}, err
	}
	request, err := a.request(grant.Profile, options.Options)
	if err != nil {
		return ProfileCredentials{}, err
	}
	for _, role := range options.RoleARNs {
		if grant.Plan, err = a.withRole(ctx, resolver, grant, role); err != nil {
			return ProfileCredentials{}, err
		}
	}
	grant.Region = exec.Region(options.Region, a.config.Environ, grant.Plan.Region)
	grant.Credentials, err = resolver.Resolve(ctx, grant.Plan, request)
	grant.Unkept = resolver.Unkept()
	return grant, err
}

// source finds where credentials come from: the environment goes before a profile that was not named.
func (a *App) source(ctx context.Context, resolver *creds.Resolver, choice Choice) (ProfileCredentials, error) {
	if !choice.Named {
		_, ok, err := resolver.Environment(ctx)
		if err != nil {
			return ProfileCredentials{}, err
		}
		if ok {
			return ProfileCredentials{Plan: environmentPlan(a.getenv("AWS_ACCOUNT_ID"))}, nil
		}
	}
	p, plan, err := a.Profile(choice)
	if err != nil {
		return ProfileCredentials{}, err
	}
	return ProfileCredentials{Child: exec.Child{Profile: p.Name, Settings: p}, Plan: plan}, nil
}

// environmentPlan is the plan of credentials that the environment itself holds.
func environmentPlan(accountID string) profiles.Plan {
	step := profiles.Step{Kind: profiles.KindEnvironment, Settings: &profiles.Profile{}, AccountID: accountID}
	return profiles.Plan{Kind: profiles.KindEnvironment, Steps: []profiles.Step{step}}
}

// withRole adds a hop. The account of a bare role name is asked of STS, once, where the files don't name it.
func (a *App) withRole(ctx context.Context, resolver *creds.Resolver, grant ProfileCredentials, role string) (profiles.Plan, error) {
	if role == "" { // an unset variable of a script
		return profiles.Plan{}, fmt.Errorf("role %q: %w", role, profiles.ErrInvalidRole)
	}
	account := grant.Plan.AccountID()
	if account == "" && !strings.HasPrefix(role, "arn:") && grant.Plan.Problem == nil {
		var err error
		if account, err = resolver.Account(ctx, grant.Settings, grant.Plan); err != nil {
			return profiles.Plan{}, err
		}
	}
	return grant.Plan.WithRole(role, account)
}

// request completes what a command asks for by the settings and the environment.
func (a *App) request(profile string, options creds.Options) (creds.Options, error) {
	s, err := a.Settings()
	if err != nil {
		return creds.Options{}, err
	}
	if options.MFACode == "" {
		options.MFACode = a.getenv("LANYARD_MFA_CODE")
	}
	options.NoSession = options.NoSession || s.ProfileBool(profile, "no_session")
	return options, nil
}
