package keychain_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/internal/redact"
	"lanyard/keychain"
)

// TestReadingDecidesNothing expects reads before the first write to use no store and to choose none.
func TestReadingDecidesNothing(t *testing.T) {
	o := options(t)
	o.Mode = keychain.ModeAuto
	r := &ring{failure: errors.New("dialled")}
	o.Keyring = r
	o.Passphrase = func(context.Context, keychain.PassphraseRequest) (redact.Secret, error) {
		t.Error("asked")
		return redact.Secret{}, nil
	}
	v := keychain.Open(o)
	if _, err := v.Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrNotFound) {
		t.Errorf("Get: %v", err)
	}
	if keys, err := v.Keys(); err != nil || len(keys) != 0 {
		t.Errorf("Keys = %v, %v", keys, err)
	}
	if entries, err := v.Entries(t.Context()); err != nil || len(entries) != 0 {
		t.Errorf("Entries = %v, %v", entries, err)
	}
	must(t, v.Delete(t.Context(), "session", "a"))
	must(t, v.Lock(t.Context()))
	if s, err := v.Status(t.Context()); err != nil || s.Store != keychain.ModeAuto || s.Locked {
		t.Errorf("Status = %+v, %v", s, err)
	}
	if left, _ := os.ReadDir(o.Dir); len(left) != 0 {
		t.Errorf("written: %v", left)
	}
}

func TestAutoDecidesOnce(t *testing.T) {
	o := fileOptions(t)
	o.Mode = keychain.ModeAuto
	var warnings []string
	o.Warn = func(m string) { warnings = append(warnings, m) }
	o.Keyring = &ring{failure: keychain.ErrNoKeyring}
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("one")))
	if len(warnings) != 1 || !strings.Contains(warnings[0], "encrypted files") {
		t.Errorf("warnings = %q", warnings)
	}
	// A keyring that appears later changes nothing.
	r := newRing()
	o.Keyring = r
	v := keychain.Open(o)
	if got, err := v.Get(t.Context(), "session", "a"); err != nil || string(got) != "one" {
		t.Errorf("Get = %q, %v", got, err)
	}
	must(t, v.AddKey(t.Context(), keychain.Key{Name: "x"}, redact.New("s")))
	if s, err := v.Status(t.Context()); err != nil || s.Store != keychain.ModeFile || s.Locked || len(r.items) != 0 {
		t.Errorf("Status = %+v, %v; the keyring holds %v", s, err, r.users())
	}
}

// TestKeyringGone expects an error for a vault whose keyring is gone, and no second store.
func TestKeyringGone(t *testing.T) {
	for name, failure := range map[string]error{"gone": keychain.ErrNoKeyring, "failing": keychain.ErrKeyringFailed, "locked": keychain.ErrKeyringLocked, "denying": keychain.ErrDenied} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			o.Mode = keychain.ModeAuto
			o.EnvPassphrase = redact.New("correct horse")
			yesterday := o.Keyring
			v := keychain.Open(o)
			must(t, v.Put(t.Context(), "session", "a", []byte("one")))
			must(t, v.AddKey(t.Context(), keychain.Key{Name: "x"}, redact.New("s")))
			before := snapshot(t, o.Dir)

			o.Keyring = &ring{failure: failure}
			v = keychain.Open(o)
			_, getErr := v.Get(t.Context(), "session", "a")
			_, _, secretErr := v.Secret(t.Context(), "x")
			addErr := v.AddKey(t.Context(), keychain.Key{Name: "y"}, redact.New("s"))
			for what, err := range map[string]error{
				"Get": getErr, "Secret": secretErr, "AddKey": addErr,
				"Put": v.Put(t.Context(), "session", "b", nil),
			} {
				if !errors.Is(err, failure) {
					t.Errorf("%s: %v, want %v", what, err, failure)
				}
			}
			if s, err := v.Status(t.Context()); err != nil || !s.Locked || !errors.Is(s.Why, failure) {
				t.Errorf("Status = %+v, %v", s, err)
			}
			if after := snapshot(t, o.Dir); !slices.Equal(before, after) {
				t.Errorf("the state changed:\n%q\n%q", before, after)
			}
			o.Keyring = yesterday
			if got, err := keychain.Open(o).Get(t.Context(), "session", "a"); err != nil || string(got) != "one" {
				t.Errorf("with the keyring back: %q, %v", got, err)
			}
		})
	}
}

func TestKeyGoneFromTheKeyring(t *testing.T) {
	o := options(t)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("one")))
	for name, item := range map[string]redact.Secret{
		"absent": {}, "another vault's": redact.New(strings.Repeat("A", 43) + "="), "no key": redact.New("?"),
	} {
		t.Run(name, func(t *testing.T) {
			r := newRing()
			if s, err := keychain.Open(o).Status(t.Context()); err == nil && !item.Empty() {
				r.items[s.VaultID+"/vault"] = item
			}
			o.Keyring = r
			v := keychain.Open(o)
			if _, err := v.Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrKeyMissing) {
				t.Errorf("Get: %v, want ErrKeyMissing", err)
			}
			if err := v.Put(t.Context(), "session", "b", nil); !errors.Is(err, keychain.ErrKeyMissing) {
				t.Errorf("Put: %v, want ErrKeyMissing", err)
			}
			if aside, _ := filepath.Glob(filepath.Join(o.Dir, "damaged", "*")); len(aside) != 0 {
				t.Errorf("a missing key counted as damage: %v", aside)
			}
		})
	}
}

func TestContradictingMode(t *testing.T) {
	o := options(t)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil))
	o.Mode, o.EnvPassphrase = keychain.ModeFile, redact.New("correct horse")
	v := keychain.Open(o)
	_, getErr := v.Get(t.Context(), "session", "a")
	for what, err := range map[string]error{
		"Get": getErr, "Put": v.Put(t.Context(), "session", "a", nil),
		"AddKey": v.AddKey(t.Context(), keychain.Key{Name: "x"}, redact.New("s")),
	} {
		if !errors.Is(err, keychain.ErrOtherStore) || !strings.Contains(err.Error(), `"os"`) {
			t.Errorf("%s: %v, want ErrOtherStore naming os", what, err)
		}
	}
}

// TestInterruptedFirstRun interrupts the first run after each of its steps.
func TestInterruptedFirstRun(t *testing.T) {
	o := options(t)
	r := newRing()
	o.Keyring = r
	r.failure = keychain.ErrLocked // before the item is written
	if err := keychain.Open(o).Put(t.Context(), "session", "a", nil); !errors.Is(err, keychain.ErrLocked) {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(o.Dir, "vault")); err == nil {
		t.Fatal("a vault without a key")
	}
	r.failure = nil
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("one")))
	// after the item, before the vault file has its name
	must(t, os.Rename(filepath.Join(o.Dir, "vault"), filepath.Join(o.Dir, "vault.new")))
	must(t, os.RemoveAll(filepath.Join(o.Dir, "sealed")))
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("two")))
	if users := r.users(); len(users) != 1 {
		t.Errorf("the keyring holds %v, want one vault key", users)
	}
	if got, err := keychain.Open(o).Get(t.Context(), "session", "a"); err != nil || string(got) != "two" {
		t.Errorf("Get = %q, %v", got, err)
	}
}

func TestFirstRunsAtOnce(t *testing.T) {
	stores(t, func(t *testing.T, o keychain.Options) {
		var wg sync.WaitGroup
		for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
			v := keychain.Open(o) // as a process of its own
			wg.Go(func() {
				if err := v.Put(context.Background(), "session", id, []byte(id)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		entries, err := keychain.Open(o).Entries(t.Context())
		if err != nil || len(entries) != 6 {
			t.Errorf("%d entries, %v; want 6", len(entries), err)
		}
		if r, ok := o.Keyring.(*ring); ok && len(r.users()) != 1 {
			t.Errorf("the keyring holds %v, want one vault key", r.users())
		}
	})
}

// TestHomeReplaced replaces the home under a running process.
func TestHomeReplaced(t *testing.T) {
	o := options(t)
	running := keychain.Open(o)
	must(t, running.Put(t.Context(), "session", "a", []byte("old")))
	must(t, os.RemoveAll(o.Dir))
	if _, err := running.Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrNotFound) {
		t.Errorf("Get without a home: %v", err)
	}
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("new")))
	if got, err := running.Get(t.Context(), "session", "a"); err != nil || string(got) != "new" {
		t.Errorf("Get = %q, %v", got, err)
	}
	must(t, running.Put(t.Context(), "session", "b", []byte("newer")))
	if got, err := keychain.Open(o).Get(t.Context(), "session", "b"); err != nil || string(got) != "newer" {
		t.Errorf("Get = %q, %v", got, err)
	}
}

func TestDamagedVaultFileStays(t *testing.T) {
	o := options(t)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil))
	path := filepath.Join(o.Dir, "vault")
	for _, text := range []string{"", "{", `{"version":1}`, `{"version":9}`, strings.Repeat(" ", 1<<20)} {
		must(t, os.WriteFile(path, []byte(text), 0o600))
		err := keychain.Open(o).Put(t.Context(), "session", "a", nil)
		if err == nil || errors.Is(err, keychain.ErrNotFound) || (text[:min(2, len(text))] != `{"` && !errors.Is(err, keychain.ErrDamaged)) {
			t.Errorf("%.20q: %v", text, err)
		}
		if got, _ := os.ReadFile(path); string(got) != text {
			t.Errorf("%.20q: overwritten", text)
		}
	}
}

func TestKeyringThatHangs(t *testing.T) {
	o := options(t)
	hung := newRing()
	hung.waits.Store(true)
	o.Keyring = hung
	o.KeyringLimit = 10 * time.Millisecond
	v := keychain.Open(o)
	if err := v.Put(t.Context(), "session", "a", nil); !errors.Is(err, keychain.ErrKeyringFailed) {
		t.Errorf("Put: %v, want ErrKeyringFailed", err)
	}
	// A command waits only once.
	hung.waits.Store(false)
	if err := v.Put(t.Context(), "session", "a", nil); !errors.Is(err, keychain.ErrKeyringFailed) {
		t.Errorf("Put again: %v, want ErrKeyringFailed from memory", err)
	}
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil))
	must(t, os.RemoveAll(o.Dir))
	hung.waits.Store(true)
	o.KeyringLimit = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := keychain.Open(o).Put(ctx, "session", "a", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v, want Canceled", err)
	}
}

func TestOneReadPerCommand(t *testing.T) {
	o := options(t)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil))
	r := o.Keyring.(*ring)
	r.reads = 0
	v := keychain.Open(o)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := v.With(keychain.AccessPrompt).Get(t.Context(), "session", "a"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := v.With(keychain.AccessQuiet).Entries(t.Context()); err != nil {
		t.Error(err)
	}
	if r.reads != 1 {
		t.Errorf("%d reads of the keyring, want 1", r.reads)
	}
}

// snapshot returns the files of a state folder with their content, except locks.
func snapshot(t *testing.T, dir string) (files []string) {
	t.Helper()
	eachFile(t, dir, func(path string, content []byte) {
		if !strings.Contains(path, "locks") {
			files = append(files, path+"\n"+string(content))
		}
	})
	return files
}
