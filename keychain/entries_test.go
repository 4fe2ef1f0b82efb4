package keychain_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lanyard/keychain"
)

// stores runs a test on both stores.
func stores(t *testing.T, test func(t *testing.T, o keychain.Options)) {
	t.Run("os", func(t *testing.T) { test(t, options(t)) })
	t.Run("file", func(t *testing.T) { test(t, fileOptions(t)) })
}

func TestEntriesSurviveTheProcess(t *testing.T) {
	stores(t, func(t *testing.T, o keychain.Options) {
		v := keychain.Open(o)
		if _, err := v.Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrNotFound) {
			t.Fatalf("Get before the first write: %v", err)
		}
		must(t, v.Put(t.Context(), "session", "a", []byte("old")))
		must(t, v.Put(t.Context(), "session", "a", []byte("one")))
		must(t, v.Put(t.Context(), "token", "a", []byte("two")))
		must(t, v.Put(t.Context(), "token", "", nil))

		v = keychain.Open(o)
		for _, want := range []keychain.Entry{{"session", "a", []byte("one")}, {"token", "a", []byte("two")}, {"token", "", nil}} {
			if got, err := v.Get(t.Context(), want.Kind, want.ID); err != nil || !bytes.Equal(got, want.Content) {
				t.Errorf("Get(%s, %s) = %q, %v", want.Kind, want.ID, got, err)
			}
		}
		entries, err := v.Entries(t.Context())
		must(t, err)
		var got []string
		for _, e := range entries {
			got = append(got, fmt.Sprintf("%s/%s=%s", e.Kind, e.ID, e.Content))
		}
		slices.Sort(got)
		if want := []string{"session/a=one", "token/=", "token/a=two"}; !slices.Equal(got, want) {
			t.Errorf("Entries = %q, want %q", got, want)
		}
		must(t, v.Delete(t.Context(), "session", "a"))
		must(t, v.Delete(t.Context(), "session", "a"))
		if _, err := v.Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrNotFound) {
			t.Errorf("Get after Delete: %v", err)
		}
	})
}

func TestClear(t *testing.T) {
	o := options(t)
	v := keychain.Open(o)
	for _, id := range []string{"a", "b", "c"} {
		must(t, v.Put(t.Context(), "session", id, []byte(id)))
	}
	n, err := v.Clear(t.Context(), func(kind, id string) bool { return kind == "session" && id == "b" })
	if err != nil || n != 1 {
		t.Fatalf("Clear one = %d, %v", n, err)
	}
	o.Keyring = &ring{failure: keychain.ErrLocked}
	if n, err = keychain.Open(o).Clear(t.Context(), nil); err != nil || n != 2 {
		t.Fatalf("Clear all of a locked vault = %d, %v", n, err)
	}
	if entries, err := v.Entries(t.Context()); err != nil || len(entries) != 0 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

// TestFilesRevealNoNames searches all files of a vault for names and secrets.
func TestFilesRevealNoNames(t *testing.T) {
	stores(t, func(t *testing.T, o keychain.Options) {
		v := keychain.Open(o)
		must(t, v.Put(t.Context(), "session", "https://acme.example/start", []byte("FwoGZXIvYXdzEXAMPLE")))
		eachFile(t, o.Dir, func(path string, content []byte) {
			for _, secret := range []string{"acme", "FwoGZX", "correct horse"} {
				if strings.Contains(path, secret) || bytes.Contains(content, []byte(secret)) {
					t.Errorf("%s shows %q", path, secret)
				}
			}
			if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
				t.Errorf("%s: mode %v, %v", path, st.Mode(), err)
			}
		})
		if got := fmt.Sprintf("%v %+v %#v", v, *v, v); strings.Contains(got, "0x") || strings.Contains(got, "names") {
			t.Errorf("a vault prints as %s", got)
		}
	})
}

func TestDamagedEntry(t *testing.T) {
	for name, spoil := range map[string]func([]byte) []byte{
		"a bit":     func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"truncated": func(b []byte) []byte { return b[:len(b)/2] },
		"empty":     func([]byte) []byte { return nil },
		"garbage":   func([]byte) []byte { return []byte("hello") },
		"huge":      func([]byte) []byte { return make([]byte, 2<<20) },
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			var warnings []string
			o.Warn = func(m string) { warnings = append(warnings, m) }
			v := keychain.Open(o)
			must(t, v.Put(t.Context(), "session", "a", []byte("one")))
			must(t, v.Put(t.Context(), "session", "b", []byte("two")))
			path := fileOf(t, v, o, "session", "a")
			content, err := os.ReadFile(path)
			must(t, err)
			spoiled := spoil(content)
			must(t, os.WriteFile(path, spoiled, 0o600))

			if _, err := v.Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrDamaged) {
				t.Errorf("Get = %v, want ErrDamaged", err)
			}
			if len(warnings) != 1 || !strings.Contains(warnings[0], "damaged") {
				t.Errorf("warnings = %q", warnings)
			}
			aside, _ := filepath.Glob(filepath.Join(o.Dir, "damaged", "*"))
			if len(aside) != 1 {
				t.Fatalf("moved aside: %v", aside)
			}
			if kept, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(kept, spoiled) {
				t.Errorf("the damaged bytes were not kept: %v", err)
			}
			if _, err := v.Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrNotFound) {
				t.Errorf("Get again = %v, want ErrNotFound", err)
			}
			if got, err := v.Get(t.Context(), "session", "b"); err != nil || string(got) != "two" {
				t.Errorf("the other entry: %q, %v", got, err)
			}
		})
	}
}

// TestSwappedFiles exchanges two sealed files and expects neither to open under the other's name.
func TestSwappedFiles(t *testing.T) {
	o := options(t)
	v := keychain.Open(o)
	must(t, v.Put(t.Context(), "session", "a", []byte("one")))
	must(t, v.Put(t.Context(), "session", "b", []byte("two")))
	a, b := fileOf(t, v, o, "session", "a"), fileOf(t, v, o, "session", "b")
	content, err := os.ReadFile(b)
	must(t, err)
	must(t, os.WriteFile(a, content, 0o600))
	entries, err := v.Entries(t.Context())
	if err != nil || len(entries) != 1 || entries[0].ID != "b" {
		t.Errorf("Entries = %v, %v; want b alone", entries, err)
	}
	must(t, os.WriteFile(a, content, 0o600))
	if got, err := v.Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrDamaged) {
		t.Errorf("Get = %q, %v; want ErrDamaged", got, err)
	}
}

func TestTooLarge(t *testing.T) {
	v := keychain.Open(options(t))
	must(t, v.Put(t.Context(), "session", "a", make([]byte, 1<<20)))
	if got, err := v.Get(t.Context(), "session", "a"); err != nil || len(got) != 1<<20 {
		t.Errorf("the largest entry: %d bytes, %v", len(got), err)
	}
	if err := v.Put(t.Context(), "session", "a", make([]byte, 1<<20+1)); err == nil {
		t.Error("more than the limit was kept")
	}
}

// fileOf returns the file of an entry: the file that disappears with it.
func fileOf(t *testing.T, v *keychain.Vault, o keychain.Options, kind, id string) string {
	t.Helper()
	content, err := v.Get(t.Context(), kind, id)
	must(t, err)
	before, _ := filepath.Glob(filepath.Join(o.Dir, "sealed", "*"))
	must(t, v.Delete(t.Context(), kind, id))
	after, _ := filepath.Glob(filepath.Join(o.Dir, "sealed", "*"))
	must(t, v.Put(t.Context(), kind, id, content))
	for _, path := range before {
		if !slices.Contains(after, path) {
			return path
		}
	}
	t.Fatal("no file")
	return ""
}

// eachFile visits every file below a folder.
func eachFile(t *testing.T, dir string, visit func(path string, content []byte)) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil {
			visit(path, content)
		}
		return err
	}))
}
