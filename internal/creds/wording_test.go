package creds_test

import (
	"errors"
	"fmt"
	"testing"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/keychain"
	"lanyard/profiles"
)

// TestErrorsSayEachThingOnce: the profile, what it needs, why that was not had.
func TestErrorsSayEachThingOnce(t *testing.T) {
	h := newHouse(t)
	deploy := plan(h.keys(), withMFA(h.role(fakeaws.RoleSpec{Name: "deploy"}), h.mfa.Serial))
	code := "the MFA code of device " + h.mfa.Serial + " is needed: "
	noTerminal := errors.New("there is no terminal to ask on")
	check := func(p profiles.Plan, want string) error {
		t.Helper()
		_, err := h.Resolve(t.Context(), p, creds.Options{})
		if err == nil || err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
		return err
	}

	h.person.answer = func() (string, error) { return "", fmt.Errorf("%w: %w", creds.ErrPersonNeeded, noTerminal) }
	err := check(deploy, `profile "deploy": `+code+"a person is needed: there is no terminal to ask on")
	var needed *creds.PersonNeededError
	if !errors.As(err, &needed) || needed.Profile != "deploy" || needed.Serial != h.mfa.Serial || !errors.Is(needed, creds.ErrPersonNeeded) {
		t.Errorf("got %#v, want the profile and the device", err)
	}
	h.person.answer = func() (string, error) { return "", fmt.Errorf("%w: nothing was typed", creds.ErrDeclined) }
	err = check(deploy, `profile "deploy": `+code+"declined: nothing was typed")
	if errors.As(err, &needed) {
		t.Error("who declines is told that a person is needed")
	}

	// What fails on the way is told with the name of the profile that it fails in.
	tool := profiles.Step{Kind: profiles.KindProcess, Profile: "tool", Process: "/nowhere/tool"}
	check(plan(tool, h.role(fakeaws.RoleSpec{Name: "build"}), h.role(fakeaws.RoleSpec{Name: "ship"})),
		`profile "ship": source profile "build": source profile "tool": credential_process: "/nowhere/tool": no such file or directory`)
	check(plan(tool), `profile "tool": credential_process: "/nowhere/tool": no such file or directory`)

	h.store.getError = fmt.Errorf("%w: %w", keychain.ErrLocked, noTerminal)
	check(deploy, `profile "deploy": the keychain is locked: there is no terminal to ask on`)
}
