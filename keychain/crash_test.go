package keychain_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lanyard/internal/lock"
	"lanyard/internal/redact"
	"lanyard/keychain"
)

// moment is what a crash would leave: the state folder and the keyring.
type moment struct {
	files map[string]string
	items map[string]redact.Secret
}

// tracedRing records the state before and after each call.
type tracedRing struct {
	*ring
	dir     string
	moments []moment
}

func (r *tracedRing) take() {
	m := moment{files: map[string]string{}, items: maps.Clone(r.items)}
	paths, _ := filepath.Glob(filepath.Join(r.dir, "*"))
	for _, path := range paths {
		if text, err := os.ReadFile(path); err == nil {
			m.files[filepath.Base(path)] = string(text)
		}
	}
	r.moments = append(r.moments, m)
}

func (r *tracedRing) Get(ctx context.Context, user string) (redact.Secret, error) {
	r.take()
	defer r.take()
	return r.ring.Get(ctx, user)
}

func (r *tracedRing) Set(ctx context.Context, user string, secret redact.Secret) error {
	r.take()
	defer r.take()
	return r.ring.Set(ctx, user, secret)
}

func (r *tracedRing) Delete(ctx context.Context, user string) error {
	r.take()
	defer r.take()
	return r.ring.Delete(ctx, user)
}

// keyChange is a change of long-lived keys, with the names that are kept before and after it.
type keyChange struct {
	change        func(context.Context, *keychain.Vault) error
	before, after []string
	readable      bool // every listed name has its secret at any moment
}

func changes() map[string]keyChange {
	rename := func(ctx context.Context, v *keychain.Vault) error {
		if err := v.CopyKey(ctx, "old", "new"); err != nil {
			return err
		}
		if err := v.RemoveKey(ctx, "old"); !errors.Is(err, keychain.ErrNotFound) {
			return err
		}
		return nil
	}
	return map[string]keyChange{
		"add": {func(ctx context.Context, v *keychain.Vault) error {
			return v.AddKey(ctx, key("new"), redact.New("secret"))
		}, nil, []string{"new"}, false},
		"rename": {rename, []string{"old"}, []string{"new"}, true},
		"remove": {func(ctx context.Context, v *keychain.Vault) error { return v.RemoveKey(ctx, "old") }, []string{"old"}, nil, false},
	}
}

func keyed(t *testing.T, names []string) keychain.Options {
	t.Helper()
	o := options(t)
	o.Locks = lock.Dir(t.TempDir())
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil)) // makes the vault
	for _, name := range names {
		must(t, keychain.Open(o).AddKey(t.Context(), key(name), redact.New("secret")))
	}
	return o
}

// TestCrash repeats each change after every state in which a crash could have left it.
func TestCrash(t *testing.T) {
	for name, c := range changes() {
		t.Run(name, func(t *testing.T) {
			o := keyed(t, c.before)
			r := &tracedRing{ring: o.Keyring.(*ring), dir: o.Dir}
			o.Keyring = r
			must(t, c.change(t.Context(), keychain.Open(o)))
			r.take()
			for i, m := range r.moments {
				o.Dir = t.TempDir()
				for file, text := range m.files {
					must(t, os.WriteFile(filepath.Join(o.Dir, file), []byte(text), 0o600))
				}
				kept := newRing()
				kept.items = maps.Clone(m.items)
				o.Keyring = kept
				nothingUnlisted(t, o, kept)
				if c.readable {
					everyNameReadable(t, o)
				}
				err := c.change(t.Context(), keychain.Open(o))
				done := errors.Is(err, keychain.ErrExists) && name == "add" || errors.Is(err, keychain.ErrNotFound) && name == "remove"
				if err != nil && !done {
					t.Errorf("again after moment %d: %v", i, err)
				}
				holdsKeys(t, o, kept, c.after)
			}
		})
	}
}

// TestFailure makes each call of the keyring fail, before or after its work.
func TestFailure(t *testing.T) {
	for name, c := range changes() {
		for _, late := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				for call, failed := 0, true; failed; call++ {
					o := keyed(t, c.before)
					kept := o.Keyring.(*ring)
					o.Keyring = &faultyRing{ring: kept, call: call, late: late}
					failed = c.change(t.Context(), keychain.Open(o)) != nil
					o.Keyring = kept
					nothingUnlisted(t, o, kept)
					if c.readable {
						everyNameReadable(t, o)
					}
					if failed {
						must(t, c.change(t.Context(), keychain.Open(o)))
					}
					holdsKeys(t, o, kept, c.after)
				}
			})
		}
	}
}

// faultyRing returns an error for one call.
type faultyRing struct {
	*ring
	call int
	late bool
}

func (r *faultyRing) fails(work func() error) error {
	r.call--
	if r.call == -1 && !r.late {
		return keychain.ErrKeyringFailed
	}
	err := work()
	if r.call == -1 && err == nil {
		return keychain.ErrKeyringFailed
	}
	return err
}

func (r *faultyRing) Get(ctx context.Context, user string) (secret redact.Secret, err error) {
	err = r.fails(func() error { secret, err = r.ring.Get(ctx, user); return err })
	return secret, err
}

func (r *faultyRing) Set(ctx context.Context, user string, secret redact.Secret) error {
	return r.fails(func() error { return r.ring.Set(ctx, user, secret) })
}

func (r *faultyRing) Delete(ctx context.Context, user string) error {
	return r.fails(func() error { return r.ring.Delete(ctx, user) })
}

// forgetfulRing reports success and stores only the vault key.
type forgetfulRing struct{ *ring }

func (r forgetfulRing) Set(ctx context.Context, user string, secret redact.Secret) error {
	if strings.HasSuffix(user, "/vault") {
		return r.ring.Set(ctx, user, secret)
	}
	return nil
}

func TestKeyringThatKeepsNothing(t *testing.T) {
	o := keyed(t, nil)
	o.Keyring = forgetfulRing{o.Keyring.(*ring)}
	if err := keychain.Open(o).AddKey(t.Context(), key("prod"), redact.New("s")); !errors.Is(err, keychain.ErrKeyringFailed) {
		t.Errorf("AddKey: %v, want ErrKeyringFailed", err)
	}
	if keys, err := keychain.Open(o).Keys(); err != nil || len(keys) != 0 {
		t.Errorf("Keys = %v, %v", keys, err)
	}
}

func names(t *testing.T, o keychain.Options) (listed []string) {
	t.Helper()
	keys, err := keychain.Open(o).Keys()
	must(t, err)
	for _, k := range keys {
		listed = append(listed, k.Name)
	}
	return listed
}

func nothingUnlisted(t *testing.T, o keychain.Options, r *ring) {
	t.Helper()
	listed := names(t, o)
	for user := range r.items {
		if _, name, ok := strings.Cut(user, "/key/"); ok && !slices.Contains(listed, name) {
			t.Errorf("the keyring holds %q, which is not listed: %q", name, listed)
		}
	}
}

func everyNameReadable(t *testing.T, o keychain.Options) {
	t.Helper()
	listed := names(t, o)
	if len(listed) == 0 {
		t.Error("no key is listed")
	}
	for _, name := range listed {
		if _, secret, err := keychain.Open(o).Secret(t.Context(), name); err != nil || secret.Reveal() != "secret" {
			t.Errorf("the secret of %q: %v", name, err)
		}
	}
}

func holdsKeys(t *testing.T, o keychain.Options, r *ring, want []string) {
	t.Helper()
	if listed := names(t, o); !slices.Equal(listed, want) {
		t.Errorf("listed: %q, want %q", listed, want)
	}
	if len(want) > 0 {
		everyNameReadable(t, o)
	}
	if items := len(r.items) - 1; items != len(want) { // without the vault key
		t.Errorf("%d items, want %d: %q", items, len(want), r.users())
	}
}

func TestCopyKeyRefuses(t *testing.T) {
	o := keyed(t, []string{"a", "b"})
	v := keychain.Open(o)
	for _, c := range []struct {
		from, to string
		want     error
	}{{"a", "b", keychain.ErrExists}, {"a", "a", keychain.ErrExists}, {"gone", "b", keychain.ErrExists}, {"gone", "c", keychain.ErrNotFound}} {
		if err := v.CopyKey(t.Context(), c.from, c.to); !errors.Is(err, c.want) {
			t.Errorf("CopyKey(%q, %q): %v, want %v", c.from, c.to, err, c.want)
		}
	}
	// A new key may take the free name.
	must(t, v.CopyKey(t.Context(), "a", "c"))
	must(t, v.RemoveKey(t.Context(), "a"))
	must(t, v.CopyKey(t.Context(), "a", "c"))
	must(t, v.AddKey(t.Context(), key("a"), redact.New("another")))
	if err := v.CopyKey(t.Context(), "a", "c"); !errors.Is(err, keychain.ErrExists) {
		t.Errorf("CopyKey of another key: %v, want ErrExists", err)
	}
	// Removing the new name also ends a rename, without loss.
	must(t, v.CopyKey(t.Context(), "b", "d"))
	must(t, v.RemoveKey(t.Context(), "d"))
	if _, secret, err := v.Secret(t.Context(), "b"); err != nil || secret.Reveal() != "secret" {
		t.Errorf("after the rename was given up: %v", err)
	}
}
