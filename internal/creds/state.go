package creds

import (
	"context"
	"errors"
	"time"

	"lanyard/keychain"
	"lanyard/profiles"
)

// expiringSoon is how long before a person is needed a profile is "expiring".
const expiringSoon = 15 * time.Minute

// Lister is a Store that can read all its entries at once.
type Lister interface {
	Entries(ctx context.Context) ([]keychain.Entry, error)
}

// A sessionCache holds the cached sessions that State reads.
type sessionCache interface {
	// has reports, at little cost, whether there may be a session of a hop that is not settled yet.
	has(h *planStep) bool
	// session returns what is there of a hop, or nil.
	session(h *planStep) (*session, error)
}

// State returns the state of a plan, judging by cached sessions alone. It prompts only if the Store
// does, and never uses the network.
func (r *Resolver) State(ctx context.Context, plan profiles.Plan) State {
	st, _ := r.state(&plan, storeShelf{ctx, r.Store}, nil)
	return st
}

// storeShelf reads the store session by session.
type storeShelf struct {
	ctx   context.Context //nolint:containedctx // lives as long as one call
	store Store
}

func (s storeShelf) has(*planStep) bool { return true }

func (s storeShelf) session(h *planStep) (*session, error) {
	content, err := s.store.Get(s.ctx, EntryKind, h.id)
	if errors.Is(err, keychain.ErrNotFound) || errors.Is(err, keychain.ErrDamaged) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return unsealOrNil(content), nil
}

// States is State of many plans: the store is read once.
func (r *Resolver) States(ctx context.Context, plans []profiles.Plan) []State {
	state := r.Stater(ctx)
	states := make([]State, len(plans))
	for i := range plans {
		states[i] = state(plans[i])
	}
	return states
}

// Stater reads the store once and returns State as of then, for one goroutine.
func (r *Resolver) Stater(ctx context.Context) func(profiles.Plan) State {
	lister, ok := r.Store.(Lister)
	if !ok {
		return func(plan profiles.Plan) State { return r.State(ctx, plan) }
	}
	all := r.allSessions(ctx, lister)
	quick := r.withLookupCache()
	var room []planStep
	return func(plan profiles.Plan) (st State) {
		st, room = quick.state(&plan, all, room)
		return st
	}
}

// allSessions is all sessions, by id and by what they are of: most of 10,000 profiles have none, and
// their identities need not be computed.
type allSessions struct {
	byID    map[string]*session
	roles   map[string]bool // by ARN
	devices map[string]bool // of session tokens, by serial; "" is a session without MFA
	process bool
	signIns bool
	sso     map[ssoRole]bool
	err     error
}

// allSessions reads the store. An empty list does not show whether the store is locked, and long-lived
// keys may be behind that lock, so it also gets an entry, as State does.
func (r *Resolver) allSessions(ctx context.Context, lister Lister) *allSessions {
	entries, err := lister.Entries(ctx)
	if err == nil && len(entries) == 0 {
		_, err = storeShelf{ctx, r.Store}.session(&planStep{id: "none"})
	}
	return readShelf(entries, err)
}

func readShelf(entries []keychain.Entry, err error) *allSessions {
	all := &allSessions{byID: map[string]*session{}, roles: map[string]bool{}, devices: map[string]bool{}, sso: map[ssoRole]bool{}, err: err}
	for _, entry := range entries {
		s := unsealOrNil(entry.Content)
		if entry.Kind != EntryKind || s == nil {
			continue
		}
		all.byID[entry.ID] = s
		switch s.kind {
		case profiles.KindAssumeRole:
			all.roles[s.role()] = true
		case kindSessionToken:
			all.devices[s.serial] = true
		case kindSignIn:
			all.signIns = true
		case profiles.KindSSO:
			all.sso[s.ssoRole()] = true
		default:
			all.process = true
		}
	}
	return all
}

func (a *allSessions) has(h *planStep) bool {
	switch {
	case a.err != nil:
		return true
	case h.kind == profiles.KindAssumeRole:
		return a.roles[h.step.Role.ARN]
	case h.kind == kindSessionToken:
		return a.devices[h.serial]
	case h.kind == kindSignIn:
		return a.signIns
	case h.kind == profiles.KindSSO:
		return a.sso[ssoRole{h.step.SSO.AccountID, h.step.SSO.RoleName}]
	}
	return a.process
}

func (a *allSessions) session(h *planStep) (*session, error) { return a.byID[h.id], a.err }

func unsealOrNil(content []byte) *session {
	s, err := unseal(content)
	if err != nil {
		return nil
	}
	return s
}

// withLookupCache is a Resolver that looks each variable and each sign-in up once: of 10,000 profiles each
// asks for the same ten.
func (r *Resolver) withLookupCache() *Resolver {
	known := map[string]string{}
	return &Resolver{
		known: newKnown(), SSO: r.SSO, Now: r.Now, MFADuration: r.MFADuration, SessionDuration: r.SessionDuration,
		Getenv: func(name string) string {
			value, ok := known[name]
			if !ok {
				value = r.getenv(name)
				known[name] = value
			}
			return value
		},
	}
}

// state walks from the plan's last hop back to the first one that is there. It returns room, grown
// as needed, to be used again.
func (r *Resolver) state(plan *profiles.Plan, cached sessionCache, room []planStep) (State, []planStep) {
	hops, err := r.hops(room, plan, Options{})
	if err != nil {
		return brokenState(plan, err), room
	}
	return r.stateOf(plan, hops, cached), hops
}

func (r *Resolver) stateOf(plan *profiles.Plan, hops []planStep, cached sessionCache) State {
	now := r.now()
	last := len(hops) - 1
	needsCode := false // on the way; a sign-in before it comes first
	for i := last; i >= 0; i-- {
		h := &hops[i]
		if !h.cached {
			return orCode(needsCode, r.rootState(plan, h, i == last))
		}
		var s *session
		if cached.has(h) {
			r.identify(hops, i)
			var err error
			if s, err = cached.session(h); err != nil {
				return State{Status: StatusLocked}
			}
			if s != nil && (s.alive(now) || s.refreshable(now)) {
				return orCode(needsCode, livingState(h, s, signInEnd(hops[:i], cached), i == last, now))
			}
		}
		switch h.kind {
		case profiles.KindProcess:
			if err := r.checkProcess(h); err != nil {
				return brokenState(plan, err)
			}
		case kindSignIn:
			return orCode(needsCode, r.sharedState(h, now))
		case profiles.KindLogin:
			return orCode(needsCode, r.sharedLoginState(h, s, now))
		case kindSessionToken, profiles.KindAssumeRole:
			if err := r.checkSTS(h); err != nil {
				return brokenState(plan, err)
			}
		}
		needsCode = needsCode || h.serial != "" && h.mfaProcess() == ""
	}
	return orCode(needsCode, State{Status: StatusReady})
}

// orCode returns NeedsMFA for a plan in state st that also needs a code. It returns st for a plan
// whose sign-in or keys are over, since a code would not help there.
func orCode(needed bool, st State) State {
	if needed && st.Status != StatusSignedOut && st.Status != StatusBroken && st.Status != StatusExpired {
		return State{Status: StatusNeedsMFA}
	}
	return st
}

// signInEnd is when the cached sign-in that a chain begins with ends; zero if that is not known. Since a
// session was made from it, the service may have refused to renew it.
func signInEnd(hops []planStep, cached sessionCache) time.Time {
	if len(hops) == 0 || hops[0].kind != kindSignIn && hops[0].kind != profiles.KindLogin {
		return time.Time{}
	}
	s, err := cached.session(&hops[0])
	if err != nil || s == nil {
		return time.Time{}
	}
	return s.PersonNeededAt
}

// livingState is the state of a plan whose last living session is s, its own or one on the way. end is
// when the sign-in behind it ends, zero if that is not known.
func livingState(h *planStep, s *session, end time.Time, own bool, now time.Time) State {
	st := State{Status: StatusReady, PersonNeededAt: s.PersonNeededAt}
	if !end.IsZero() && (st.PersonNeededAt.IsZero() || end.Before(st.PersonNeededAt)) {
		st.PersonNeededAt = end
	}
	needed := st.PersonNeededAt
	if own && s.alive(now) {
		st.Status, st.ExpiresAt = StatusValid, s.Expires
		// Credentials outlive the sign-in that they came from.
		if s.Expires.After(needed) {
			needed = s.Expires
		}
	}
	if !st.PersonNeededAt.IsZero() && h.mfaProcess() == "" && needed.Sub(now) < expiringSoon {
		st.Status = StatusExpiring
	}
	return st
}

// rootState is the state of a plan of which nothing is cached and nothing needs a code. own says that the
// keys of its first hop are those handed out.
func (r *Resolver) rootState(plan *profiles.Plan, h *planStep, own bool) State {
	var expires time.Time
	var problem *profiles.Problem
	switch h.kind {
	case profiles.KindStatic:
		expires = h.step.Keys.Expires
	case profiles.KindEnvironment:
		c, err := r.livingEnvironmentKeys()
		if expires = c.Expires; err != nil {
			problem = problemOf(plan, err)
		}
	}
	switch {
	case !expires.IsZero() && !r.now().Before(expires):
		return State{Status: StatusExpired, ExpiresAt: expires, Problem: problem}
	case own:
		return State{Status: StatusReady, ExpiresAt: expires}
	}
	return State{Status: StatusReady}
}
