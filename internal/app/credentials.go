package app

import (
	"context"
	"time"

	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
)

// Wish says which credentials a command wants.
type Wish struct {
	Argument  string // PROFILE
	RoleARN   string // one more hop: an ARN, or a role's name in the same account
	Region    string
	Duration  time.Duration
	MinTTL    time.Duration
	MFACode   string
	Refresh   bool
	NoSession bool
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
}

// Credentials obtains what is wished for: from the named profile only, or else from the chain that
// begins with the environment.
func (a *App) Credentials(ctx context.Context, wish Wish) (Grant, error) {
	choice := a.Choose(wish.Argument)
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return Grant{}, err
	}
	if !choice.Named && wish.RoleARN == "" {
		found, ok, err := resolver.Environment(ctx)
		if err != nil || ok {
			return Grant{Credentials: found}, err
		}
	}
	p, plan, err := a.Profile(choice)
	if err != nil {
		return Grant{}, err
	}
	if wish.RoleARN != "" {
		if plan, err = plan.WithRole(wish.RoleARN, lastStep(plan).AccountID); err != nil {
			return Grant{}, err
		}
	}
	request, err := a.request(p.Name, wish)
	if err != nil {
		return Grant{}, err
	}
	c, err := resolver.Resolve(ctx, plan, request)
	return Grant{Profile: p.Name, Settings: p, Plan: plan, Credentials: c}, err
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
		Refresh: wish.Refresh, MinTTL: wish.MinTTL, Duration: wish.Duration, Own: wish.Own,
		NoSession: wish.NoSession || s.ProfileBool(profile, "no_session"),
		MFACode:   code, Region: wish.Region,
	}, nil
}
