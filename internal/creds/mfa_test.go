package creds_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/profiles"
)

func TestOneCodeForManyRoles(t *testing.T) {
	h := newHouse(t)
	h.resolve(plan(h.keysWithMFA()), creds.Options{})
	for i := range 3 {
		role := withMFA(h.role(fakeaws.RoleSpec{Name: fmt.Sprint("role", i), RequireMFA: true}), h.mfa.Serial)
		c := h.resolve(plan(h.keys(), role), creds.Options{})
		if until := c.PersonNeededAt.Sub(h.now()); until < 11*time.Hour || until > 12*time.Hour {
			t.Errorf("a person is needed in %v, want the MFA session's 12 h", until)
		}
	}
	h.asked(1)
	h.calls("GetSessionToken", 1)
	if got := h.person.requests[0]; got.Profile != "base" || got.Serial != h.mfa.Serial || got.Retry != "" {
		t.Errorf("asked %+v", got)
	}
}

func TestImportedKeysKeepTheirSession(t *testing.T) {
	h := newHouse(t)
	h.resolve(plan(h.keysWithMFA()), creds.Options{})
	step := h.keysWithMFA()
	step.Kind, step.Profile = profiles.KindKeychain, "imported"
	h.resolve(plan(step), creds.Options{})
	h.asked(1)
}

func TestLongRoleTakesTheCodeItself(t *testing.T) {
	h := newHouse(t)
	long := withMFA(h.role(fakeaws.RoleSpec{Name: "deploy", RequireMFA: true, MaxSession: 4 * time.Hour}), h.mfa.Serial)
	long.Role.Duration = 4 * time.Hour
	c := h.resolve(plan(h.keys(), long), creds.Options{})
	h.calls("GetSessionToken", 0)
	if left := c.Expires.Sub(h.now()); left < 239*time.Minute || !c.PersonNeededAt.Equal(c.Expires) {
		t.Errorf("%v left, a person needed at %v; want 4 h, and one when they end", left, c.PersonNeededAt)
	}
	h.resolve(plan(h.keys(), long), creds.Options{})
	h.asked(1)
	// An hour of it can be had from the MFA session.
	h.resolve(plan(h.keys(), long), creds.Options{Duration: time.Hour})
	h.calls("GetSessionToken", 1)
	h.asked(2)
}

func TestWrongCodes(t *testing.T) {
	h := newHouse(t)
	good, err := h.code()
	if err != nil {
		t.Fatal(err)
	}
	h.person.answer = answers("12345", otherCode(good), good)
	h.resolve(plan(h.keysWithMFA()), creds.Options{})
	h.asked(3)
	h.calls("GetSessionToken", 2) // a code of five digits is not sent
	for i, want := range []string{"", "six digits", "refused"} {
		if got := h.person.requests[i].Retry; !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("try %d: told %q, want %q", i, got, want)
		}
	}

	h.person.answer = func() (string, error) { return otherCode(good), nil }
	_, err = h.Resolve(t.Context(), plan(h.keysWithMFA()), creds.Options{Refresh: true})
	if !errors.Is(err, creds.ErrWrongCode) || errors.Is(err, creds.ErrDenied) {
		t.Errorf("got %v, want ErrWrongCode", err)
	}
	h.asked(6)
}

func TestForeignDeviceIsNotAskedForAgain(t *testing.T) {
	h := newHouse(t)
	step := withMFA(h.keys(), "arn:aws:iam::"+account+":mfa/tablet")
	_, err := h.Resolve(t.Context(), plan(step), creds.Options{})
	if !errors.Is(err, creds.ErrDenied) || errors.Is(err, creds.ErrWrongCode) || !strings.Contains(err.Error(), "unable to validate") {
		t.Errorf("got %v, want AWS's refusal of the device", err)
	}
	h.asked(1)
}

// otherCode is a code that is wrong now.
func otherCode(good string) string {
	if good == "000000" {
		return "000001"
	}
	return "000000"
}

func TestGivenCodeIsNotRetried(t *testing.T) {
	h := newHouse(t)
	good, err := h.code()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Resolve(t.Context(), plan(h.keysWithMFA()), creds.Options{MFACode: otherCode(good)}); !errors.Is(err, creds.ErrWrongCode) {
		t.Errorf("got %v, want ErrWrongCode", err)
	}
	if _, err := h.Resolve(t.Context(), plan(h.keysWithMFA()), creds.Options{MFACode: "no code"}); !errors.Is(err, creds.ErrWrongCode) {
		t.Errorf("got %v, want ErrWrongCode", err)
	}
	h.resolve(plan(h.keysWithMFA()), creds.Options{MFACode: " " + good + "\n"})
	h.asked(0)
}

func TestCodeIsUsedOnce(t *testing.T) {
	h := newHouse(t)
	first := withMFA(h.role(fakeaws.RoleSpec{Name: "build", RequireMFA: true}), h.mfa.Serial)
	second := withMFA(h.role(fakeaws.RoleSpec{Name: "deploy"}), h.mfa.Serial)
	given, err := h.code()
	if err != nil {
		t.Fatal(err)
	}
	h.person.answer = func() (string, error) { return "", creds.ErrDeclined }
	_, err = h.Resolve(t.Context(), plan(h.keys(), first, second), creds.Options{MFACode: given})
	if !errors.Is(err, creds.ErrDeclined) {
		t.Errorf("got %v, want ErrDeclined", err)
	}
	h.asked(1)
	if got := h.person.requests[0].Retry; !strings.Contains(got, "has been used") {
		t.Errorf("told %q, want that a second code is needed", got)
	}
}

func TestNobodyToAsk(t *testing.T) {
	h := newHouse(t)
	h.Person = nil
	role := withMFA(h.role(fakeaws.RoleSpec{Name: "deploy"}), h.mfa.Serial)
	_, err := h.Resolve(t.Context(), plan(h.keys(), role), creds.Options{})
	if !errors.Is(err, creds.ErrPersonNeeded) || !strings.Contains(err.Error(), h.mfa.Serial) || !strings.Contains(err.Error(), `"deploy"`) {
		t.Errorf("got %v, want ErrPersonNeeded with serial and profile", err)
	}
}

func TestMFAProcess(t *testing.T) {
	h := newHouse(t)
	code, err := h.code()
	if err != nil {
		t.Fatal(err)
	}
	h.Environ = append(h.Environ, "CODE="+code, "LANYARD_KEYCHAIN_PASSPHRASE=open sesame")
	step := h.keysWithMFA()
	set := func(command string) {
		step.Settings = &profiles.Profile{Settings: map[string]profiles.Setting{"mfa_process": {Value: command}}}
	}
	set(`printf ' %s \n' "$CODE"; test -z "$LANYARD_KEYCHAIN_PASSPHRASE"`)
	h.resolve(plan(step), creds.Options{})
	h.asked(0)

	set("echo broken >&2; exit 3")
	_, err = h.Resolve(t.Context(), plan(step), creds.Options{Refresh: true})
	if err == nil || !strings.Contains(err.Error(), "mfa_process") || !strings.Contains(err.Error(), "exit status 3: broken") {
		t.Errorf("got %v, want the program's complaint", err)
	}
}
