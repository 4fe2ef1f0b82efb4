package creds_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
)

func TestDurationLimits(t *testing.T) {
	h := newHouse(t)
	token, role := plan(h.keys()), plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "deploy", MaxSession: 12 * time.Hour}))
	chained := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "build"}), h.role(fakeaws.RoleSpec{Name: "ship"}))
	for _, c := range []struct {
		plan     profiles.Plan
		duration time.Duration
		want     string
	}{
		{token, 15*time.Minute - time.Second, "14m59s asked for, GetSessionToken takes 15m to 36h"},
		{token, 36*time.Hour + time.Second, "36h0m1s asked for, GetSessionToken takes 15m to 36h"},
		{token, -time.Hour, "-1h asked for"},
		{role, 10 * time.Minute, "10m asked for, AssumeRole takes 15m to 12h"},
		{role, 13 * time.Hour, "13h asked for, AssumeRole takes 15m to 12h"},
		{chained, 13 * time.Hour, "13h asked for, AssumeRole takes 15m to 12h"},
	} {
		_, err := h.Resolve(t.Context(), c.plan, creds.Options{Duration: c.duration})
		var limits *creds.DurationError
		if !errors.Is(err, creds.ErrDuration) || !errors.As(err, &limits) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %v: got %v, want %q", c.plan.Profile, c.duration, err, c.want)
		}
	}
	h.calls("", 0)
	h.resolve(token, creds.Options{Duration: 15 * time.Minute})
	h.resolve(token, creds.Options{Duration: 36 * time.Hour})
	h.resolve(role, creds.Options{Duration: 12 * time.Hour})
	h.MFADuration = time.Minute
	if _, err := h.Resolve(t.Context(), plan(h.keysWithMFA()), creds.Options{}); !errors.Is(err, creds.ErrDuration) {
		t.Errorf("a setting out of the limits: got %v", err)
	}
}

func TestPreferTTL(t *testing.T) {
	prefer := creds.Options{PreferTTL: 15 * time.Minute}
	h := newHouse(t)
	role := h.role(fakeaws.RoleSpec{Name: "deploy"})
	role.Role.Duration = 30 * time.Minute
	p := plan(h.keys(), role)
	h.resolve(p, prefer)
	h.pass(14 * time.Minute)
	h.resolve(p, prefer)
	h.calls("AssumeRole", 1)
	h.pass(2 * time.Minute) // a quarter of its life is not over yet
	h.resolve(p, creds.Options{})
	h.calls("AssumeRole", 1)
	if c := h.resolve(p, prefer); c.Expires.Sub(h.now()) < 29*time.Minute {
		t.Errorf("%v left", c.Expires.Sub(h.now()))
	}
	h.calls("AssumeRole", 2)

	// A failure is nobody's problem, and is not repeated at each call.
	h.pass(16 * time.Minute)
	if err := h.aws.Inject(fakeaws.Fault{Kind: fakeaws.Refuse, Action: "AssumeRole"}); err != nil {
		t.Fatal(err)
	}
	h.resolve(p, prefer)
	h.resolve(p, prefer)
	h.calls("AssumeRole", 3)
}

func TestPreferTTLAsksNobody(t *testing.T) {
	prefer := creds.Options{PreferTTL: 15 * time.Minute}
	h := newHouse(t)
	p := plan(h.keysWithMFA())
	h.resolve(p, creds.Options{})
	h.pass(12*time.Hour - 10*time.Minute)
	h.resolve(p, prefer)
	h.asked(1)

	// The MFA session that a role came from is gone, though its end has not come.
	h = newHouse(t)
	role := withMFA(h.role(fakeaws.RoleSpec{Name: "deploy", RequireMFA: true}), h.mfa.Serial)
	role.Role.Duration = 30 * time.Minute
	h.resolve(plan(h.keys(), role), prefer)
	entries, _ := h.store.Entries(t.Context())
	for _, s := range creds.Sessions(entries) {
		if s.Kind == "session-token" {
			_ = h.store.Delete(t.Context(), creds.EntryKind, s.ID)
		}
	}
	h.pass(16 * time.Minute)
	h.resolve(plan(h.keys(), role), prefer)
	h.asked(1)
	h.pass(9 * time.Minute) // now it is due
	h.resolve(plan(h.keys(), role), prefer)
	h.asked(2)
}

func TestPreferTTLOfShortSessions(t *testing.T) {
	prefer := creds.Options{PreferTTL: 15 * time.Minute}
	h := newHouse(t)
	role := h.role(fakeaws.RoleSpec{Name: "deploy"})
	role.Role.Duration = 15 * time.Minute
	p := plan(h.keys(), role)
	h.resolve(p, prefer)
	h.pass(time.Minute)
	h.resolve(p, prefer)
	h.pass(5 * time.Minute)
	h.resolve(p, prefer)
	h.calls("AssumeRole", 1)

	step, runs := script(t, answer(h.now().Add(10*time.Minute)))
	h.resolve(plan(step), prefer)
	h.pass(time.Minute)
	h.resolve(plan(step), prefer)
	if runs() != 1 {
		t.Errorf("the program ran %d times, want once", runs())
	}
}
