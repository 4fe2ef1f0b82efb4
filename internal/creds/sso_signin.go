package creds

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/duration"
	"lanyard/internal/redact"
	"lanyard/profiles"
	"lanyard/sso"
)

// SignInError names the sign-in that failed. It matches ErrSignInRequired if there was no way to ask a
// person.
type SignInError struct {
	Session string // the sso-session's name, or the start URL
	Err     error
}

func (e *SignInError) Error() string { return fmt.Sprintf("sign-in to %q: %v", e.Session, e.Err) }

// Unwrap returns the reason.
func (e *SignInError) Unwrap() error { return e.Err }

// Is makes it an ErrSignInRequired.
func (e *SignInError) Is(target error) bool {
	return target == ErrSignInRequired && errors.Is(e.Err, ErrPersonNeeded)
}

// SignIn signs in to the session of a step if necessary. The State has the sign-in's expiry.
func (r *Resolver) SignIn(ctx context.Context, step profiles.Step, req Options) (State, error) {
	plan := &profiles.Plan{Profile: step.Profile, Kind: step.Kind}
	hops := []planStep{signedInBy(&step)}
	r.identify(hops, 0)
	j := &job{Resolver: r, plan: plan, req: req, hops: hops, started: r.now()}
	s, err := j.obtain(ctx, 0, false)
	if err == nil && s.obtained.Before(j.started) {
		r.shareAgain(&hops[0], s)
	}
	switch {
	case err == nil:
		return State{Status: StatusValid, ExpiresAt: s.Expires, PersonNeededAt: s.PersonNeededAt}, nil
	case step.Profile != "":
		err = ofProfile(step.Profile, err)
	}
	return State{}, err
}

// shareAgain shares a sign-in of an earlier run that could not be shared then.
func (r *Resolver) shareAgain(h *planStep, s *session) {
	if r.SSO.Sharing != ShareAlways {
		return
	}
	switch {
	case s.token != nil && !r.sharedFile(h).Exists():
		r.share(h, sso.Token(s.ssoToken()))
	case s.login != nil && !r.loginFile(h).Exists():
		r.shareLogin(h, s.consoleToken())
	}
}

// signIn makes a token: the one that another program has left, a refreshed one, or that of a person.
func (j *job) signIn(ctx context.Context, h *planStep) (*session, error) {
	old, err := j.lookup(ctx, h)
	if err != nil {
		return nil, err
	}
	if !j.req.SignIn {
		if s := j.adopt(h, old); s != nil {
			return s, nil
		}
		s, err := j.refresh(ctx, h, old)
		if s != nil || err != nil {
			return s, err
		}
	}
	return j.askSignIn(ctx, h)
}

// adopt takes the token of another program, if it is a better one than lanyard's.
func (j *job) adopt(h *planStep, old *session) *session {
	t, ok := j.shared(h)
	if !ok || !j.now().Before(t.Expires) {
		return nil
	}
	if old != nil && (t.Access.Equal(old.SessionToken) || old.alive(j.now()) && !t.Expires.After(old.Expires)) {
		return nil
	}
	s := j.signInSession(h, t)
	if s.due(j.now()) && s.refreshable(j.now()) {
		return nil
	}
	return s
}

// refresh renews the sign-in with a refresh token, lanyard's own or the shared one. It returns neither a
// session nor an error where only a person can go on.
func (j *job) refresh(ctx context.Context, h *planStep, old *session) (*session, error) {
	var candidates []ssoToken
	if t, ok := j.shared(h); ok {
		candidates = append(candidates, ssoToken(t))
	}
	if old != nil && old.token != nil {
		candidates = append(candidates, old.ssoToken())
	}
	// Each refresh token works once, so the later token's is the unused one. Files only store whole
	// seconds. lanyard writes its own tokens there, so of two tokens from the same second the other
	// program's is the later one.
	slices.SortStableFunc(candidates, func(a, b ssoToken) int {
		return b.Expires.Truncate(time.Second).Compare(a.Expires.Truncate(time.Second))
	})
	var last error
	for i, t := range candidates {
		if !t.refreshable(j.now()) || i > 0 && t.Refresh.Equal(candidates[0].Refresh) {
			continue
		}
		client, x, err := j.ssoClient(h.step)
		if err != nil {
			return nil, err
		}
		renewed, err := client.Refresh(ctx, sso.Token(t))
		if err == nil {
			j.share(h, renewed)
			return j.signInSession(h, renewed), nil
		}
		last = x.explainSSO(ctx, err, t.Access, t.Refresh, t.Registration.Secret)
		if !sso.Ended(err) && !sso.Forgotten(err) {
			return nil, last
		}
		if old != nil && t.Refresh.Equal(old.token.refresh) {
			j.endRefreshing(ctx, h, old)
		}
	}
	if s := j.adoptLate(ctx, h, old, last); s != nil {
		return s, nil
	}
	if last != nil && old != nil && old.alive(j.now()) {
		return nil, last
	}
	return nil, nil
}

// How often to look for the token of another program that refreshed first: that program writes the
// file only after the server has answered.
const (
	latePause = 200 * time.Millisecond
	lateLooks = 5
)

// adoptLate takes the token of another program that has spent the refresh token of a shared file. refused is
// why lanyard's own attempt failed, nil if there was none.
func (j *job) adoptLate(ctx context.Context, h *planStep, old *session, refused error) *session {
	looks := lateLooks
	if _, ok := j.shared(h); !ok || refused == nil {
		looks = 1
	}
	for look := range looks {
		if s := j.adopt(h, old); s != nil || look == looks-1 {
			return s
		}
		select {
		case <-time.After(latePause):
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// endRefreshing removes a refused refresh token from the cached sign-in, so that lists show when a
// person is needed.
func (j *job) endRefreshing(ctx context.Context, h *planStep, old *session) {
	ended, token := *old, *old.token
	token.refresh = redact.Secret{}
	ended.token, ended.PersonNeededAt = &token, old.Expires
	j.keep(ctx, h, &ended)
}

// askSignIn has the person sign in, if there is one.
func (j *job) askSignIn(ctx context.Context, h *planStep) (*session, error) {
	name := signInName(sessionOf(h.step))
	if j.Person == nil || j.unattended {
		return nil, &SignInError{name, ErrPersonNeeded}
	}
	var token sso.Token
	asking, cancel := context.WithTimeout(ctx, j.wait())
	defer cancel()
	err := j.Person.SignIn(asking, SignInRequest{
		Profile: j.plan.Profile, SSO: h.step.SSO, Settings: h.step.Settings,
		Do: func(ctx context.Context, how SignInMethod) (err error) {
			token, err = j.flow(ctx, h, how)
			return err
		},
	})
	switch {
	case ctx.Err() != nil: // those who wait must not be asked one after another
		return nil, &SignInError{name, fmt.Errorf("%w: %w", ErrDeclined, ctx.Err())}
	case err != nil && asking.Err() != nil:
		return nil, &SignInError{name, fmt.Errorf("%w: %w within %s", ErrDeclined, ErrNoAnswer, duration.Exact(j.wait()))}
	case err != nil:
		return nil, &SignInError{name, err}
	case token.Access.Empty():
		return nil, &SignInError{name, ErrPersonNeeded}
	}
	j.share(h, token)
	return j.signInSession(h, token), nil
}

// flow runs one sign-in and shows its end, whatever it is.
func (j *job) flow(ctx context.Context, h *planStep, how SignInMethod) (sso.Token, error) {
	client, x, err := j.ssoClient(h.step)
	if err != nil {
		return sso.Token{}, err
	}
	var last sso.Event
	show := how.Show
	if show == nil {
		show = func(sso.Event) error { return nil }
	}
	client.Show = func(e sso.Event) error {
		last = e
		return show(e)
	}
	method := sso.MethodBrowser
	if how.Device {
		method = sso.MethodDevice
	}
	token, err := j.registered(ctx, client, x, h, method)
	_ = show(sso.Outcome(last, err)) // it is over anyway
	if err != nil {
		err = x.explainSSO(ctx, err, token.Registration.Secret)
	}
	return token, err
}
