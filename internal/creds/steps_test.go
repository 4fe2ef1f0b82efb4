package creds_test

import (
	"slices"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
)

// states lets a house tell the states of a plan's steps, and checks that the last one is the plan's.
func (h *house) states(p profiles.Plan, want ...creds.Status) []creds.State {
	h.Helper()
	own, steps := h.StepStater(h.Context())(p)
	var got []creds.Status
	for _, st := range steps {
		got = append(got, st.Status)
	}
	if !slices.Equal(got, want) {
		h.Errorf("the steps are %q, want %q", got, want)
	}
	if st := h.State(h.Context(), p); own != st || len(steps) > 0 && steps[len(steps)-1] != st {
		h.Errorf("got %+v and %+v for a plan whose state is %+v", own, steps, st)
	}
	return steps
}

func TestStatesOfSteps(t *testing.T) {
	h := newHouse(t)
	first := withMFA(h.role(fakeaws.RoleSpec{Name: "audit"}), h.mfa.Serial)
	second := h.role(fakeaws.RoleSpec{Name: "deploy"})
	chain := plan(h.keys(), first, second)

	h.states(chain, "ready", "needs-mfa", "needs-mfa")
	reached := h.resolve(plan(h.keys(), first), creds.Options{})
	steps := h.states(chain, "ready", "valid", "ready")
	if !steps[1].ExpiresAt.Equal(reached.Expires) {
		t.Errorf("the role on the way ends at %v, want %v", steps[1].ExpiresAt, reached.Expires)
	}
	h.resolve(chain, creds.Options{})
	h.states(chain, "ready", "valid", "valid")
	h.pass(2 * time.Hour) // the MFA session lives on
	h.states(chain, "ready", "ready", "ready")

	// The device of the keys' own profile is not asked for on the way to a role.
	h.states(plan(h.keysWithMFA(), second), "ready", "ready")
	h.states(plan(h.keysWithMFA()), "valid") // the same MFA session
	h.states(plan(profiles.Step{Kind: profiles.KindSSO}, second), "signed-out", "signed-out")
	h.states(profiles.Plan{Problem: &profiles.Problem{}})
	h.states(profiles.Plan{})
}
