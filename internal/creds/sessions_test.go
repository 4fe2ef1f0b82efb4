package creds_test

import (
	"slices"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
)

// TestSessionsOfAPlan: whatever was made of a profile is known as its own, and nothing else is.
func TestSessionsOfAPlan(t *testing.T) {
	h := newHouse(t)
	build := h.role(fakeaws.RoleSpec{Name: "build", RequireMFA: true, MaxSession: 4 * time.Hour})
	build = withMFA(build, h.mfa.Serial)
	deploy, other := h.role(fakeaws.RoleSpec{Name: "deploy"}), h.role(fakeaws.RoleSpec{Name: "other"})
	own := plan(h.keys(), build)
	h.resolve(plan(h.keysWithMFA()), creds.Options{})
	h.resolve(own, creds.Options{})
	h.resolve(own, creds.Options{Duration: 4 * time.Hour})
	h.resolve(own, creds.Options{Duration: 20 * time.Minute})
	h.resolve(plan(h.keys(), build, deploy), creds.Options{})
	h.resolve(plan(h.keys(), other), creds.Options{})

	stranger, err := h.world.AddUser("bob", account)
	if err != nil {
		t.Fatal(err)
	}
	strangers := h.keys()
	strangers.Keys = profiles.Keys{AccessKeyID: stranger.AccessKeyID, SecretAccessKey: stranger.SecretAccessKey}
	h.resolve(plan(strangers, other), creds.Options{})
	tool, _ := script(t, answer(h.now().Add(time.Hour)))
	h.resolve(plan(tool), creds.Options{})

	entries, _ := h.store.Entries(t.Context())
	sessions := creds.Sessions(entries)
	matched := func(p profiles.Plan) (names []string) {
		belongs := h.Uses(p)
		for _, s := range sessions {
			if belongs(s) {
				names = append(names, s.Name)
			}
		}
		return names
	}
	b, d, o := build.Role.ARN, deploy.Role.ARN, other.Role.ARN
	for _, c := range []struct {
		plan profiles.Plan
		want []string
	}{
		{own, []string{b, b, b, d, h.mfa.Serial}},
		{plan(h.keys(), build, deploy), []string{b, b, b, d, h.mfa.Serial}},
		{plan(h.keysWithMFA()), []string{b, b, b, o, h.mfa.Serial}},
		{plan(h.keys(), other), []string{o}},
		{plan(strangers, other), []string{o}},
		{plan(tool), []string{"ASIAPROCESS"}},
		{profiles.Plan{Profile: "broken"}, nil},
	} {
		if got := matched(c.plan); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.plan.Profile, got, c.want)
		}
	}
	for _, s := range sessions {
		wantKey := h.user.AccessKeyID
		switch {
		case s.Kind == "process":
			wantKey = ""
		case s.Name == o && h.Uses(plan(strangers, other))(s):
			wantKey = stranger.AccessKeyID
		}
		wantRole := ""
		if s.Kind == "assume-role" {
			wantRole = s.Name
		}
		if s.RootKeyID != wantKey || s.Role != wantRole {
			t.Errorf("%s: root key %q and role %q, want %q and %q", s.Name, s.RootKeyID, s.Role, wantKey, wantRole)
		}
	}
}
