package keychain_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lanyard/internal/redact"
	"lanyard/keychain"
)

func TestMigrate(t *testing.T) {
	o := options(t)
	o.Mode, o.EnvPassphrase = keychain.ModeAuto, redact.New("correct horse")
	r := o.Keyring.(*ring)
	v := keychain.Open(o)
	fill(t, v)
	id := vaultFile(t, o).ID

	must(t, v.Migrate(t.Context(), keychain.ModeFile))
	holds(t, o, keychain.ModeFile)
	if left := r.users(); len(left) != 0 {
		t.Errorf("left in the keyring: %q", left)
	}
	must(t, keychain.Open(o).Migrate(t.Context(), keychain.ModeFile)) // nothing to do
	must(t, keychain.Open(o).Migrate(t.Context(), keychain.ModeOS))
	holds(t, o, keychain.ModeOS)
	if left, _ := filepath.Glob(filepath.Join(o.Dir, "items", "*")); len(left) != 0 {
		t.Errorf("left in the folder: %q", left)
	}
	if f := vaultFile(t, o); f.ID != id || len(f.Age) != 0 {
		t.Errorf("the vault file is %+v, want id %s and no wrapped key", f, id)
	}
}

// TestMigrateIgnoresTheMode sets LANYARD_KEYCHAIN=file for "migrate file", a usual combination.
func TestMigrateIgnoresTheMode(t *testing.T) {
	o := options(t)
	fill(t, keychain.Open(o))
	o.Mode, o.EnvPassphrase = keychain.ModeFile, redact.New("correct horse")
	must(t, keychain.Open(o).Migrate(t.Context(), keychain.ModeFile))
	holds(t, o, keychain.ModeFile)
}

// TestMigrateInterrupted stops a migration at each write to the keyring. The next migration, in either direction,
// must finish or undo it.
func TestMigrateInterrupted(t *testing.T) {
	for _, to := range []keychain.Mode{keychain.ModeOS, keychain.ModeFile} {
		t.Run("then "+string(to), func(t *testing.T) {
			for _, begin := range []keychain.Mode{keychain.ModeOS, keychain.ModeFile} {
				for stop := 0; !cutShort(t, begin, to, stop); stop++ {
				}
			}
		})
	}
}

func cutShort(t *testing.T, begin, then keychain.Mode, stop int) (unharmed bool) {
	t.Helper()
	o := options(t)
	o.Mode, o.EnvPassphrase = keychain.ModeAuto, redact.New("correct horse")
	if begin == keychain.ModeOS {
		o.Mode = keychain.ModeFile
	}
	r := newRing()
	o.Keyring = r
	fill(t, keychain.Open(o))
	o.Mode = keychain.ModeAuto
	o.Keyring = &failingRing{ring: r, after: stop}
	err := keychain.Open(o).Migrate(t.Context(), begin)
	if err != nil && !errors.Is(err, keychain.ErrNoKeyring) {
		t.Fatal(err)
	}
	unharmed = err == nil
	o.Keyring = r
	must(t, keychain.Open(o).Migrate(t.Context(), then))
	holds(t, o, then)
	files, _ := filepath.Glob(filepath.Join(o.Dir, "items", "*"))
	inRing := len(r.users())
	if then == keychain.ModeOS && (len(files) != 0 || inRing != 3) || then == keychain.ModeFile && (len(files) != 2 || inRing != 0) {
		t.Errorf("%s cut short after %d calls, then %s: %d files, %d items", begin, stop, then, len(files), inRing)
	}
	if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Unfinished != "" {
		t.Errorf("Status = %+v, %v", s, err)
	}
	return unharmed
}

// TestMigrateToNoKeyring expects an error about the keyring, and no migration in progress.
func TestMigrateToNoKeyring(t *testing.T) {
	for name, r := range map[string]*ring{
		"no keyring":       {failure: keychain.ErrNoKeyring},
		"one that refuses": {items: map[string]redact.Secret{}, failSet: keychain.ErrDenied},
	} {
		o := fileOptions(t)
		o.Mode, o.Keyring = keychain.ModeFile, r
		fill(t, keychain.Open(o))
		before := snapshot(t, o.Dir)
		err := keychain.Open(o).Migrate(t.Context(), keychain.ModeOS)
		if err == nil || name == "no keyring" && err.Error() != "migrate the vault: no keyring answers" {
			t.Errorf("%s: %v", name, err)
		}
		if after := snapshot(t, o.Dir); !slices.Equal(before, after) {
			t.Errorf("%s: the state changed:\n%q\n%q", name, before, after)
		}
		if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Unfinished != "" {
			t.Errorf("%s: Status = %+v, %v", name, s, err)
		}
		if err := keychain.Open(o).Migrate(t.Context(), keychain.ModeFile); err != nil {
			t.Errorf("%s: back to where it is: %v", name, err)
		}
		holds(t, o, keychain.ModeFile)
	}
}

// TestMigrateWithoutAPassphrase expects no migration in progress either.
func TestMigrateWithoutAPassphrase(t *testing.T) {
	o := options(t)
	fill(t, keychain.Open(o))
	err := keychain.Open(o).Migrate(t.Context(), keychain.ModeFile)
	if !errors.Is(err, keychain.ErrNoPassphrase) {
		t.Errorf("got %v, want ErrNoPassphrase", err)
	}
	if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Unfinished != "" {
		t.Errorf("Status = %+v, %v", s, err)
	}
}

// TestRemoveAfterInterruptedMigration expects RemoveKey to remove the copy in the other store too.
func TestRemoveAfterInterruptedMigration(t *testing.T) {
	o := options(t)
	o.Mode, o.EnvPassphrase = keychain.ModeAuto, redact.New("correct horse")
	v := keychain.Open(o)
	fill(t, v)
	must(t, v.Migrate(t.Context(), keychain.ModeFile))
	// The state of a process that ended before it emptied the keyring.
	r := o.Keyring.(*ring)
	id := vaultFile(t, o).ID
	must(t, r.Set(t.Context(), id+"/key/prod", redact.New("copy")))
	path := filepath.Join(o.Dir, "vault")
	text, err := os.ReadFile(path)
	must(t, err)
	var fields map[string]any
	must(t, json.Unmarshal(text, &fields))
	fields["leaving"] = "os"
	text, err = json.Marshal(fields)
	must(t, err)
	must(t, os.WriteFile(path, text, 0o600))

	must(t, keychain.Open(o).RemoveKey(t.Context(), "prod"))
	if left := r.users(); len(left) != 0 {
		t.Errorf("left in the keyring: %q", left)
	}
}

func fill(t *testing.T, v *keychain.Vault) {
	t.Helper()
	must(t, v.Put(t.Context(), "session", "a", []byte("one")))
	must(t, v.AddKey(t.Context(), key("prod"), redact.New("s3cret")))
	must(t, v.AddOTP(t.Context(), keychain.OTP{Name: "prod"}, redact.New("seed")))
}

// holds checks that a new process finds the items in one store that fill added to the other.
func holds(t *testing.T, o keychain.Options, want keychain.Mode) {
	t.Helper()
	o.Mode = want
	v := keychain.Open(o)
	if got, err := v.Get(t.Context(), "session", "a"); err != nil || string(got) != "one" {
		t.Errorf("Get = %q, %v", got, err)
	}
	if _, secret, err := v.Secret(t.Context(), "prod"); err != nil || secret.Reveal() != "s3cret" {
		t.Errorf("Secret: %v", err)
	}
	if seed, err := v.OTP(t.Context(), "prod"); err != nil || seed.Reveal() != "seed" {
		t.Errorf("OTP: %v", err)
	}
}
