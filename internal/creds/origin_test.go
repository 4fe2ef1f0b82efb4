package creds_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"lanyard/internal/creds"
	"lanyard/internal/fakeaws"
	"lanyard/internal/redact"
	"lanyard/keychain"
	"lanyard/profiles"
)

// during runs something while the answer to the first request of an operation is on its way.
type during struct {
	op   string // a path, or "" for any
	do   func()
	once sync.Once
}

func (d *during) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if d.op == "" || req.URL.Path == d.op {
		d.once.Do(d.do)
	}
	return resp, err
}

// elsewhere is another process of the same person.
func (h *house) elsewhere() *creds.Resolver {
	other := h.another(h.Locks)
	other.SSO = h.SSO
	return other
}

const roleCredentialsPath = "/federation/credentials"

// TestLogoutDuringRoleCredentials signs out while role credentials are on their way, new ones and renewed
// ones, of the role itself and of one beyond it.
func TestLogoutDuringRoleCredentials(t *testing.T) {
	for name, renewal := range map[string]bool{"new": false, "renewed": true} {
		t.Run(name, func(t *testing.T) {
			h, _, _, corp := signedIn(t)
			if renewal {
				h.resolve(corp, creds.Options{})
				h.pass(55 * time.Minute)
				h.aws.SetClockOffset(55 * time.Minute)
			}
			h.Transport = &during{op: roleCredentialsPath, do: func() {
				if _, err := h.elsewhere().SignOut(t.Context(), corp.Steps[0]); err != nil {
					t.Error(err)
				}
			}}
			h.wantSignedOut(corp)
		})
	}
}

// wantSignedOut resolves a plan, and wants neither credentials nor anything left in the store.
func (h *house) wantSignedOut(p profiles.Plan) {
	h.Helper()
	h.Person = nil
	c, err := h.Resolve(h.Context(), p, creds.Options{})
	if !errors.Is(err, creds.ErrSignInRequired) {
		h.Errorf("got %s and %v, want a sign-in to be required", c.AccessKeyID, err)
	}
	if entries, _ := h.store.Entries(h.Context()); len(entries) > 0 {
		h.Errorf("%d entries are left", len(entries))
	}
}

// TestLogoutDuringAssumeRole signs out while a role that other credentials lead to is being assumed.
func TestLogoutDuringAssumeRole(t *testing.T) {
	h, _, _, corp := signedIn(t)
	beyond := plan(corp.Steps[0], h.role(fakeaws.RoleSpec{Name: "beyond"}), h.role(fakeaws.RoleSpec{Name: "further"}))
	h.resolve(plan(beyond.Steps[:2]...), creds.Options{})
	h.Transport = &during{op: "/", do: func() {
		if _, err := h.elsewhere().SignOut(t.Context(), corp.Steps[0]); err != nil {
			t.Error(err)
		}
	}}
	h.wantSignedOut(beyond)
}

// TestConsoleLogoutDuringAssumeRole is the same with a sign-in to the console.
func TestConsoleLogoutDuringAssumeRole(t *testing.T) {
	h := newConsoleHouse(t, creds.ShareNever)
	h.resolve(plan(h.step), creds.Options{})
	h.Transport = &during{op: "/", do: func() {
		other := h.elsewhere()
		if _, err := other.SignOut(t.Context(), h.step); err != nil {
			t.Error(err)
		}
	}}
	h.wantSignedOut(plan(h.step, h.role(fakeaws.RoleSpec{Name: "deploy"})))
}

// TestAnotherSignInDuringRoleCredentials signs out and in again: what came from the first sign-in is not
// kept among what comes from the second.
func TestAnotherSignInDuringRoleCredentials(t *testing.T) {
	h, file, session, corp := signedIn(t)
	token, _ := file.Read(session)
	h.Transport = &during{op: roleCredentialsPath, do: func() {
		other := h.elsewhere()
		if _, err := other.SignOut(t.Context(), corp.Steps[0]); err != nil {
			t.Error(err)
		}
		fresh, err := h.world.AddSSOToken(corpURL)
		if err != nil {
			t.Error(err)
			return
		}
		token.Access, token.Refresh, token.Expires = fresh.AccessToken, fresh.RefreshToken, fresh.Expires
		if err := file.Write(session, token); err != nil {
			t.Error(err)
		}
		if _, err := other.SignIn(t.Context(), corp.Steps[0], creds.Options{}); err != nil {
			t.Error(err)
		}
	}}
	h.resolve(corp, creds.Options{})
	h.calls("GetRoleCredentials", 2)
}

// removable is a key source whose keys can be removed.
type removable struct {
	keySource
	removed *bool
}

func (k removable) Keys() ([]keychain.Key, error) {
	if *k.removed {
		return nil, nil
	}
	return k.keySource.Keys()
}

func (k removable) Secret(ctx context.Context, name string) (keychain.Key, redact.Secret, error) {
	if *k.removed {
		return keychain.Key{}, redact.Secret{}, keychain.ErrNotFound
	}
	return k.keySource.Secret(ctx, name)
}

// TestKeyRemovedDuringRenewal removes a key while a session of it, or a role that it leads to, is on its way.
func TestKeyRemovedDuringRenewal(t *testing.T) {
	for name, beyond := range map[string]bool{"session": false, "role": true} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			step := h.keys()
			step.Kind = profiles.KindKeychain
			p, removed := plan(step), false
			if beyond {
				p = plan(step, h.role(fakeaws.RoleSpec{Name: "deploy"}))
			}
			h.Keys = removable{keySource{h.user}, &removed}
			h.Transport = &during{op: "/", do: func() { removed = true }}
			if c, err := h.Resolve(t.Context(), p, creds.Options{}); !errors.Is(err, keychain.ErrNotFound) {
				t.Errorf("got %s and %v, want ErrNotFound", c.AccessKeyID, err)
			}
			if len(h.store.entries) > 0 {
				t.Errorf("%d entries are left", len(h.store.entries))
			}
		})
	}
}

// TestClearDuringRenewal clears the cache while a session is being renewed, and while the role that an
// MFA session leads to is on its way.
func TestClearDuringRenewal(t *testing.T) {
	h := newHouse(t)
	clear := func() {
		h.store.mu.Lock()
		defer h.store.mu.Unlock()
		h.store.entries = nil
	}
	deploy := plan(h.keys(), h.role(fakeaws.RoleSpec{Name: "deploy"}))
	h.resolve(deploy, creds.Options{})
	h.Transport = &during{op: "/", do: clear}
	h.resolve(deploy, creds.Options{Refresh: true})
	if len(h.store.entries) > 0 {
		t.Error("the renewed session is there again")
	}
	admin := h.role(fakeaws.RoleSpec{Name: "admin"})
	admin.MFASerial = h.mfa.Serial
	h.resolve(plan(h.keysWithMFA()), creds.Options{})
	h.Transport = &during{op: "/", do: clear}
	h.resolve(plan(h.keys(), admin), creds.Options{})
	h.asked(2) // the code of the session that was cleared is asked for again
}
