package creds

import (
	"context"
	"errors"
	"slices"
)

// login makes console credentials: those that another program has left, renewed ones, or those of a
// person who signs in.
func (j *job) login(ctx context.Context, h *planStep) (*session, error) {
	old, err := j.lookup(ctx, h)
	if err != nil {
		return nil, err
	}
	if j.req.SignIn {
		return j.askLogin(ctx, h, nil)
	}
	if s := j.adoptLogin(h, old); s != nil && !j.req.Refresh {
		return s, nil
	}
	s, err := j.renewLogin(ctx, h, old)
	switch {
	case s != nil:
		return s, nil
	case err != nil && (!isEnded(err) || j.judge(0, old) != needNow): // the old one is used to its end
		return nil, err
	}
	return j.askLogin(ctx, h, err)
}

// adoptLogin takes the credentials of another program, if they last longer than lanyard's.
func (j *job) adoptLogin(h *planStep, old *session) *session {
	s := j.sharedSession(h, old)
	if s == nil || !s.alive(j.now()) || old != nil && s.same(old) || old != nil && old.alive(j.now()) && !s.Expires.After(old.Expires) {
		return nil
	}
	if s.login != nil && s.due(j.now()) {
		return nil
	}
	return s
}

// renewLogin renews a sign-in with a refresh token, lanyard's own or the shared one, whichever is newer.
// It returns neither a session nor an error where there is none.
func (j *job) renewLogin(ctx context.Context, h *planStep, old *session) (*session, error) {
	var candidates []*session
	if old != nil && old.login != nil && !old.over() {
		candidates = append(candidates, old)
	}
	shared := j.sharedSession(h, old)
	if shared != nil && shared.login != nil && (old == nil || old.login == nil || !shared.login.refresh.Equal(old.login.refresh)) {
		candidates = append(candidates, shared)
	}
	slices.SortStableFunc(candidates, func(a, b *session) int { return b.Expires.Compare(a.Expires) })
	var last error
	for _, candidate := range candidates {
		s, err := j.renewOne(ctx, h, candidate)
		if err == nil {
			return s, nil
		}
		last = err
		if !isEnded(err) {
			return nil, last
		}
	}
	if s := j.adoptLogin(h, old); s != nil { // another program renewed it first
		return s, nil
	}
	switch {
	case last == nil:
	case old == nil || !old.alive(j.now()) && shared != nil && shared.login != nil:
		j.endLogin(ctx, h, shared)
	case old.login != nil:
		j.endLogin(ctx, h, old)
	}
	return nil, last
}

func (j *job) renewOne(ctx context.Context, h *planStep, s *session) (*session, error) {
	client, x, err := j.console(h.step, s.login.region)
	if err != nil {
		return nil, err
	}
	old := s.consoleToken()
	t, err := client.Renew(ctx, old)
	if err != nil {
		return nil, x.explainConsole(ctx, err, old)
	}
	if t.Refresh.Empty() {
		t.Refresh = old.Refresh
	}
	j.shareLogin(h, t)
	return j.loginSession(h, t, client.region, s), nil
}

// isEnded reports that only a person can go on.
func isEnded(err error) bool {
	var ended *endedError
	return errors.As(err, &ended)
}

// endLogin notes that the service has refused to go on with a sign-in, so that lists stop promising it.
func (j *job) endLogin(ctx context.Context, h *planStep, s *session) {
	over := *s
	over.PersonNeededAt = over.Expires
	over.setOrigin(h, nil)
	j.keep(ctx, h, &over)
}
