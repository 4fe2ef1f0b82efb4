package creds

import (
	"context"
	"errors"
	"slices"
)

// login makes console credentials: those that another program has left, renewed ones, or those of a
// person who signs in.
func (j *job) login(ctx context.Context, h *hop) (*session, error) {
	old, err := j.lookup(ctx, h)
	if err != nil {
		return nil, err
	}
	var ended error
	if !j.req.SignIn {
		if s := j.adoptLogin(h, old); s != nil && !j.req.Refresh {
			return s, nil
		}
		s, err := j.renewLogin(ctx, h, old)
		switch {
		case s != nil:
			return s, nil
		case err != nil && !isEnded(err):
			return nil, err
		}
		ended = err
	}
	return j.askLogin(ctx, h, ended)
}

// adoptLogin takes the credentials of another program, if they last longer than lanyard's.
func (j *job) adoptLogin(h *hop, old *session) *session {
	t, ok := j.sharedLogin(h)
	if !ok || !j.now().Before(t.Expires) || old != nil && old.alive(j.now()) && !t.Expires.After(old.Expires) {
		return nil
	}
	s := j.loginSession(h, t, "", old)
	if s.login != nil && s.due(j.now()) {
		return nil
	}
	return s
}

// renewLogin renews a sign-in with a refresh token, lanyard's own or the shared one, whichever is newer.
// It returns neither a session nor an error where there is none.
func (j *job) renewLogin(ctx context.Context, h *hop, old *session) (*session, error) {
	var candidates []*session
	if old != nil && old.login != nil {
		candidates = append(candidates, old)
	}
	if t, ok := j.sharedLogin(h); ok && t.Renewable() {
		if s := j.loginSession(h, t, "", nil); old == nil || old.login == nil || !t.Refresh.Equal(old.login.refresh) {
			candidates = append(candidates, s)
		}
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
	if s := j.adoptLogin(h, old); s != nil { // somebody else was faster
		return s, nil
	}
	if last != nil && old != nil && !old.alive(j.now()) {
		j.forgetRefresh(ctx, h, old)
	}
	return nil, last
}

func (j *job) renewOne(ctx context.Context, h *hop, s *session) (*session, error) {
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

// forgetRefresh lets a sign-in show as over that the service says is.
func (j *job) forgetRefresh(ctx context.Context, h *hop, old *session) {
	over := *old
	over.login, over.PersonNeededAt = nil, over.Expires
	j.keep(ctx, h, &over)
}
