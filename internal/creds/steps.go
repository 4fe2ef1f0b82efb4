package creds

import (
	"context"

	"lanyard/profiles"
)

// StepStater is like Stater but also returns a state for each step of a plan; the last one is the
// plan's own. The state of a step describes the credentials that it makes for the next step.
// Long-lived keys that start a chain are ready, whatever device they have.
func (r *Resolver) StepStater(ctx context.Context) func(profiles.Plan) (State, []State) {
	quick, cached := r, sessionCache(storeShelf{ctx, r.Store})
	if lister, ok := r.Store.(Lister); ok {
		quick, cached = r.withLookupCache(), r.allSessions(ctx, lister)
	}
	var room []planStep
	return func(plan profiles.Plan) (State, []State) {
		hops, err := quick.hops(room, &plan, Options{})
		if err != nil {
			st := brokenState(&plan, err)
			return st, repeated(st, len(plan.Steps))
		}
		room = hops
		if len(plan.Steps) == 1 {
			st := quick.stateOf(&plan, hops, cached)
			return st, repeated(st, 1)
		}
		states := make([]State, 0, len(plan.Steps))
		for i := range hops {
			if i == 0 && hops[i].kind != kindSignIn || hops[i].kind == profiles.KindSSO || hops[i].kind == profiles.KindAssumeRole {
				states = append(states, quick.stateOf(&plan, hops[:i+1], cached))
			}
		}
		return states[len(states)-1], states
	}
}

// repeated is the states of steps that share what is known of their plan.
func repeated(st State, n int) []State {
	states := make([]State, n)
	for i := range states {
		states[i] = st
	}
	return states
}
