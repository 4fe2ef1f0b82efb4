package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
)

// Wish says which credentials a command wants.
type Wish struct {
	Argument string // PROFILE
	// RoleARNs are further hops, one from the other: an ARN each, or a role's name in the account of the
	// hop before it.
	RoleARNs []string
	Region   string
	Duration time.Duration
	MinTTL   time.Duration
	MFACode  string
	Refresh  bool
	// RefreshLast renews the last step alone, and what has ended of those before it.
	RefreshLast bool
	NoSession   bool
	// PreferTTL renews what has less left, where nobody is needed for that.
	PreferTTL time.Duration
	// SignIn begins a new sign-in even if one is good.
	SignIn bool
	// Own is set for lanyard's own requests, which are signed with long-lived keys themselves.
	Own bool
}

// Grant is credentials with the profile that they came from.
type Grant struct {
	// Profile is the name, "" when the credentials came from the environment.
	Profile     string
	Settings    *profiles.Profile // nil when they came from the environment
	Plan        profiles.Plan
	Credentials creds.Credentials
	// Unkept is why a sign-in or session ends with the program, nil where it is stored.
	Unkept error
}

// Credentials obtains what is wished for: from the named profile only, or else from the chain that
// begins with the environment.
func (a *App) Credentials(ctx context.Context, wish Wish) (Grant, error) {
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return Grant{}, err
	}
	grant, err := a.source(ctx, resolver, a.Choose(wish.Argument))
	if err != nil {
		return Grant{}, err
	}
	request, err := a.request(grant.Profile, wish)
	if err != nil {
		return Grant{}, err
	}
	for _, role := range wish.RoleARNs {
		if grant.Plan, err = a.withRole(ctx, resolver, grant, role); err != nil {
			return Grant{}, err
		}
	}
	grant.Credentials, err = resolver.Resolve(ctx, grant.Plan, request)
	grant.Unkept = resolver.Unkept()
	return grant, err
}

// source finds where credentials come from: the environment goes before a profile that nobody named.
func (a *App) source(ctx context.Context, resolver *creds.Resolver, choice Choice) (Grant, error) {
	if !choice.Named {
		_, ok, err := resolver.Environment(ctx)
		if err != nil {
			return Grant{}, err
		}
		if ok {
			return Grant{Plan: environmentPlan(a.getenv("AWS_ACCOUNT_ID"))}, nil
		}
	}
	p, plan, err := a.Profile(choice)
	if err != nil {
		return Grant{}, err
	}
	return Grant{Profile: p.Name, Settings: p, Plan: plan}, nil
}

// environmentPlan is the plan of credentials that the environment itself holds.
func environmentPlan(accountID string) profiles.Plan {
	step := profiles.Step{Kind: profiles.KindEnvironment, Settings: &profiles.Profile{}, AccountID: accountID}
	return profiles.Plan{Kind: profiles.KindEnvironment, Steps: []profiles.Step{step}}
}

// withRole adds a hop. The account of a bare role name is asked of STS, once, where the files don't name it.
func (a *App) withRole(ctx context.Context, resolver *creds.Resolver, grant Grant, role string) (profiles.Plan, error) {
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

func (a *App) request(profile string, wish Wish) (creds.Request, error) {
	s, err := a.Settings()
	if err != nil {
		return creds.Request{}, err
	}
	code := wish.MFACode
	if code == "" {
		code = a.getenv("LANYARD_MFA_CODE")
	}
	return creds.Request{
		Refresh: wish.Refresh, RefreshLast: wish.RefreshLast, MinTTL: wish.MinTTL, Duration: wish.Duration, Own: wish.Own,
		SignIn: wish.SignIn, PreferTTL: wish.PreferTTL,
		NoSession: wish.NoSession || s.ProfileBool(profile, "no_session"), MFACode: code,
	}, nil
}
