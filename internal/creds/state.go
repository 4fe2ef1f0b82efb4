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

// peek returns what is cached under an id, or nil.
type peek func(id string) (*session, error)

// State tells how usable a plan is, from what is cached alone. It asks nobody if the Store does
// not, and never uses the network.
func (r *Resolver) State(ctx context.Context, plan profiles.Plan) State {
	return r.state(&plan, func(id string) (*session, error) {
		content, err := r.Store.Get(ctx, EntryKind, id)
		if errors.Is(err, keychain.ErrNotFound) || errors.Is(err, keychain.ErrDamaged) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return unsealOrNil(content), nil
	})
}

// States is State of many plans: the store is read once.
func (r *Resolver) States(ctx context.Context, plans []profiles.Plan) []State {
	states := make([]State, len(plans))
	lister, ok := r.Store.(Lister)
	if !ok {
		for i := range plans {
			states[i] = r.State(ctx, plans[i])
		}
		return states
	}
	entries, err := lister.Entries(ctx)
	cached := map[string]*session{}
	for _, entry := range entries {
		if s := unsealOrNil(entry.Content); entry.Kind == EntryKind && s != nil {
			cached[entry.ID] = s
		}
	}
	quick := r.remembering()
	for i := range plans {
		states[i] = quick.state(&plans[i], func(id string) (*session, error) { return cached[id], err })
	}
	return states
}

func unsealOrNil(content []byte) *session {
	s, err := unseal(content)
	if err != nil {
		return nil
	}
	return s
}

// remembering is a Resolver that looks each variable up once: of 10,000 profiles each asks for the
// same ten.
func (r *Resolver) remembering() *Resolver {
	known := map[string]string{}
	return &Resolver{
		Now: r.Now, MFADuration: r.MFADuration, SessionDuration: r.SessionDuration,
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

// state walks from the plan's last hop back to the first one that is there.
func (r *Resolver) state(plan *profiles.Plan, at peek) State {
	hops, err := r.hops(plan, Request{})
	if err != nil {
		return withoutProvider(plan, err)
	}
	now := r.now()
	last := len(hops) - 1
	for i := last; i >= 0; i-- {
		h := &hops[i]
		if !h.cached {
			return r.rootState(h)
		}
		s, err := at(h.id)
		if err != nil {
			return State{Status: StatusLocked}
		}
		if s != nil && s.alive(now) {
			return livingState(h, s, i == last, now)
		}
		if h.serial != "" && h.mfaProcess() == "" {
			return State{Status: StatusNeedsMFA}
		}
	}
	return State{Status: StatusReady}
}

// livingState is the state of a plan whose last living session is s, its own or one on the way.
func livingState(h *hop, s *session, own bool, now time.Time) State {
	st := State{Status: StatusReady, PersonNeededAt: s.PersonNeededAt}
	needed := s.PersonNeededAt
	if own {
		st.Status, st.ExpiresAt = StatusValid, s.Expires
		// Credentials outlive the sign-in that they came from.
		if s.Expires.After(needed) {
			needed = s.Expires
		}
	}
	if !s.PersonNeededAt.IsZero() && h.mfaProcess() == "" && needed.Sub(now) < expiringSoon {
		st.Status = StatusExpiring
	}
	return st
}

// rootState is the state of a plan of which nothing is cached and nothing needs a code.
func (r *Resolver) rootState(h *hop) State {
	if h.kind != profiles.KindEnvironment {
		return State{Status: StatusReady}
	}
	c, err := r.livingEnvironmentKeys()
	if errors.Is(err, ErrExpired) {
		return State{Status: StatusExpired, ExpiresAt: c.Expires}
	}
	return State{Status: StatusReady, ExpiresAt: c.Expires}
}

// withoutProvider is the state of a plan that can't be run.
func withoutProvider(plan *profiles.Plan, err error) State {
	if errors.Is(err, ErrUnsupported) {
		switch plan.Steps[0].Kind {
		case profiles.KindSSO, profiles.KindLogin:
			return State{Status: StatusSignedOut}
		}
		return State{Status: StatusReady}
	}
	return State{Status: StatusBroken}
}
