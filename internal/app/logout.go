package app

import (
	"context"
	"errors"
	"strings"
	"sync"

	"lanyard/keychain"
	"lanyard/profiles"
)

// SignedOut is what came of signing out.
type SignedOut struct {
	Name string // of the profile or session
	// Ended is how many sign-ins there were.
	Ended int
	// Console tells that one of them was to the console, whose credentials nobody can revoke.
	Console bool
}

// Logout ends the sign-in of a profile. It returns ErrNothingToDo where there is none.
func (a *App) Logout(ctx context.Context, argument string) (SignedOut, error) {
	choice := a.Choose(argument)
	out := SignedOut{Name: choice.Name}
	_, plan, err := a.Profile(choice)
	if err != nil {
		return out, err
	}
	if len(plan.Steps) == 0 || !isSignIn(plan.Steps[0]) {
		return out, ErrNothingToDo
	}
	return out, a.signOut(ctx, plan.Steps[0], &out)
}

// LogoutSession ends the sign-in of an sso-session.
func (a *App) LogoutSession(ctx context.Context, name string) (SignedOut, error) {
	out := SignedOut{Name: name}
	step, err := a.sessionStep(name)
	if err != nil {
		return out, err
	}
	return out, a.signOut(ctx, step, &out)
}

// LogoutAll ends every sign-in: those that the AWS files name, at the endpoints that they name, and those
// that are only cached.
func (a *App) LogoutAll(ctx context.Context) (SignedOut, error) {
	var out SignedOut
	set, err := a.Profiles()
	if err != nil {
		return out, err
	}
	out, err = a.signOutEach(ctx, namedSignIns(set))
	resolver, one := a.Resolver(keychain.AccessPrompt)
	if one != nil {
		return out, errors.Join(err, one)
	}
	rest, one := resolver.SignOutAll(ctx)
	err = errors.Join(err, one)
	consoles, one := resolver.SignOutConsoles(ctx)
	out.Ended, out.Console = out.Ended+rest+consoles, out.Console || consoles > 0
	return out, errors.Join(err, one)
}

// namedSignIns returns a step for each sign-in that the AWS files name.
func namedSignIns(set *profiles.Set) (steps []profiles.Step) {
	type key struct{ session, startURL, region, login string }
	seen := map[key]bool{}
	set.Each(func(_ *profiles.Profile, plan profiles.Plan) {
		if len(plan.Steps) == 0 || !isSignIn(plan.Steps[0]) {
			return
		}
		step := plan.Steps[0]
		k := key{step.SSO.Session, step.SSO.StartURL, step.SSO.Region, strings.TrimSpace(step.Login)}
		if !seen[k] {
			seen[k] = true
			steps = append(steps, step)
		}
	})
	return steps
}

// signOutEach ends sign-ins, all at once: a server that does not answer keeps no other token from being revoked.
func (a *App) signOutEach(ctx context.Context, steps []profiles.Step) (out SignedOut, err error) {
	outs, errs := make([]SignedOut, len(steps)), make([]error, len(steps))
	var asking sync.WaitGroup
	for i, step := range steps {
		asking.Go(func() { errs[i] = a.signOut(ctx, step, &outs[i]) })
	}
	asking.Wait()
	for i := range steps {
		out.Ended, out.Console = out.Ended+outs[i].Ended, out.Console || outs[i].Console
		if !errors.Is(errs[i], ErrNothingToDo) {
			err = errors.Join(err, errs[i])
		}
	}
	return out, err
}

// signOut ends one sign-in and counts it.
func (a *App) signOut(ctx context.Context, step profiles.Step, out *SignedOut) error {
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	signedIn, err := resolver.SignOut(ctx, step)
	switch {
	case err != nil:
		return err
	case !signedIn:
		return ErrNothingToDo
	}
	out.Ended++
	out.Console = out.Console || step.Kind == profiles.KindLogin
	return nil
}
