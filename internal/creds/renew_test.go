package creds_test

import (
	"errors"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
)

func TestRenewalThresholds(t *testing.T) {
	for name, c := range map[string]struct {
		mfa      bool
		duration time.Duration
		quiet    time.Duration // still too early after this long
		due      time.Duration // and due after this
	}{
		"an hour, no person":      {false, time.Hour, 44 * time.Minute, 46 * time.Minute},
		"40 minutes, no person":   {false, 40 * time.Minute, 29 * time.Minute, 31 * time.Minute},
		"twelve hours, a person":  {true, 12 * time.Hour, 714 * time.Minute, 716 * time.Minute},
		"half an hour, a person":  {true, 30 * time.Minute, 26 * time.Minute, 28 * time.Minute},
		"a day and a half, quiet": {false, 36 * time.Hour, 2144 * time.Minute, 2146 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			step := h.keys()
			if c.mfa {
				step = h.keysWithMFA()
			}
			req := creds.Options{Duration: c.duration}
			h.resolve(plan(step), req)
			h.pass(c.quiet)
			h.resolve(plan(step), req)
			h.calls("GetSessionToken", 1)
			h.pass(c.due - c.quiet)
			fresh := h.resolve(plan(step), req)
			h.calls("GetSessionToken", 2)
			if left := fresh.Expires.Sub(h.now()); left < c.duration-time.Minute {
				t.Errorf("%v left after renewal", left)
			}
		})
	}
}

func TestFailedEarlyRenewal(t *testing.T) {
	h := newHouse(t)
	p := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "deploy"}))
	old := h.resolve(p, creds.Options{})
	h.pass(50 * time.Minute)
	if err := h.aws.Inject(fakeaws.Fault{Kind: fakeaws.Refuse, Action: "AssumeRole"}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if c := h.resolve(p, creds.Options{}); c.AccessKeyID != old.AccessKeyID {
			t.Error("the old credentials still hold and were not handed out")
		}
	}
	h.calls("AssumeRole", 2)
	h.pass(61 * time.Second)
	h.resolve(p, creds.Options{})
	h.calls("AssumeRole", 3)
	h.pass(10 * time.Minute)
	if _, err := h.Resolve(t.Context(), p, creds.Options{}); !errors.Is(err, creds.ErrDenied) {
		t.Errorf("got %v after the end, want AWS's refusal", err)
	}
	h.aws.ClearFaults()
	h.resolve(p, creds.Options{})
}

func TestEarlyRenewalDisturbsNobody(t *testing.T) {
	h := newHouse(t)
	old := h.resolve(plan(h.keysWithMFA()), creds.Options{})
	h.pass(12*time.Hour - 4*time.Minute)
	h.Person = nil
	if c := h.resolve(plan(h.keysWithMFA()), creds.Options{}); c.AccessKeyID != old.AccessKeyID {
		t.Error("the old session still holds and was not handed out")
	}
	// One who can be asked is, the others' failure notwithstanding.
	h.Person = h.person
	if c := h.resolve(plan(h.keysWithMFA()), creds.Options{}); c.AccessKeyID == old.AccessKeyID {
		t.Error("the session was not renewed")
	}
	h.asked(2)
}

func TestRoleOutlivesItsMFASession(t *testing.T) {
	h := newHouse(t)
	p := plan(h.keys(), withMFA(h.role(fakeaws.RoleSpec{Name: "deploy", RequireMFA: true}), h.mfa.Serial))
	h.resolve(plan(h.keysWithMFA()), creds.Options{})
	h.pass(12*time.Hour - 30*time.Minute)
	h.resolve(p, creds.Options{})
	h.pass(40 * time.Minute) // the MFA session has ended, the role has 20 minutes left
	h.resolve(p, creds.Options{})
	h.asked(1)
	h.calls("AssumeRole", 1)
	h.pass(16 * time.Minute)
	h.resolve(p, creds.Options{})
	h.asked(2)
	h.calls("AssumeRole", 2)
}

func TestClockIsOff(t *testing.T) {
	for name, offset := range map[string]time.Duration{"behind": 20 * time.Minute, "ahead": -20 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.aws.SetClockOffset(offset)
			h.env["AWS_MAX_ATTEMPTS"] = "1"
			_, err := h.Resolve(t.Context(), plan(h.keys()), creds.Options{})
			if !errors.Is(err, creds.ErrClock) {
				t.Errorf("got %v, want the clock named", err)
			}
			h.env["AWS_MAX_ATTEMPTS"] = "" // the SDK corrects its clock when it tries again
			c := h.resolve(plan(h.keys()), creds.Options{})
			if left := c.Expires.Sub(h.now()); left < 59*time.Minute || left > 61*time.Minute {
				t.Errorf("%v left by this computer's clock, want an hour", left)
			}
		})
	}
}

func TestStates(t *testing.T) {
	h := newHouse(t)
	mfa := plan(h.keysWithMFA())
	role := plan(h.keys(), withMFA(h.role(fakeaws.RoleSpec{Name: "deploy"}), h.mfa.Serial))
	plain := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "build"}))
	broken := plan(h.keys())
	broken.Problem = &profiles.Problem{}
	sso := plan(profiles.Step{Kind: profiles.KindSSO})
	all := []profiles.Plan{mfa, role, plain, broken, sso, plan(h.keys())}
	expect := func(want ...creds.Status) {
		t.Helper()
		for i, st := range h.States(t.Context(), all) {
			if st.Status != want[i] {
				t.Errorf("plan %d: %q, want %q", i, st.Status, want[i])
			}
			if one := h.State(t.Context(), all[i]); one != st {
				t.Errorf("plan %d: State says %+v, States %+v", i, one, st)
			}
		}
	}
	h.aws.ResetCalls()
	expect("needs-mfa", "needs-mfa", "ready", "broken", "signed-out", "ready")

	session := h.resolve(mfa, creds.Options{})
	expect("valid", "ready", "ready", "broken", "signed-out", "ready")
	c := h.resolve(role, creds.Options{})
	st := h.State(t.Context(), role)
	if !st.ExpiresAt.Equal(c.Expires) || !st.PersonNeededAt.Equal(session.Expires) {
		t.Errorf("got %+v, want the role's end and the MFA session's", st)
	}
	h.resolve(plan(h.keys()), creds.Options{})
	expect("valid", "valid", "ready", "broken", "signed-out", "valid")

	h.pass(12*time.Hour - 30*time.Minute)
	c = h.resolve(role, creds.Options{})
	h.pass(20 * time.Minute) // a person is needed for the session in 10 min, for the role in 40
	expect("expiring", "valid", "ready", "broken", "signed-out", "ready")
	h.pass(30 * time.Minute)
	expect("needs-mfa", "expiring", "ready", "broken", "signed-out", "ready")

	calls := h.aws.Calls("")
	h.store.getError = keychainLocked()
	expect("locked", "locked", "locked", "broken", "locked", "locked")
	if h.aws.Calls("") != calls {
		t.Error("a state asked AWS")
	}
	h.asked(1)
}

// TestObtainedInTheFuture renews what was obtained while the clock was ahead, instead of trusting its end.
func TestObtainedInTheFuture(t *testing.T) {
	h := newHouse(t)
	deploy := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "deploy"}))
	for _, ahead := range []time.Duration{24 * time.Hour, time.Hour, time.Minute} {
		h.pass(ahead)
		h.resolve(deploy, creds.Options{Refresh: true})
		calls := h.aws.Calls("AssumeRole")
		h.pass(-ahead)
		if st := h.State(t.Context(), deploy); st.Status != creds.StatusReady {
			t.Errorf("%v ahead: the state is %+v", ahead, st)
		}
		for range 2 {
			if c := h.resolve(deploy, creds.Options{}); c.Expires.Sub(h.now()) > time.Hour {
				t.Errorf("%v ahead: the credentials last %v", ahead, c.Expires.Sub(h.now()))
			}
		}
		h.calls("AssumeRole", calls+1)
		h.resolve(deploy, creds.Options{Refresh: true})
		h.calls("AssumeRole", calls+2)
	}
}

// TestFailedInTheFuture tries a renewal again although a wrong clock has noted a failure for later.
func TestFailedInTheFuture(t *testing.T) {
	h := newHouse(t)
	deploy := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "deploy"}))
	h.resolve(deploy, creds.Options{})
	h.pass(56 * time.Minute)
	if err := h.aws.Inject(fakeaws.Fault{Kind: fakeaws.Refuse, Action: "AssumeRole", Times: 1}); err != nil {
		t.Fatal(err)
	}
	h.resolve(deploy, creds.Options{})
	h.calls("AssumeRole", 2)
	h.pass(-10 * time.Minute)
	h.resolve(deploy, creds.Options{})
	h.calls("AssumeRole", 3)
}
