//go:build unix && !darwin

package keychain_test

import (
	"errors"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"lanyard/internal/redact"
	"lanyard/internal/secretservicetest"
	"lanyard/keychain"
)

// busOptions returns those of a vault in a new folder with the Secret Service of a private bus.
func busOptions(t testing.TB, bus *secretservicetest.Bus) keychain.Options {
	o := options(t)
	o.Mode, o.Keyring, o.Getenv = keychain.ModeAuto, nil, bus.Getenv
	return o
}

// TestSecretService has go-keyring, which other programs use too, read and write the same items.
func TestSecretService(t *testing.T) {
	bus := secretservicetest.Start(t)
	o := busOptions(t, bus)
	v := keychain.Open(o)
	must(t, v.Put(t.Context(), "session", "a", []byte("one")))
	must(t, v.AddKey(t.Context(), key("team/ünï"), redact.New("s3cret")))
	v = keychain.Open(o)
	if got, err := v.Get(t.Context(), "session", "a"); err != nil || string(got) != "one" {
		t.Fatalf("Get = %q, %v", got, err)
	}
	s, err := v.Status(t.Context())
	if err != nil || s.Store != keychain.ModeOS || s.Locked {
		t.Fatalf("Status = %+v, %v", s, err)
	}

	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bus.Address)
	user := s.VaultID + "/key/team/ünï"
	item, err := keyring.Get("lanyard", user)
	if want := `{"access_key_id":"AKIAIOSFODNN7EXAMPLE","secret_access_key":"s3cret"}`; err != nil || item != want {
		t.Fatalf("go-keyring reads %q, %v; want %q", item, err, want)
	}
	must(t, keyring.Set("lanyard", user, `{"access_key_id":"AKIAI44QH8DHBEXAMPLE","secret_access_key":"theirs"}`))
	if k, secret, err := v.Secret(t.Context(), "team/ünï"); err != nil || secret.Reveal() != "theirs" || k.AccessKeyID != "AKIAI44QH8DHBEXAMPLE" {
		t.Errorf("what go-keyring wrote: %+v, %v", k, err)
	}
	must(t, v.UpdateKey(t.Context(), key("team/ünï"), redact.New("ours")))
	must(t, v.RemoveKey(t.Context(), "team/ünï"))
	if _, err := keyring.Get("lanyard", user); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("go-keyring after RemoveKey: %v, want ErrNotFound", err)
	}
}

func TestSecretServiceCalls(t *testing.T) {
	bus := secretservicetest.Start(t)
	o := busOptions(t, bus)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("one")))
	must(t, keychain.Open(o).AddKey(t.Context(), key("prod"), redact.New("s")))
	get := func() {
		if _, err := keychain.Open(o).Get(t.Context(), "session", "a"); err != nil {
			t.Error(err)
		}
	}
	if calls := bus.Calls(t, get); len(calls) == 0 || len(calls) > 5 {
		t.Errorf("a cold Get makes %d calls: %v; want 5 at most", len(calls), calls)
	}
	list := func() {
		if keys, err := keychain.Open(o).Keys(); err != nil || len(keys) != 1 {
			t.Errorf("Keys = %v, %v", keys, err)
		}
	}
	if calls := bus.Calls(t, list); len(calls) != 0 {
		t.Errorf("Keys makes calls: %v", calls)
	}
}

func TestLockedCollection(t *testing.T) {
	bus := secretservicetest.Start(t)
	o := busOptions(t, bus)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("one")))
	must(t, keychain.Open(o).AddKey(t.Context(), key("prod"), redact.New("s")))
	bus.Lock(t)

	o.Access = keychain.AccessQuiet
	quiet := func() {
		v := keychain.Open(o)
		_, err := v.Get(t.Context(), "session", "a")
		for what, err := range map[string]error{
			"Get": err, "Put": v.Put(t.Context(), "session", "b", nil),
			"Secret": errOf(v.Secret(t.Context(), "prod")), "AddKey": v.AddKey(t.Context(), key("x"), redact.New("s")),
		} {
			if !errors.Is(err, keychain.ErrLocked) {
				t.Errorf("%s: %v, want ErrLocked", what, err)
			}
		}
		first := o
		first.Dir = t.TempDir() // a first write to a locked keyring must not choose a store
		if err := keychain.Open(first).Put(t.Context(), "session", "a", nil); !errors.Is(err, keychain.ErrLocked) {
			t.Errorf("the first Put: %v, want ErrLocked", err)
		}
		if s, err := keychain.Open(first).Status(t.Context()); err != nil || s.Store != keychain.ModeAuto {
			t.Errorf("decided in passing: %+v, %v", s, err)
		}
	}
	if calls := bus.Calls(t, quiet); slices.Contains(calls, "Unlock") || slices.Contains(calls, "Prompt") {
		t.Errorf("a dialog was asked for: %v", calls)
	}
	// AccessPrompt lets the service ask, but there is no display for its dialog here.
	o.Access = keychain.AccessPrompt
	if _, err := keychain.Open(o).Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrLocked) {
		t.Errorf("Get: %v, want ErrLocked", err)
	}
	if keys, err := keychain.Open(o).Keys(); err != nil || len(keys) != 2-1 {
		t.Errorf("Keys = %v, %v", keys, err)
	}
}

func TestAbsentKeyring(t *testing.T) {
	bare := secretservicetest.StartBus(t, "")
	for name, env := range map[string]map[string]string{
		"no bus":            {},
		"autolaunch":        {"DBUS_SESSION_BUS_ADDRESS": "autolaunch:"},
		"empty runtime dir": {"XDG_RUNTIME_DIR": t.TempDir()},
		"dead address":      {"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + filepath.Join(t.TempDir(), "gone")},
		"no address":        {"DBUS_SESSION_BUS_ADDRESS": "nonsense"},
		"bus without it":    {"DBUS_SESSION_BUS_ADDRESS": bare.Address},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			o.Keyring, o.Getenv = nil, func(n string) string { return env[n] }
			if err := keychain.Open(o).Put(t.Context(), "session", "a", nil); !errors.Is(err, keychain.ErrNoKeyring) {
				t.Errorf("Put: %v, want ErrNoKeyring", err)
			}
			o.Mode, o.EnvPassphrase = keychain.ModeAuto, redact.New("correct horse")
			must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("one")))
			if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Store != keychain.ModeFile || s.Locked {
				t.Errorf("Status = %+v, %v; want the file store", s, err)
			}
		})
	}
}

// TestFailingBus expects a bus that does not work to be an error, and no store to be chosen.
func TestFailingBus(t *testing.T) {
	for name, serve := range map[string]func(net.Conn){
		"silent":  func(c net.Conn) { _, _ = io.Copy(io.Discard, c) },
		"closing": func(c net.Conn) { _ = c.Close() },
		"refusing": func(c net.Conn) {
			_, _ = io.WriteString(c, "REJECTED\r\n")
			_, _ = io.Copy(io.Discard, c)
		},
		"garbled": func(c net.Conn) {
			_, _ = io.WriteString(c, strings.Repeat("x", 100)+"\r\n")
			_ = c.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "bus"))
			must(t, err)
			t.Cleanup(func() { _ = listener.Close() })
			go func() {
				for {
					conn, err := listener.Accept()
					if err != nil {
						return
					}
					go serve(conn)
				}
			}()
			o := options(t)
			o.Keyring, o.Mode, o.EnvPassphrase = nil, keychain.ModeAuto, redact.New("correct horse")
			o.KeyringLimit = 50 * time.Millisecond
			o.Getenv = func(n string) string {
				if n == "DBUS_SESSION_BUS_ADDRESS" {
					return "unix:path=" + listener.Addr().String()
				}
				return ""
			}
			if err := keychain.Open(o).Put(t.Context(), "session", "a", nil); !errors.Is(err, keychain.ErrKeyringFailed) {
				t.Errorf("Put: %v, want ErrKeyringFailed", err)
			}
			if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Store != keychain.ModeAuto {
				t.Errorf("decided all the same: %+v, %v", s, err)
			}
		})
	}
}

func TestDenyingBus(t *testing.T) {
	bus := secretservicetest.StartBus(t, secretservicetest.Deny)
	bus.StartKeyring(t)
	o := busOptions(t, bus)
	o.EnvPassphrase = redact.New("correct horse")
	if err := keychain.Open(o).Put(t.Context(), "session", "a", nil); !errors.Is(err, keychain.ErrDenied) {
		t.Errorf("Put: %v, want ErrDenied", err)
	}
	if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Store != keychain.ModeAuto {
		t.Errorf("a refusal decided for a store: %+v, %v", s, err)
	}
}

// TestSecretServiceComesAndGoes restarts the service under a running process.
func TestSecretServiceComesAndGoes(t *testing.T) {
	bus := secretservicetest.Start(t)
	o := busOptions(t, bus)
	v := keychain.Open(o)
	must(t, v.AddKey(t.Context(), key("prod"), redact.New("s3cret")))
	bus.StopKeyring(t)
	if _, _, err := v.Secret(t.Context(), "prod"); !errors.Is(err, keychain.ErrNoKeyring) {
		t.Errorf("with the service gone: %v, want ErrNoKeyring", err)
	}
	if err := keychain.Open(o).Put(t.Context(), "session", "a", nil); !errors.Is(err, keychain.ErrNoKeyring) {
		t.Errorf("Put: %v, want ErrNoKeyring", err)
	}
	bus.StartKeyring(t)
	if _, secret, err := v.Secret(t.Context(), "prod"); err != nil || secret.Reveal() != "s3cret" {
		t.Errorf("with the service back: %v", err)
	}
}

func TestFirstRunsOfProcessesOnSecretService(t *testing.T) {
	bus := secretservicetest.Start(t)
	firstRuns(t, busOptions(t, bus), bus.Env()...)
	// go-keyring's search finds every item of the service: there is one vault key.
	var items []dbus.ObjectPath
	err := bus.Connect(t).Object("org.freedesktop.secrets", "/org/freedesktop/secrets/collection/login").
		Call("org.freedesktop.Secret.Collection.SearchItems", 0, map[string]string{"service": "lanyard"}).Store(&items)
	if err != nil || len(items) != 1 {
		t.Errorf("items = %v, %v; want one vault key", items, err)
	}
}
