package creds_test

import (
	"errors"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
)

// refusals are the ways in which renewing a console sign-in fails, and whether the refusal is final.
func refusals() map[string]struct {
	fault fakeaws.Fault
	final bool
} {
	type refusal = struct {
		fault fakeaws.Fault
		final bool
	}
	return map[string]refusal{
		"the token has expired":   {fakeaws.Fault{Kind: fakeaws.Refuse, Status: 400, Code: "TOKEN_EXPIRED"}, true},
		"the password changed":    {fakeaws.Fault{Kind: fakeaws.Refuse, Status: 400, Code: "USER_CREDENTIALS_CHANGED"}, true},
		"of another region":       {fakeaws.Fault{Kind: fakeaws.Refuse, Status: 400, Code: "INVALID_REQUEST"}, true},
		"insufficient permission": {fakeaws.Fault{Kind: fakeaws.Refuse, Status: 403, Code: "INSUFFICIENT_PERMISSIONS"}, true},
		"any other refusal":       {fakeaws.Fault{Kind: fakeaws.Refuse, Status: 400, Code: "VALIDATION"}, true},
		"too many requests":       {fakeaws.Fault{Kind: fakeaws.Refuse, Status: 429, Code: "TOO_MANY_REQUESTS"}, false},
		"trouble at AWS":          {fakeaws.Fault{Kind: fakeaws.Status, Status: 500}, false},
		"no connection":           {fakeaws.Fault{Kind: fakeaws.Drop}, false},
	}
}

// TestRefusedLoginRenewal uses console credentials to their end when renewing them fails, lanyard's own
// and those that the AWS CLI left, and asks at most once a minute.
func TestRefusedLoginRenewal(t *testing.T) {
	for name, c := range refusals() {
		for whose, own := range map[string]bool{"own": true, "another program's": false} {
			t.Run(name+", "+whose, func(t *testing.T) {
				h := newConsoleHouse(t, creds.ShareAlways)
				keys := h.resolve(plan(h.step), creds.Options{})
				if own {
					h.SSO.LoginFolder = t.TempDir()
				} else {
					h.store.entries = nil
				}
				h.pass(11 * time.Minute)
				c.fault.Action = "CreateOAuth2Token"
				if err := h.aws.Inject(c.fault); err != nil {
					t.Fatal(err)
				}
				signIns := h.Person.(*browsing).signIns
				for range 3 {
					if got := h.resolve(plan(h.step), creds.Options{}); got.AccessKeyID != keys.AccessKeyID {
						t.Fatalf("got %s, want %s", got.AccessKeyID, keys.AccessKeyID)
					}
				}
				h.calls("CreateOAuth2Token", 2)
				if asked := h.Person.(*browsing).signIns; asked != signIns {
					t.Error("the person was asked while the keys were good")
				}
				st := h.State(t.Context(), plan(h.step))
				if promised := st.PersonNeededAt.Sub(h.now()) > time.Hour; promised == c.final {
					t.Errorf("the state is %+v", st)
				}
				h.wantOver(keys, c.final)
			})
		}
	}
}

// wantOver lets the keys end. Then a person is needed if the refusal was final.
func (h *consoleHouse) wantOver(keys creds.Credentials, final bool) {
	h.Helper()
	h.Person = nil
	h.pass(2 * time.Minute)
	h.resolve(plan(h.step), creds.Options{})
	h.pass(4 * time.Minute)
	if h.now().Before(keys.Expires) {
		h.Fatal("the keys have not ended")
	}
	calls := h.aws.Calls("CreateOAuth2Token")
	_, err := h.Resolve(h.Context(), plan(h.step), creds.Options{})
	if err == nil || errors.Is(err, creds.ErrSignInRequired) != final {
		h.Errorf("got %v", err)
	}
	if st := h.State(h.Context(), plan(h.step)); final && (st.Status != creds.StatusSignedOut || h.aws.Calls("CreateOAuth2Token") != calls) {
		h.Errorf("the state is %+v after %d more calls", st, h.aws.Calls("CreateOAuth2Token")-calls)
	}
}

// TestRefusedLoginBehindRole takes the promise of hours from a role too that the sign-in led to.
func TestRefusedLoginBehindRole(t *testing.T) {
	h := newConsoleHouse(t, creds.ShareNever)
	deploy := plan(h.step, h.role(fakeaws.RoleSpec{Name: "deploy"}))
	h.resolve(deploy, creds.Options{})
	if st := h.State(t.Context(), deploy); st.PersonNeededAt.Sub(h.now()) < time.Hour {
		t.Errorf("the state is %+v", st)
	}
	h.pass(11 * time.Minute)
	if err := h.aws.Inject(fakeaws.Fault{Kind: fakeaws.Refuse, Status: 400, Code: "TOKEN_EXPIRED", Action: "CreateOAuth2Token"}); err != nil {
		t.Fatal(err)
	}
	h.resolve(plan(h.step), creds.Options{})
	if st := h.State(t.Context(), deploy); st.PersonNeededAt.Sub(h.now()) > 5*time.Minute {
		t.Errorf("the state is %+v", st)
	}
}

// TestRefusedLoginRefresh asks the person where --refresh wants new keys and the sign-in is over.
func TestRefusedLoginRefresh(t *testing.T) {
	h := newConsoleHouse(t, creds.ShareAlways)
	h.resolve(plan(h.step), creds.Options{})
	h.pass(5 * time.Minute)
	if err := h.aws.Inject(fakeaws.Fault{Kind: fakeaws.Refuse, Status: 400, Code: "TOKEN_EXPIRED", Action: "CreateOAuth2Token", Times: 1}); err != nil {
		t.Fatal(err)
	}
	h.resolve(plan(h.step), creds.Options{Refresh: true})
	if got := h.Person.(*browsing).signIns; got != 2 {
		t.Errorf("the person signed in %d times, want 2", got)
	}
}
