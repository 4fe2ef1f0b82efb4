package keychain_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"lanyard/internal/lock"
	"lanyard/internal/redact"
	"lanyard/keychain"
)

func TestPassphrase(t *testing.T) {
	o := fileOptions(t)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("one")))
	asked := 0
	answer := func(answers ...string) func(context.Context, keychain.PassphraseRequest) (redact.Secret, error) {
		return func(_ context.Context, req keychain.PassphraseRequest) (redact.Secret, error) {
			if req.Create || req.Purpose != "" || (asked > 0) != (req.Retry != "") {
				t.Errorf("asked for %+v at try %d", req, asked+1)
			}
			asked++
			return redact.New(answers[min(asked, len(answers))-1]), nil
		}
	}
	for _, c := range []struct {
		name, env string
		access    keychain.Access
		callback  func(context.Context, keychain.PassphraseRequest) (redact.Secret, error)
		want      error
		asked     int
	}{
		{"environment", "correct horse", keychain.AccessQuiet, answer("x"), nil, 0},
		{"environment, wrong", "battery staple", keychain.AccessPrompt, answer("correct horse"), keychain.ErrWrongEnvPassphrase, 0},
		{"asked", "", keychain.AccessPrompt, answer("correct horse"), nil, 1},
		{"asked, wrong", "", keychain.AccessPrompt, answer("battery staple"), keychain.ErrWrongPassphrase, 3},
		{"asked, wrong twice", "", keychain.AccessPrompt, answer("battery staple", "battery", "correct horse"), nil, 3},
		{"asked, given up", "", keychain.AccessPrompt, answer("battery staple", ""), keychain.ErrLocked, 2},
		{"nothing typed", "", keychain.AccessPrompt, answer(""), keychain.ErrLocked, 1},
		{"may not ask", "", keychain.AccessQuiet, answer("correct horse"), keychain.ErrLocked, 0},
		{"kernel only", "correct horse", keychain.AccessCached, answer("correct horse"), keychain.ErrLocked, 0},
		{"no prompt", "", keychain.AccessPrompt, nil, keychain.ErrLocked, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := o
			o.EnvPassphrase, o.Access, o.Passphrase = redact.New(c.env), c.access, c.callback
			asked = 0
			_, err := keychain.Open(o).Get(t.Context(), "session", "a")
			if !errors.Is(err, c.want) || asked != c.asked {
				t.Errorf("Get: %v (asked %d times), want %v (%d times)", err, asked, c.want, c.asked)
			}
			if c.env == "" && errors.Is(err, keychain.ErrWrongEnvPassphrase) {
				t.Error("a passphrase that was typed is said to be the environment's")
			}
			if aside, _ := filepath.Glob(filepath.Join(o.Dir, "damaged", "*")); len(aside) != 0 {
				t.Errorf("counted as damage: %v", aside)
			}
		})
	}
}

// TestLockedErrors expects the whole text of the errors: callers add the failed operation.
func TestLockedErrors(t *testing.T) {
	o := fileOptions(t)
	must(t, keychain.Open(o).AddKey(t.Context(), key("prod"), redact.New("s")))
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil))
	o.EnvPassphrase, o.Access = redact.Secret{}, keychain.AccessPrompt
	fresh := o
	fresh.Dir = t.TempDir()
	noTerminal := func(_ context.Context, req keychain.PassphraseRequest) (redact.Secret, error) {
		if req.Create {
			return redact.Secret{}, fmt.Errorf("%w: there is no terminal to ask on", keychain.ErrNoPassphrase)
		}
		return redact.Secret{}, fmt.Errorf("%w: there is no terminal to ask on", keychain.ErrLocked)
	}
	for want, ask := range map[string]func(context.Context, keychain.PassphraseRequest) (redact.Secret, error){
		"the keychain is locked: there is no terminal to ask on": noTerminal,
		"the keychain is locked: its passphrase is needed":       nil,
	} {
		o.Passphrase, fresh.Passphrase = ask, ask
		v := keychain.Open(o)
		_, getErr := v.Get(t.Context(), "session", "a")
		for what, err := range map[string]error{
			"Get": getErr, "Secret": errOf(v.Secret(t.Context(), "prod")),
		} {
			if err == nil || err.Error() != want {
				t.Errorf("%s: %v, want %q", what, err, want)
			}
		}
		err := keychain.Open(fresh).Put(t.Context(), "session", "a", nil)
		if !errors.Is(err, keychain.ErrNoPassphrase) || errors.Is(err, keychain.ErrLocked) ||
			!strings.HasPrefix(err.Error(), "there is no keychain yet, and a new passphrase is needed") {
			t.Errorf("the first Put: %v", err)
		}
	}
}

// TestFirstUseWithoutPassphrase expects no vault files.
func TestFirstUseWithoutPassphrase(t *testing.T) {
	for _, mode := range []keychain.Mode{keychain.ModeAuto, keychain.ModeFile} {
		o := options(t)
		o.Mode, o.Keyring, o.Locks = mode, &ring{failure: keychain.ErrNoKeyring}, lock.Dir(t.TempDir())
		if err := keychain.Open(o).AddKey(t.Context(), key("prod"), redact.New("s")); !errors.Is(err, keychain.ErrNoPassphrase) {
			t.Errorf("%s: %v, want ErrNoPassphrase", mode, err)
		}
		if left := snapshot(t, o.Dir); len(left) != 0 {
			t.Errorf("%s: left behind: %q", mode, left)
		}
	}
}

// TestALongLivedKeyNeedsThePassphraseAgain expects a second prompt that explains itself: the cached keys open only
// sessions.
func TestALongLivedKeyNeedsThePassphraseAgain(t *testing.T) {
	o := fileOptions(t)
	must(t, keychain.Open(o).AddKey(t.Context(), key("prod"), redact.New("s")))
	o.EnvPassphrase, o.KernelCache = redact.Secret{}, time.Minute
	var purposes []string
	o.Passphrase = func(_ context.Context, req keychain.PassphraseRequest) (redact.Secret, error) {
		purposes = append(purposes, req.Purpose)
		return redact.New("correct horse"), nil
	}
	must(t, keychain.Open(o).Unlock(t.Context()))
	if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Cached == 0 {
		t.Skip("no kernel keyring here")
	}
	must(t, errOf(keychain.Open(o).Secret(t.Context(), "prod")))
	must(t, keychain.Open(o).Lock(t.Context()))
	must(t, errOf(keychain.Open(o).Secret(t.Context(), "prod")))
	if len(purposes) != 3 || purposes[0] != "" || !strings.Contains(purposes[1], "again") || purposes[2] != "" {
		t.Errorf("asked for %q", purposes)
	}
}

// TestUnlockMakesAVault expects a new vault only with AccessPrompt.
func TestUnlockMakesAVault(t *testing.T) {
	o := fileOptions(t)
	o.Access = keychain.AccessQuiet
	if err := keychain.Open(o).Unlock(t.Context()); !errors.Is(err, keychain.ErrNotFound) {
		t.Errorf("quietly: %v, want ErrNotFound", err)
	}
	o.Access = keychain.AccessPrompt
	must(t, keychain.Open(o).Unlock(t.Context()))
	if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Store != keychain.ModeFile {
		t.Errorf("Status = %+v, %v", s, err)
	}
}

func TestFirstPassphraseIsAskedAsNew(t *testing.T) {
	o := fileOptions(t)
	o.EnvPassphrase = redact.Secret{}
	o.Passphrase = func(_ context.Context, req keychain.PassphraseRequest) (redact.Secret, error) {
		if !req.Create {
			t.Error("asked for an old passphrase")
		}
		return redact.New("new one"), nil
	}
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("one")))
	o.Passphrase, o.EnvPassphrase = nil, redact.New("new one")
	if got, err := keychain.Open(o).Get(t.Context(), "session", "a"); err != nil || string(got) != "one" {
		t.Errorf("Get = %q, %v", got, err)
	}
}

func TestChangePassphrase(t *testing.T) {
	o := fileOptions(t)
	v := keychain.Open(o)
	must(t, v.AddKey(t.Context(), keychain.Key{Name: "x"}, redact.New("s3cret")))
	before, err := os.ReadFile(filepath.Join(o.Dir, "vault"))
	must(t, err)
	if err := v.ChangePassphrase(t.Context(), redact.New("wrong"), redact.New("fresh")); !errors.Is(err, keychain.ErrWrongPassphrase) {
		t.Errorf("with a wrong old one: %v", err)
	}
	if after, _ := os.ReadFile(filepath.Join(o.Dir, "vault")); !bytes.Equal(before, after) {
		t.Error("the vault file changed all the same")
	}
	must(t, v.ChangePassphrase(t.Context(), redact.Secret{}, redact.New("fresh")))
	if _, _, err := keychain.Open(o).Secret(t.Context(), "x"); !errors.Is(err, keychain.ErrWrongPassphrase) {
		t.Errorf("with the old passphrase: %v", err)
	}
	o.EnvPassphrase = redact.New("fresh")
	if _, secret, err := keychain.Open(o).Secret(t.Context(), "x"); err != nil || secret.Reveal() != "s3cret" {
		t.Errorf("with the new passphrase: %v", err)
	}
}

// TestAgeOpensTheWrappedKey decrypts the vault key without lanyard.
func TestAgeOpensTheWrappedKey(t *testing.T) {
	o := fileOptions(t)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil))
	identity, err := age.NewScryptIdentity("correct horse")
	must(t, err)
	plain, err := age.Decrypt(bytes.NewReader(vaultFile(t, o).Age), identity)
	must(t, err)
	if vaultKey, err := io.ReadAll(plain); err != nil || len(vaultKey) != 32 {
		t.Errorf("the wrapped key has %d bytes, %v", len(vaultKey), err)
	}
}

func TestWorkFactor(t *testing.T) {
	for factor, allowed := range map[int]bool{14: false, 15: true, 21: false} {
		o := keychain.Options{Dir: t.TempDir(), Mode: keychain.ModeFile, Access: keychain.AccessQuiet, EnvPassphrase: redact.New("correct horse"), WorkFactor: factor}
		if err := keychain.Open(o).Put(t.Context(), "session", "a", nil); (err == nil) != allowed {
			t.Errorf("work factor %d: %v", factor, err)
		}
	}
	// The limit also holds for a vault file from elsewhere: 2^21 would take 2 GiB.
	o := fileOptions(t)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil))
	path := filepath.Join(o.Dir, "vault")
	f := vaultFile(t, o)
	f.Age = bytes.Replace(f.Age, []byte(" 10\n"), []byte(" 21\n"), 1)
	text, err := json.Marshal(f)
	must(t, err)
	must(t, os.WriteFile(path, text, 0o600))
	if _, err := keychain.Open(o).Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrDamaged) {
		t.Errorf("Get: %v, want ErrDamaged", err)
	}
}

type vaultText struct {
	Version int    `json:"version"`
	ID      string `json:"id"`
	Store   string `json:"store"`
	Check   []byte `json:"check"`
	Age     []byte `json:"age"`
}

func vaultFile(t *testing.T, o keychain.Options) (f vaultText) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(o.Dir, "vault"))
	must(t, err)
	must(t, json.Unmarshal(text, &f))
	return f
}
