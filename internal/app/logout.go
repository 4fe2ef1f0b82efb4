package app

import (
	"context"
	"errors"

	"lanyard/keychain"
	"lanyard/profiles"
)

// Logout ends the sign-in of a profile. It returns ErrNothingToDo where there is none.
func (a *App) Logout(ctx context.Context, argument string) (name string, err error) {
	choice := a.Choose(argument)
	_, plan, err := a.Profile(choice)
	if err != nil {
		return choice.Name, err
	}
	if len(plan.Steps) == 0 || plan.Steps[0].Kind != profiles.KindSSO {
		return choice.Name, ErrNothingToDo
	}
	return choice.Name, a.signOut(ctx, plan.Steps[0])
}

// LogoutSession ends the sign-in of an sso-session.
func (a *App) LogoutSession(ctx context.Context, name string) error {
	step, err := a.sessionStep(name)
	if err != nil {
		return err
	}
	return a.signOut(ctx, step)
}

// LogoutAll ends every sign-in: those that the AWS files name, at the endpoints that they name, and those
// that are only cached. It returns how many there were.
func (a *App) LogoutAll(ctx context.Context) (ended int, err error) {
	set, err := a.Profiles()
	if err != nil {
		return 0, err
	}
	type key struct{ session, startURL, region string }
	steps := map[key]profiles.Step{}
	set.Each(func(_ *profiles.Profile, plan profiles.Plan) {
		if len(plan.Steps) > 0 && plan.Steps[0].Kind == profiles.KindSSO {
			s := plan.Steps[0].SSO
			steps[key{s.Session, s.StartURL, s.Region}] = plan.Steps[0]
		}
	})
	for _, step := range steps {
		one := a.signOut(ctx, step)
		switch {
		case one == nil:
			ended++
		case !errors.Is(one, ErrNothingToDo):
			err = errors.Join(err, one)
		}
	}
	resolver, one := a.Resolver(keychain.AccessPrompt)
	if one != nil {
		return ended, errors.Join(err, one)
	}
	rest, one := resolver.SignOutAll(ctx)
	return ended + rest, errors.Join(err, one)
}

func (a *App) signOut(ctx context.Context, step profiles.Step) error {
	resolver, err := a.Resolver(keychain.AccessPrompt)
	if err != nil {
		return err
	}
	signedIn, err := resolver.SignOut(ctx, step)
	if err == nil && !signedIn {
		return ErrNothingToDo
	}
	return err
}
