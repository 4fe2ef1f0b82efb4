package keychain_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/internal/redact"
	"lanyard/keychain"
)

func key(name string) keychain.Key {
	return keychain.Key{Name: name, AccessKeyID: "AKIAIOSFODNN7EXAMPLE", Created: time.Unix(1700000000, 0).UTC()}
}

func TestKeys(t *testing.T) {
	stores(t, func(t *testing.T, o keychain.Options) {
		v := keychain.Open(o)
		names := []string{"prod", "team/ünï çödé", "../../etc/passwd", `quo"te`, "a b"}
		for _, name := range names {
			must(t, v.AddKey(t.Context(), key(name), redact.New("secret of "+name)))
		}
		if err := v.AddKey(t.Context(), key("prod"), redact.New("other")); !errors.Is(err, keychain.ErrExists) {
			t.Errorf("AddKey again: %v, want ErrExists", err)
		}
		v = keychain.Open(o)
		keys, err := v.Keys()
		must(t, err)
		var listed []string
		for _, k := range keys {
			listed = append(listed, k.Name)
		}
		slices.Sort(names)
		if !slices.Equal(listed, names) {
			t.Errorf("Keys = %q, want %q", listed, names)
		}
		for _, name := range names {
			k, secret, err := v.Secret(t.Context(), name)
			if err != nil || secret.Reveal() != "secret of "+name || k != key(name) {
				t.Errorf("Secret(%q) = %+v, %v", name, k, err)
			}
		}
		rotated := key("prod")
		rotated.AccessKeyID = "AKIAI44QH8DHBEXAMPLE"
		must(t, v.UpdateKey(t.Context(), rotated, redact.New("rotated")))
		rotated.Region = "eu-west-1"
		must(t, v.UpdateKey(t.Context(), rotated, redact.Secret{}))
		if k, secret, err := v.Secret(t.Context(), "prod"); err != nil || k != rotated || secret.Reveal() != "rotated" {
			t.Errorf("after UpdateKey: %+v, %v", k, err)
		}
		must(t, v.RemoveKey(t.Context(), "prod"))
		for what, err := range map[string]error{
			"RemoveKey": v.RemoveKey(t.Context(), "prod"),
			"UpdateKey": v.UpdateKey(t.Context(), key("prod"), redact.New("x")),
			"Secret":    errOf(v.Secret(t.Context(), "prod")),
		} {
			if !errors.Is(err, keychain.ErrNotFound) {
				t.Errorf("%s of a removed key: %v, want ErrNotFound", what, err)
			}
		}
		must(t, v.AddKey(t.Context(), key("prod"), redact.New("again")))
	})
}

func errOf(_ keychain.Key, _ redact.Secret, err error) error { return err }

func TestOTP(t *testing.T) {
	stores(t, func(t *testing.T, o keychain.Options) {
		v := keychain.Open(o)
		must(t, v.AddOTP(t.Context(), keychain.OTP{Name: "prod"}, redact.New("JBSWY3DPEHPK3PXP")))
		must(t, v.AddKey(t.Context(), key("prod"), redact.New("a key of the same name")))
		if err := v.AddOTP(t.Context(), keychain.OTP{Name: "prod"}, redact.New("x")); !errors.Is(err, keychain.ErrExists) {
			t.Errorf("AddOTP again: %v", err)
		}
		if seed, err := keychain.Open(o).OTP(t.Context(), "prod"); err != nil || seed.Reveal() != "JBSWY3DPEHPK3PXP" {
			t.Errorf("OTP: %v", err)
		}
		must(t, v.RemoveOTP(t.Context(), "prod"))
		if _, err := v.OTP(t.Context(), "prod"); !errors.Is(err, keychain.ErrNotFound) {
			t.Errorf("OTP after RemoveOTP: %v", err)
		}
		if left, err := v.OTPs(); err != nil || len(left) != 0 {
			t.Errorf("OTPs = %v, %v", left, err)
		}
	})
}

func TestItemNames(t *testing.T) {
	o := options(t)
	v := keychain.Open(o)
	must(t, v.AddKey(t.Context(), key("a/b"), redact.New("s")))
	must(t, v.AddOTP(t.Context(), keychain.OTP{Name: "a/b"}, redact.New("s")))
	s, err := v.Status(t.Context())
	must(t, err)
	want := []string{s.VaultID + "/key/a/b", s.VaultID + "/otp/a/b", s.VaultID + "/vault"}
	if got := o.Keyring.(*ring).users(); !slices.Equal(got, want) {
		t.Errorf("items = %q, want %q", got, want)
	}
}

// TestAddKeyInterrupted leaves a listed key without an item, as a crash in AddKey does.
func TestAddKeyInterrupted(t *testing.T) {
	stores(t, func(t *testing.T, o keychain.Options) {
		v := keychain.Open(o)
		must(t, v.AddKey(t.Context(), key("prod"), redact.New("lost")))
		if r, ok := o.Keyring.(*ring); ok {
			s, err := v.Status(t.Context())
			must(t, err)
			must(t, r.Delete(t.Context(), s.VaultID+"/key/prod"))
		} else {
			must(t, os.RemoveAll(filepath.Join(o.Dir, "items")))
		}
		if _, _, err := v.Secret(t.Context(), "prod"); !errors.Is(err, keychain.ErrSecretMissing) {
			t.Errorf("Secret: %v, want ErrSecretMissing", err)
		}
		must(t, v.AddKey(t.Context(), key("prod"), redact.New("found")))
		if _, secret, err := v.Secret(t.Context(), "prod"); err != nil || secret.Reveal() != "found" {
			t.Errorf("Secret after AddKey: %v", err)
		}
	})
}

func TestRefusedKeyIsNotListed(t *testing.T) {
	o := options(t)
	o.Keyring.(*ring).failSet = keychain.ErrDenied
	v := keychain.Open(o)
	if err := v.AddKey(t.Context(), key("prod"), redact.New("s")); !errors.Is(err, keychain.ErrDenied) {
		t.Errorf("AddKey: %v, want ErrDenied", err)
	}
	if keys, err := v.Keys(); err != nil || len(keys) != 0 {
		t.Errorf("Keys = %v, %v", keys, err)
	}
}

func TestInvalidNames(t *testing.T) {
	v := keychain.Open(options(t))
	for _, name := range []string{"", "a\x00b", "a\nb", "\xff", strings.Repeat("x", 5000)} {
		if err := v.AddKey(t.Context(), key(name), redact.New("s")); err == nil {
			t.Errorf("%.10q was kept", name)
		}
	}
}

func TestDamagedIndex(t *testing.T) {
	o := options(t)
	v := keychain.Open(o)
	must(t, v.AddKey(t.Context(), key("prod"), redact.New("s")))
	path := filepath.Join(o.Dir, "keys.json")
	must(t, os.WriteFile(path, []byte(`{"version":1,"keys":[{"na`), 0o600))
	if _, err := v.Keys(); !errors.Is(err, keychain.ErrDamaged) {
		t.Errorf("Keys: %v, want ErrDamaged", err)
	}
	s, err := v.Status(t.Context())
	if err != nil || len(s.Damaged) != 1 {
		t.Errorf("Status = %+v, %v; want the damaged file", s, err)
	}
	// The item is still there: adding the key again replaces it, and lists it.
	must(t, v.AddKey(t.Context(), key("prod"), redact.New("new")))
	if _, secret, err := v.Secret(t.Context(), "prod"); err != nil || secret.Reveal() != "new" {
		t.Errorf("Secret: %v", err)
	}
	newer := []byte(`{"version":2,"keys":[]}`)
	must(t, os.WriteFile(path, newer, 0o600))
	if err := v.AddKey(t.Context(), key("x"), redact.New("s")); err == nil {
		t.Error("an index of a newer format was changed")
	}
	if got, _ := os.ReadFile(path); string(got) != string(newer) {
		t.Errorf("the index is now %q", got)
	}
}
