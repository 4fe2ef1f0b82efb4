package keychain_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"lanyard/internal/redact"
	"lanyard/internal/secretservicetest"
	"lanyard/keychain"
)

var (
	recalled = []string{"Hello", "OpenSession", "GetSecret"}
	tried    = []string{"Hello", "OpenSession", "GetSecret", "SearchItems", "GetSecret"}
	searched = []string{"Hello", "SearchItems", "OpenSession", "GetSecret"}
)

// recallVault creates a vault with an entry and a long-lived key. place is the path of its hint file.
func recallVault(t *testing.T, bus *secretservicetest.Bus) (o keychain.Options, place string) {
	t.Helper()
	o = busOptions(t, bus)
	o.Access = keychain.AccessQuiet
	v := keychain.Open(o)
	must(t, v.Put(t.Context(), "session", "a", []byte("one")))
	must(t, v.AddKey(t.Context(), key("prod"), redact.New("s3cret")))
	return o, filepath.Join(o.Dir, "vault.item")
}

// coldGet reads the entry as a new process would, and returns its calls on the bus.
func coldGet(t *testing.T, bus *secretservicetest.Bus, o keychain.Options) []string {
	t.Helper()
	return bus.Calls(t, func() {
		if got, err := keychain.Open(o).Get(t.Context(), "session", "a"); err != nil || string(got) != "one" {
			t.Errorf("Get = %q, %v", got, err)
		}
	})
}

// items returns the object paths of the items of a user name.
func items(t *testing.T, bus *secretservicetest.Bus, user string) (paths []string) {
	t.Helper()
	var unlocked, locked []dbus.ObjectPath
	err := bus.Connect(t).Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
		Call("org.freedesktop.Secret.Service.SearchItems", 0, map[string]string{"service": "lanyard", "username": user}).Store(&unlocked, &locked)
	must(t, err)
	for _, path := range unlocked {
		paths = append(paths, string(path))
	}
	return paths
}

// TestRecall expects at most five calls from the first command after the vault is created.
func TestRecall(t *testing.T) {
	bus := secretservicetest.Start(t)
	o, place := recallVault(t, bus)
	if calls := coldGet(t, bus, o); !slices.Equal(calls, recalled) {
		t.Errorf("a cold Get calls %v, want %v", calls, recalled)
	}
	both := bus.Calls(t, func() {
		v := keychain.Open(o)
		if _, err := v.Get(t.Context(), "session", "none"); !errors.Is(err, keychain.ErrNotFound) {
			t.Error(err)
		}
		if _, secret, err := v.Secret(t.Context(), "prod"); err != nil || secret.Reveal() != "s3cret" {
			t.Error(err)
		}
	})
	if len(both) == 0 || len(both) > 5 {
		t.Errorf("the vault key and a long-lived key take %d calls: %v; want 5 at most", len(both), both)
	}
	if st, err := os.Stat(place); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%s: %v, %v; want mode 0600", place, st, err)
	}
}

func TestRecallOnlyWithoutCache(t *testing.T) {
	cache := kernelOptions(t).KernelCache // skips where there is no kernel keyring
	bus := secretservicetest.Start(t)
	o := busOptions(t, bus)
	o.KernelCache = cache
	v := keychain.Open(o)
	t.Cleanup(func() { _ = v.Lock(t.Context()) })
	must(t, v.Put(t.Context(), "session", "a", []byte("one")))
	if calls := coldGet(t, bus, o); len(calls) != 0 {
		t.Errorf("a warm Get calls %v", calls)
	}
	must(t, v.Lock(t.Context()))
	if calls := coldGet(t, bus, o); !slices.Equal(calls, recalled) {
		t.Errorf("a cold Get calls %v, want %v", calls, recalled)
	}
}

// TestRecallWrongHint expects a wrong hint to be corrected, at the cost of one or two calls.
func TestRecallWrongHint(t *testing.T) {
	bus := secretservicetest.Start(t)
	o, place := recallVault(t, bus)
	other, _ := recallVault(t, bus)
	right, err := os.ReadFile(place)
	must(t, err)
	for name, c := range map[string]struct {
		hint string
		want []string
	}{
		"no item":             {"/org/freedesktop/secrets/collection/login/4711", tried},
		"no collection":       {"/org/freedesktop/secrets/collection/none/1", tried},
		"no object":           {"/nowhere", tried},
		"something else":      {"/org/freedesktop/secrets", tried},
		"a long-lived key":    {items(t, bus, vaultFile(t, o).ID+"/key/prod")[0], tried},
		"another vault's key": {items(t, bus, vaultFile(t, other).ID+"/vault")[0], tried},
		"no path":             {"../../etc/passwd", searched},
		"a line":              {string(right) + "\n", searched},
		"empty":               {"", searched},
		"too much":            {string(make([]byte, 1<<20)), searched},
	} {
		t.Run(name, func(t *testing.T) {
			must(t, os.WriteFile(place, []byte(c.hint), 0o600))
			if calls := coldGet(t, bus, o); !slices.Equal(calls, c.want) {
				t.Errorf("calls %v, want %v", calls, c.want)
			}
			if got, err := os.ReadFile(place); err != nil || string(got) != string(right) {
				t.Errorf("the hint is now %q, %v; want %q", got, err, right)
			}
			if calls := coldGet(t, bus, o); !slices.Equal(calls, recalled) {
				t.Errorf("the next command calls %v, want %v", calls, recalled)
			}
		})
	}
	must(t, os.Remove(place))
	must(t, os.Mkdir(place, 0o700)) // a hint that can't be written is no error
	if calls := coldGet(t, bus, o); !slices.Equal(calls, searched) {
		t.Errorf("with a folder in the hint's place: calls %v, want %v", calls, searched)
	}
}

// TestRecallMovedItem has another program replace the item under another path, then remove it.
func TestRecallMovedItem(t *testing.T) {
	bus := secretservicetest.Start(t)
	o, place := recallVault(t, bus)
	user := vaultFile(t, o).ID + "/vault"
	before := items(t, bus, user)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bus.Address)
	vaultKey, err := keyring.Get("lanyard", user)
	must(t, err)
	must(t, keyring.Delete("lanyard", user))
	must(t, keyring.Set("lanyard", "in the old place", "not a key"))
	must(t, keyring.Set("lanyard", user, vaultKey))
	after := items(t, bus, user)
	if slices.Equal(before, after) {
		t.Fatalf("the item is where it was: %v", after)
	}
	if calls := coldGet(t, bus, o); !slices.Equal(calls, tried) {
		t.Errorf("calls %v, want %v", calls, tried)
	}
	if got, err := os.ReadFile(place); err != nil || string(got) != after[0] {
		t.Errorf("the hint is now %q, %v; want %q", got, err, after[0])
	}
	must(t, keyring.Delete("lanyard", user))
	if _, err := keychain.Open(o).Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrKeyMissing) {
		t.Errorf("with the item gone: %v, want ErrKeyMissing", err)
	}
}

// TestRecallWritesRarely expects a valid hint to be kept as it is, and a useless one to be removed.
func TestRecallWritesRarely(t *testing.T) {
	bus := secretservicetest.Start(t)
	o, place := recallVault(t, bus)
	old := time.Unix(1700000000, 0)
	must(t, os.Chtimes(place, old, old))
	coldGet(t, bus, o)
	if st, err := os.Stat(place); err != nil || !st.ModTime().Equal(old) {
		t.Errorf("written again: %v, %v", st, err)
	}
	o.EnvPassphrase = redact.New("correct horse")
	must(t, keychain.Open(o).Migrate(t.Context(), keychain.ModeFile))
	if _, err := os.Stat(place); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after a migration to files: %v, want no hint", err)
	}
	must(t, keychain.Open(o).Migrate(t.Context(), keychain.ModeOS))
	if calls := coldGet(t, bus, o); !slices.Equal(calls, recalled) {
		t.Errorf("after a migration back: calls %v, want %v", calls, recalled)
	}
}

// TestRecallFromARestartedService restarts the service, which ends the session of a running process.
func TestRecallFromARestartedService(t *testing.T) {
	bus := secretservicetest.Start(t)
	o, _ := recallVault(t, bus)
	v := keychain.Open(o)
	_, _, err := v.Secret(t.Context(), "prod")
	must(t, err)
	bus.StopKeyring(t)
	bus.StartKeyring(t)
	if got, err := v.Get(t.Context(), "session", "a"); err != nil || string(got) != "one" {
		t.Errorf("Get = %q, %v", got, err)
	}
}

// TestRecallFromASilentService expects a single wait for a service that does not answer.
func TestRecallFromASilentService(t *testing.T) {
	bus := secretservicetest.Start(t)
	o, _ := recallVault(t, bus)
	bus.StopKeyring(t)
	silent := bus.Connect(t)
	_, err := silent.RequestName("org.freedesktop.secrets", dbus.NameFlagDoNotQueue)
	must(t, err)
	silent.Eavesdrop(make(chan *dbus.Message, 64)) // keeps godbus from answering
	o.KeyringLimit = 50 * time.Millisecond
	o.Access = keychain.AccessPrompt
	o.Getenv = func(name string) string {
		if name == "DISPLAY" {
			return ":0" // a dialog may take its time, the service may not
		}
		return bus.Getenv(name)
	}
	calls := bus.Calls(t, func() {
		if _, err := keychain.Open(o).Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrKeyringFailed) {
			t.Errorf("Get: %v, want ErrKeyringFailed", err)
		}
	})
	if want := recalled[:2]; !slices.Equal(calls, want) {
		t.Errorf("calls %v, want %v", calls, want)
	}
}
