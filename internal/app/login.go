package app

import (
	"context"
	"errors"
	"slices"

	"lanyard/profiles"
)

// ErrNothingToDo says that a profile needs nobody.
var ErrNothingToDo = errors.New("no person is needed")

// Login does what the profile needs a person for. It returns ErrNothingToDo, with the profile's
// name in the Grant, where that is nothing.
func (a *App) Login(ctx context.Context, wish Wish) (Grant, error) {
	choice := a.Choose(wish.Argument)
	_, plan, err := a.Profile(choice)
	if err != nil {
		return Grant{}, err
	}
	if plan.Problem == nil && !needsPerson(plan) {
		return Grant{Profile: choice.Name}, ErrNothingToDo
	}
	wish.Argument = choice.Name
	return a.Credentials(ctx, wish)
}

// needsPerson reports whether some step of a plan asks a person for something.
func needsPerson(plan profiles.Plan) bool {
	return slices.ContainsFunc(plan.Steps, func(s profiles.Step) bool {
		return s.MFASerial != "" || s.Kind == profiles.KindSSO || s.Kind == profiles.KindLogin
	})
}
