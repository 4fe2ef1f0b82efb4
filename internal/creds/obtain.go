package creds

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/lock"
	"lanyard/profiles"
)

// retryPause is how long a failed early renewal is not tried again.
const retryPause = time.Minute

// errBusy reports that another caller is renewing a session that has not expired yet.
var errBusy = errors.New("being renewed")

// need says what is to be done about a cached session.
type need int

const (
	needNothing       need = iota
	renewIfUnattended      // it holds, and should be renewed if that takes no person
	needSoon               // it holds, and should be renewed
	needNow
)

// judge returns how urgently this request needs a new session.
func (j *job) judge(i int, s *session) need {
	now := j.now()
	switch {
	case s == nil || !s.alive(now):
		return needNow
	case s.obtained.Before(j.started) && (j.refreshes(i) && s.kind != kindSignIn || j.req.SignIn && s.isSignIn()):
		return needNow
	}
	if last := len(j.hops) - 1; i == last {
		if j.req.MinTTL > 0 && s.Expires.Sub(now) < j.req.MinTTL {
			return needNow
		}
		// A session shorter than requested does not do; a longer one saves typing a code.
		if s.kind == kindSessionToken && j.req.Duration > s.asked && s.asked < j.hops[i].duration {
			return needNow
		}
	}
	switch {
	case s.postponed(now):
		return needNothing
	case s.due(now):
		return needSoon
	case i == len(j.hops)-1 && j.tooShort(&j.hops[i], s, now):
		return renewIfUnattended
	}
	return needNothing
}

// refreshes reports whether the request wants a new session for step i even if one is cached.
func (j *job) refreshes(i int) bool {
	return j.req.Refresh || j.req.RefreshLast && i == len(j.hops)-1
}

// tooShort reports that less is left of a session than the request prefers and that a new one
// would have more. What a person has to make anew for that is as long as it can be.
func (j *job) tooShort(h *planStep, s *session, now time.Time) bool {
	prefer := j.req.PreferTTL
	if s.Expires.IsZero() || s.Expires.Sub(now) >= prefer || s.Expires.Sub(s.obtained) <= prefer {
		return false
	}
	return !s.personNeeded(now) || h.mfaProcess() != ""
}

// obtain returns the session of step i: the cached one while it is good, or else a new one. An early
// caller still has valid credentials, so it gets errBusy instead of waiting for a lock.
func (j *job) obtain(ctx context.Context, i int, early bool) (*session, error) {
	h := &j.hops[i]
	if !h.cached {
		s, err := j.keys(ctx, h)
		if err == nil {
			s.setOrigin(h, nil)
		}
		return s, err
	}
	for {
		cached, err := j.lookup(ctx, h)
		if err != nil {
			return nil, err
		}
		needed := j.judge(i, cached)
		if needed == needNothing {
			return cached, nil
		}
		patient := needed == needNow && !early
		s, shared, err := j.flights.do(ctx, h.id, patient, func() (*session, error) { return j.renew(ctx, i, early) })
		switch {
		case errors.Is(err, errBusy) && needed != needNow:
			return cached, nil
		case !shared:
			return s, err
		case err != nil && classOf(err) == "" && ctx.Err() == nil:
			continue // the other goroutine was canceled or had no way to ask; this one may differ
		case err != nil:
			return nil, err
		case j.judge(i, s) != needNow:
			return s, nil
		}
	}
}

// renew makes the session of step i. While the cached one has not expired, a failure to renew it is
// not an error.
func (j *job) renew(ctx context.Context, i int, early bool) (*session, error) {
	h := &j.hops[i]
	old, err := j.lookup(ctx, h)
	if err != nil {
		return nil, err
	}
	needed := j.judge(i, old)
	if needed == needNothing {
		return old, nil
	}
	maker := j
	if needed == renewIfUnattended {
		idle := *j
		idle.unattended = true
		maker = &idle
	}
	s, err := maker.produceFrom(ctx, i, early || needed != needNow)
	j.codeUsed = maker.codeUsed
	if err == nil || needed == needNow || ctx.Err() != nil || errors.Is(err, ErrInterrupted) {
		return s, err
	}
	if !errors.Is(err, errBusy) && !errors.Is(err, ErrPersonNeeded) {
		j.postpone(ctx, h, old)
	}
	left, lookupErr := j.lookup(ctx, h) // which the attempt may have changed
	if lookupErr != nil || left == nil || !left.same(old) {
		return nil, err // removed meanwhile: by a logout, for example
	}
	return left, nil
}

// produceFrom obtains the source's credentials and then, with no lock held in between, makes hop
// i's session under the lock of its name. A cached source that AWS no longer takes is made anew,
// once.
func (j *job) produceFrom(ctx context.Context, i int, early bool) (*session, error) {
	for again := false; ; again = true {
		var source *session
		var err error
		if i > 0 {
			if source, err = j.obtain(ctx, i-1, early); err != nil {
				return nil, j.ofSource(i-1, err)
			}
		}
		mendable := !again && i > 0 && j.hops[i-1].cached
		s, err := j.underLock(ctx, i, source, early, mendable)
		switch {
		case errors.Is(err, errSourceRemoved) && !again: // as if the request had been made after that
		case mendable && sourceRefused(err):
			j.dropIfSame(ctx, i-1, source)
		default:
			return s, err
		}
	}
}

// sourceRefused reports that the credentials which signed a call are no longer good.
func sourceRefused(err error) bool {
	var api *APIError
	return errors.As(err, &api) && (errors.Is(err, ErrExpired) || api.Code == "InvalidClientTokenId" || errors.Is(err, ErrSignInRequired))
}

// dropIfSame removes a refused session unless another caller has replaced it meanwhile. A sign-in is
// only marked as expired, since it may still be good for another token.
func (j *job) dropIfSame(ctx context.Context, i int, refused *session) {
	cached, err := j.lookup(ctx, &j.hops[i])
	switch {
	case err != nil || cached == nil || !cached.same(refused):
	case cached.isSignIn():
		ended := *cached
		ended.Expires = j.now()
		j.keep(ctx, &j.hops[i], &ended)
	default:
		j.drop(ctx, &j.hops[i])
	}
}

// underLock makes and caches the session of step i, unless another caller has made one, or failed to,
// while this one waited for the lock. If mendable is set, it does not pass a refused source on to
// other callers as a failure.
func (j *job) underLock(ctx context.Context, i int, source *session, early, mendable bool) (s *session, err error) {
	h := &j.hops[i]
	if err := j.checkLocked(h); err != nil {
		if early {
			err = errBusy
		}
		return nil, err
	}
	held, err := j.acquire(ctx, h, early)
	if err != nil {
		return nil, err
	}
	if held == nil {
		if s, err = j.produce(ctx, h, source); err == nil {
			j.remember(h.id, s)
		}
		return s, err
	}
	defer func() { _ = held.Release() }()
	cached, err := j.lookup(ctx, h)
	if err != nil {
		return nil, err
	}
	if j.judge(i, cached) == needNothing {
		return cached, nil
	}
	if class := held.Failure(); class != "" {
		return nil, errorOf(class)
	}
	s, err = j.produce(ctx, h, source)
	if err != nil {
		if class := classOf(err); class != "" && !(mendable && sourceRefused(err)) {
			_ = held.Fail(class) // a courtesy: those who wait ask for themselves without it
		}
		return nil, err
	}
	return s, j.store(ctx, i, cached, s)
}

// acquire takes the lock of a session. It returns nil where no lock can be had: a read-only or full
// disk must not keep anybody from working.
func (j *job) acquire(ctx context.Context, h *planStep, early bool) (*lock.Lock, error) {
	wait := j.wait()
	if early {
		wait = 0
	}
	held, err := j.Locks.Acquire(ctx, EntryKind+" "+h.id, wait)
	var timeout *lock.TimeoutError
	switch {
	case err == nil:
		return held, nil
	case errors.As(err, &timeout) && early:
		return nil, errBusy
	case errors.As(err, &timeout):
		return nil, fmt.Errorf("wait for another lanyard process: %w", err)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	j.warnUncached(err)
	return nil, nil
}

// postpone notes in a session that its early renewal has failed, for every process to see.
func (j *job) postpone(ctx context.Context, h *planStep, old *session) {
	held, err := j.acquire(ctx, h, true)
	if err != nil {
		return // another caller holds the lock and is renewing it
	}
	retryAt := j.now().Add(retryPause)
	if held == nil {
		noted := *old
		noted.retryAt = retryAt
		j.remember(h.id, &noted)
		return
	}
	defer func() { _ = held.Release() }()
	if cached, err := j.lookup(ctx, h); err == nil && cached != nil && cached.same(old) {
		noted := *cached // which the attempt may have changed
		noted.retryAt = retryAt
		j.keep(ctx, h, &noted)
	}
}

// produce makes a session. The lock of its name is held, if there are locks.
func (j *job) produce(ctx context.Context, h *planStep, source *session) (*session, error) {
	var s *session
	var err error
	switch h.kind {
	case kindSessionToken:
		s, err = j.withCode(ctx, h, func(code string) (*session, error) { return j.sessionToken(ctx, h, source, code) })
	case profiles.KindAssumeRole:
		s, err = j.withCode(ctx, h, func(code string) (*session, error) { return j.assumeRole(ctx, h, source, code) })
	case profiles.KindProcess:
		s, err = j.process(ctx, h)
	case kindSignIn:
		s, err = j.signIn(ctx, h)
	case profiles.KindSSO:
		s, err = j.ssoRole(ctx, h, source)
	case profiles.KindLogin:
		s, err = j.login(ctx, h)
	default:
		err = unsupported(h.kind)
	}
	if err != nil {
		return nil, err
	}
	s.setOrigin(h, source)
	return s, nil
}
