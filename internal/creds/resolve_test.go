package creds_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/keychain"
	"lanyard/profiles"
)

func TestLongLivedKeysStayHere(t *testing.T) {
	h := newHouse(t)
	c := h.resolve(plan(h.keys()), creds.Options{})
	if c.AccessKeyID == h.user.AccessKeyID || !c.Temporary() || !c.NoIAM || !c.PersonNeededAt.IsZero() {
		t.Errorf("got %+v, want a session without MFA instead of the keys", c)
	}
	if left := c.Expires.Sub(h.now()); left < 59*time.Minute || left > time.Hour {
		t.Errorf("the session lasts %v, want one hour", left)
	}
	if c.Source != "session-token base" {
		t.Errorf("source %q", c.Source)
	}
}

func TestKeysThemselves(t *testing.T) {
	h := newHouse(t)
	keychainStep := h.keys()
	keychainStep.Kind, keychainStep.Keys.SecretAccessKey = profiles.KindKeychain, h.user.SessionToken
	for name, c := range map[string]creds.Credentials{
		"no session": h.resolve(plan(h.keysWithMFA()), creds.Options{NoSession: true}),
		"own":        h.resolve(plan(h.keys()), creds.Options{Own: true}),
		"own, MFA":   h.resolve(plan(h.keysWithMFA()), creds.Options{Own: true}),
		"keychain":   h.resolve(plan(keychainStep), creds.Options{Own: true}),
	} {
		if c.AccessKeyID != h.user.AccessKeyID || !c.SecretAccessKey.Equal(h.user.SecretAccessKey) || c.Temporary() {
			t.Errorf("%s: got %+v, want the keys themselves", name, c)
		}
	}
	h.asked(0)
}

func TestTemporaryKeysAsTheyAre(t *testing.T) {
	h := newHouse(t)
	keys, err := h.world.AddSession(h.user.ARN, h.now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	step := h.keys()
	step.Keys = profiles.Keys{AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey, SessionToken: keys.SessionToken}
	if c := h.resolve(plan(step), creds.Options{}); c.AccessKeyID != keys.AccessKeyID || !c.SessionToken.Equal(keys.SessionToken) {
		t.Errorf("got %+v, want the keys of the file", c)
	}
	h.calls("GetSessionToken", 0)
}

func TestWarmIsOneLookUp(t *testing.T) {
	h := newHouse(t)
	p := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "build"}), h.role(fakeaws.RoleSpec{Name: "deploy"}))
	cold := h.resolve(p, creds.Options{})
	h.calls("AssumeRole", 2)
	h.calls("GetSessionToken", 0)
	h.store.gets = 0
	warm := h.resolve(p, creds.Options{})
	if warm.AccessKeyID != cold.AccessKeyID || !warm.SecretAccessKey.Equal(cold.SecretAccessKey) ||
		!warm.SessionToken.Equal(cold.SessionToken) || !warm.Expires.Equal(cold.Expires) {
		t.Errorf("warm %+v is not cold %+v", warm, cold)
	}
	if h.store.gets != 1 {
		t.Errorf("%d look-ups, want 1", h.store.gets)
	}
	h.calls("AssumeRole", 2)
	if warm.AccountID != account || !strings.HasSuffix(warm.ARN, "assumed-role/deploy/lanyard-alice") || warm.Source != "assume-role deploy" {
		t.Errorf("got %+v, want the role's account, session ARN and source", warm)
	}
}

func TestRoleParameters(t *testing.T) {
	h := newHouse(t)
	step := h.role(fakeaws.RoleSpec{Name: "deploy", ExternalID: "spoon", RequireSourceIdentity: true, MaxSession: 4 * time.Hour})
	step.Role.ExternalID, step.Role.SourceIdentity, step.Role.SessionName = "spoon", "alice", "night-shift"
	step.Role.Duration = 3 * time.Hour
	step.Role.Tags = []profiles.Tag{{Key: "team", Value: "ops"}, {Key: "cost", Value: "1 2"}}
	step.Role.TransitiveTags = []string{"team"}
	c := h.resolve(plan(h.keys(), step), creds.Options{})
	if !strings.HasSuffix(c.ARN, "/night-shift") {
		t.Errorf("session ARN %q", c.ARN)
	}
	if left := c.Expires.Sub(h.now()); left < 179*time.Minute {
		t.Errorf("%v left of three hours", left)
	}
	s, err := h.world.Session(c.AccessKeyID)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%v %v %s", s.Tags, s.TransitiveTags, s.SourceIdentity) != "[{team ops} {cost 1 2}] [team] alice" {
		t.Errorf("AWS got tags %v, transitive %v, source identity %q", s.Tags, s.TransitiveTags, s.SourceIdentity)
	}
}

func TestChainedRolesAreCapped(t *testing.T) {
	h := newHouse(t)
	long := h.role(fakeaws.RoleSpec{Name: "deploy", MaxSession: 4 * time.Hour})
	long.Role.Duration = 4 * time.Hour
	p := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "build"}), long)
	c := h.resolve(p, creds.Options{})
	if left := c.Expires.Sub(h.now()); left > time.Hour {
		t.Errorf("%v left, STS gives at most an hour", left)
	}
	if len(h.warned) != 1 || !strings.Contains(h.warned[0], "4h asked for") {
		t.Errorf("warned %q, want one word on the cap", h.warned)
	}
}

func TestRefused(t *testing.T) {
	h := newHouse(t)
	step := h.role(fakeaws.RoleSpec{Name: "deploy", ExternalID: "spoon"})
	_, err := h.Resolve(t.Context(), plan(h.keys(), step), creds.Options{})
	var api *creds.APIError
	if !errors.Is(err, creds.ErrDenied) || !errors.As(err, &api) || api.Code != "AccessDenied" || api.RequestID == "" || api.HTTPStatus != 403 {
		t.Fatalf("got %v, want AccessDenied with its request id", err)
	}
	if !strings.HasPrefix(err.Error(), `profile "deploy": AssumeRole: AccessDenied: `) {
		t.Errorf("the error reads %q", err)
	}
}

func TestBrokenAndUnsupportedPlans(t *testing.T) {
	h := newHouse(t)
	broken := plan(h.keys())
	broken.Problem = &profiles.Problem{Message: "half a pair of keys", Hint: "add the other half"}
	var problem *creds.ProblemError
	_, err := h.Resolve(t.Context(), broken, creds.Options{})
	if !errors.Is(err, creds.ErrIncomplete) || !errors.As(err, &problem) || problem.Problem.Hint == "" {
		t.Errorf("got %v, want the plan's problem", err)
	}
	for _, kind := range []profiles.Kind{profiles.KindWebIdentity, profiles.KindContainer, profiles.KindEC2Instance} {
		_, err := h.Resolve(t.Context(), plan(profiles.Step{Kind: kind, Profile: "p"}), creds.Options{})
		if !errors.Is(err, creds.ErrUnsupported) || !strings.Contains(err.Error(), string(kind)+" credentials: not supported in this version") {
			t.Errorf("%s: got %v", kind, err)
		}
	}
	if _, err := h.Resolve(t.Context(), profiles.Plan{Profile: "empty"}, creds.Options{}); !errors.Is(err, creds.ErrIncomplete) {
		t.Errorf("no steps: got %v", err)
	}
}

func TestDurations(t *testing.T) {
	h := newHouse(t)
	p := plan(h.keysWithMFA())
	first := h.resolve(p, creds.Options{Duration: time.Hour})
	if again := h.resolve(p, creds.Options{Duration: 30 * time.Minute}); again.AccessKeyID != first.AccessKeyID {
		t.Error("a code was asked for though a longer session was there")
	}
	longer := h.resolve(p, creds.Options{Duration: 24 * time.Hour})
	if left := longer.Expires.Sub(h.now()); left < 23*time.Hour {
		t.Errorf("%v left, 24 h asked for", left)
	}
	h.asked(2)
}

func TestMinTTL(t *testing.T) {
	h := newHouse(t)
	p := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "deploy"}))
	h.resolve(p, creds.Options{})
	h.pass(20 * time.Minute)
	h.resolve(p, creds.Options{MinTTL: 30 * time.Minute})
	h.calls("AssumeRole", 1)
	c := h.resolve(p, creds.Options{MinTTL: 50 * time.Minute})
	h.calls("AssumeRole", 2)
	if left := c.Expires.Sub(h.now()); left < 50*time.Minute {
		t.Errorf("%v left, 50 min wanted", left)
	}
	var short *creds.TooShortError
	_, err := h.Resolve(t.Context(), p, creds.Options{MinTTL: 2 * time.Hour})
	if !errors.Is(err, creds.ErrTooShort) || !errors.As(err, &short) || short.Wanted != 2*time.Hour {
		t.Errorf("got %v, want ErrTooShort", err)
	}
}

// A renewal of the last step leaves the MFA session behind it, for which a person would be needed.
func TestRefreshLast(t *testing.T) {
	h := newHouse(t)
	p := plan(h.keys(), withMFA(h.role(fakeaws.RoleSpec{Name: "deploy", RequireMFA: true}), h.mfa.Serial))
	old := h.resolve(p, creds.Options{})
	renewed := h.resolve(p, creds.Options{RefreshLast: true})
	if renewed.AccessKeyID == old.AccessKeyID {
		t.Error("the role's credentials are the old ones")
	}
	h.asked(1)
	h.calls("AssumeRole", 2)
	h.pass(13 * time.Hour)
	h.resolve(p, creds.Options{RefreshLast: true})
	h.asked(2) // it had ended
}

func TestRefresh(t *testing.T) {
	h := newHouse(t)
	p := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "deploy"}))
	old := h.resolve(p, creds.Options{})
	renewed := h.resolve(p, creds.Options{Refresh: true})
	if renewed.AccessKeyID == old.AccessKeyID {
		t.Error("the cached session was handed out")
	}
	if c := h.resolve(p, creds.Options{}); c.AccessKeyID != renewed.AccessKeyID {
		t.Error("the new session was not cached")
	}
}

func TestRevokedSourceIsMadeAnewOnce(t *testing.T) {
	h := newHouse(t)
	build, deploy := h.role(fakeaws.RoleSpec{Name: "build"}), h.role(fakeaws.RoleSpec{Name: "deploy"})
	source := h.resolve(plan(h.keys(), build), creds.Options{})
	h.world.Revoke(source.AccessKeyID)
	h.resolve(plan(h.keys(), build, deploy), creds.Options{})
	h.calls("AssumeRole", 4) // build, deploy refused, build, deploy

	h.world.Revoke(h.user.AccessKeyID)
	_, err := h.Resolve(t.Context(), plan(h.keys(), build, deploy), creds.Options{Refresh: true})
	var api *creds.APIError
	if !errors.As(err, &api) || api.Code != "InvalidClientTokenId" {
		t.Errorf("got %v, want AWS's word on the revoked keys", err)
	}
}

func TestNothingCanBeCached(t *testing.T) {
	h := newHouse(t)
	h.store.putError = keychain.ErrReadOnly
	p := plan(h.keys(), withMFA(h.role(fakeaws.RoleSpec{Name: "deploy", RequireMFA: true}), h.mfa.Serial))
	first := h.resolve(p, creds.Options{})
	if again := h.resolve(p, creds.Options{}); again.AccessKeyID != first.AccessKeyID {
		t.Error("the same process forgot the session")
	}
	h.asked(1)
	if len(h.warned) != 1 || !strings.HasPrefix(h.warned[0], "not cached: ") {
		t.Errorf("warned %q, want it once", h.warned)
	}
}

func TestNoLockFolder(t *testing.T) {
	h := newHouse(t)
	h.Locks = "/proc/lanyard-locks" // where nobody, not even root, makes a folder
	p := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "deploy"}))
	h.resolve(p, creds.Options{})
	h.resolve(p, creds.Options{})
	h.calls("AssumeRole", 1)
	if h.store.puts != 0 || len(h.warned) != 1 || !strings.HasPrefix(h.warned[0], "not cached: ") {
		t.Errorf("%d entries written, warned %q; want none, and one warning", h.store.puts, h.warned)
	}
}

func TestLockedStore(t *testing.T) {
	h := newHouse(t)
	h.store.getError = fmt.Errorf("vault: %w", keychain.ErrLocked)
	if _, err := h.Resolve(t.Context(), plan(h.keys()), creds.Options{}); !errors.Is(err, keychain.ErrLocked) {
		t.Errorf("got %v, want ErrLocked", err)
	}
	h.calls("GetSessionToken", 0)
	h.resolve(plan(h.keys()), creds.Options{NoSession: true}) // needs no cache
}

func TestForeignEntriesAreNone(t *testing.T) {
	h := newHouse(t)
	p := plan(h.keys())
	h.resolve(p, creds.Options{})
	for _, content := range []string{"", "{", `{"version":2}`, `{"version":1,"access_key_id":"A"}`} {
		for key := range h.store.entries {
			h.store.entries[key] = []byte(content)
		}
		h.aws.ResetCalls()
		h.resolve(p, creds.Options{})
		h.calls("GetSessionToken", 1)
	}
}
