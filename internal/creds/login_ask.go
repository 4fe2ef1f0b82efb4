package creds

import (
	"context"
	"errors"
	"fmt"

	"lanyard/internal/duration"
	"lanyard/profiles"
	"lanyard/sso"
)

// AnyLogin names a console sign-in for an identity that is not known yet.
const AnyLogin = "the AWS console"

// ErrOtherIdentity reports that the identity signed in to the console is not the one in the profile.
var ErrOtherIdentity = errors.New("a different identity signed in")

// isSignIn reports whether the session is a sign-in, not credentials made from one.
func (s *session) isSignIn() bool { return s.kind == kindSignIn || s.kind == profiles.KindLogin }

// askLogin has the person sign in to the console as the login_session, if there is a person. ended is
// why the last sign-in can't go on, or nil.
func (j *job) askLogin(ctx context.Context, h *planStep, ended error) (*session, error) {
	name := loginName(h.step)
	t, region, err := j.loginFlow(ctx, h)
	if err != nil {
		if ended != nil && errors.Is(err, ErrPersonNeeded) {
			err = fmt.Errorf("%w: %w", ended, err)
		}
		return nil, &SignInError{name, err}
	}
	if who, err := t.Subject(); err != nil || who != name {
		if err == nil {
			err = fmt.Errorf("%w: %q", ErrOtherIdentity, who)
		}
		return nil, &SignInError{name, err}
	}
	j.shareLogin(h, t)
	return j.newLogin(h, t, region), nil
}

// newLogin is the session of a person who has just signed in.
func (r *Resolver) newLogin(h *planStep, t sso.ConsoleToken, region string) *session {
	s := r.loginSession(h, t, region, nil)
	if s.PersonNeededAt.IsZero() {
		s.PersonNeededAt = r.now().Add(sso.ConsoleLife).UTC()
	}
	return s
}

// loginFlow runs one console sign-in and also returns its region.
func (j *job) loginFlow(ctx context.Context, h *planStep) (t sso.ConsoleToken, region string, err error) {
	if j.Person == nil || j.unattended {
		return t, "", ErrPersonNeeded
	}
	asking, cancel := context.WithTimeout(ctx, j.wait())
	defer cancel()
	done := false
	err = j.Person.SignIn(asking, SignInRequest{
		Profile: j.plan.Profile, Login: loginName(h.step), Settings: h.step.Settings,
		Do: func(ctx context.Context, how SignInMethod) error {
			client, x, err := j.console(h.step, "")
			if err != nil {
				return err
			}
			var last sso.Event
			client.Code = how.Code
			client.Show = func(e sso.Event) error {
				last = e
				return how.show(e)
			}
			t, err = client.SignIn(ctx)
			_ = how.show(sso.Outcome(last, err)) // it is over anyway
			done, region = err == nil, client.region
			return x.explainConsole(ctx, err, t)
		},
	})
	switch {
	case ctx.Err() != nil: // those who wait must not be asked one after another
		err = fmt.Errorf("%w: %w", ErrDeclined, ctx.Err())
	case err != nil && asking.Err() != nil:
		err = fmt.Errorf("%w: %w within %s", ErrDeclined, ErrNoAnswer, duration.Exact(j.wait()))
	case err == nil && !done:
		err = ErrPersonNeeded
	}
	return t, region, err
}

// ConsoleSignIn has the person sign in to the console as any identity. It calls accept with the
// identity's ARN and keeps the sign-in if accept returns nil.
func (r *Resolver) ConsoleSignIn(ctx context.Context, step profiles.Step, accept func(login string) error) (profiles.Step, State, error) {
	step.Kind, step.Login = profiles.KindLogin, ""
	j := &job{Resolver: r, plan: &profiles.Plan{Profile: step.Profile, Kind: step.Kind}, started: r.now()}
	j.hops = []planStep{loginHop(&step)}
	h := &j.hops[0]
	t, region, err := j.loginFlow(ctx, h)
	if err != nil {
		return step, State{}, ofProfile(step.Profile, &SignInError{AnyLogin, err})
	}
	if step.Login, err = t.Subject(); err != nil {
		return step, State{}, err
	}
	if err := accept(step.Login); err != nil {
		return step, State{}, err
	}
	r.identify(j.hops, 0)
	held, err := j.acquire(ctx, h, false)
	if err != nil {
		return step, State{}, err
	}
	if held != nil {
		defer func() { _ = held.Release() }()
	}
	s := j.newLogin(h, t, region)
	s.setOrigin(h, nil)
	j.keep(ctx, h, s)
	j.shareLogin(h, t)
	return step, State{Status: StatusValid, ExpiresAt: s.Expires, PersonNeededAt: s.PersonNeededAt}, nil
}
