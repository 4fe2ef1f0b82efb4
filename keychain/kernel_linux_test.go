package keychain_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lanyard/internal/redact"
	"lanyard/keychain"
)

// kernelOptions returns those of a vault in the file store with its keys cached in the kernel keyring.
func kernelOptions(t testing.TB) keychain.Options {
	t.Helper()
	id, err := unix.AddKey("user", "lanyard:test", []byte("x"), unix.KEY_SPEC_THREAD_KEYRING)
	if err != nil {
		t.Skipf("no kernel keyring here: %v", err)
	}
	_, _ = unix.KeyctlInt(unix.KEYCTL_UNLINK, id, unix.KEY_SPEC_THREAD_KEYRING, 0, 0)
	o := fileOptions(t)
	o.KernelCache = time.Minute
	t.Cleanup(func() { _ = keychain.Open(o).Lock(context.Background()) })
	return o
}

// asCached opens a vault that may only read the kernel keyring.
func asCached(o keychain.Options) *keychain.Vault {
	o.EnvPassphrase, o.Access = redact.Secret{}, keychain.AccessCached
	return keychain.Open(o)
}

func TestKernelCache(t *testing.T) {
	o := kernelOptions(t)
	v := keychain.Open(o)
	must(t, v.Put(t.Context(), "session", "a", []byte("one")))
	must(t, v.AddKey(t.Context(), key("prod"), redact.New("s")))

	cached := asCached(o)
	if got, err := cached.Get(t.Context(), "session", "a"); err != nil || string(got) != "one" {
		t.Errorf("Get = %q, %v", got, err)
	}
	must(t, cached.Put(t.Context(), "session", "b", nil))
	if _, _, err := cached.Secret(t.Context(), "prod"); !errors.Is(err, keychain.ErrLocked) {
		t.Errorf("a long-lived secret: %v, want ErrLocked", err)
	}
	s, err := cached.Status(t.Context())
	if err != nil || s.Locked || s.Cached <= 0 || s.Cached > time.Minute {
		t.Errorf("Status = %+v, %v", s, err)
	}
	o.KernelCache = 0
	if _, err := asCached(o).Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrLocked) {
		t.Errorf("with the cache turned off: %v, want ErrLocked", err)
	}
	o.KernelCache = time.Minute
	must(t, v.Lock(t.Context()))
	if _, err := asCached(o).Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrLocked) {
		t.Errorf("after Lock: %v, want ErrLocked", err)
	}
	// Status does not unlock, though the passphrase is known.
	if s, err := keychain.Open(o).Status(t.Context()); err != nil || s.Locked || s.Cached != 0 {
		t.Errorf("Status after Lock = %+v, %v", s, err)
	}
	if _, err := asCached(o).Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrLocked) {
		t.Errorf("after Lock and Status: %v, want ErrLocked", err)
	}
	must(t, keychain.Open(o).Unlock(t.Context()))
	if _, err := asCached(o).Get(t.Context(), "session", "a"); err != nil {
		t.Errorf("after Unlock: %v", err)
	}
}

// TestKernelKeyIsPrivate reads the key's permissions from the kernel.
func TestKernelKeyIsPrivate(t *testing.T) {
	o := kernelOptions(t)
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", nil))
	id := kernelKey(t, o)
	described, err := unix.KeyctlString(unix.KEYCTL_DESCRIBE, id)
	must(t, err)
	if parts := strings.Split(described, ";"); len(parts) < 5 || parts[0] != "user" || parts[3] != "3f3f0000" {
		t.Errorf("the key is %q, want rights 3f3f0000", described)
	}
	payload := make([]byte, 200)
	if n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, payload, 0); err != nil || n != 8+2*32 {
		t.Errorf("the key holds %d bytes, %v; want a time and two keys", n, err)
	}
}

// TestStaleKernelKey expects keys under the vault's name to be checked before use.
func TestStaleKernelKey(t *testing.T) {
	o := kernelOptions(t)
	v := keychain.Open(o)
	must(t, v.Put(t.Context(), "session", "a", []byte("one")))
	id := kernelKey(t, o)
	payload := make([]byte, 8+2*32)
	_, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, payload, 0)
	must(t, err)
	for name, spoiled := range map[string][]byte{
		"another key": append(append([]byte{}, payload[:8]...), make([]byte, 64)...),
		"past":        append(make([]byte, 8), payload[8:]...),
		"short":       payload[:10],
		"long":        append(append([]byte{}, payload...), 0),
	} {
		update(t, id, spoiled)
		if _, err := asCached(o).Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrLocked) {
			t.Errorf("%s: %v, want ErrLocked", name, err)
		}
	}
	if got, err := keychain.Open(o).Get(t.Context(), "session", "a"); err != nil || string(got) != "one" {
		t.Errorf("with the passphrase: %q, %v", got, err)
	}
}

// TestHomeReplacedBeforeExpiry expects the cached key of an old vault to be ignored: the new vault has another id.
func TestHomeReplacedBeforeExpiry(t *testing.T) {
	o := kernelOptions(t)
	old := keychain.Open(o)
	must(t, old.Put(t.Context(), "session", "a", []byte("old")))
	stale := o
	stale.Dir = t.TempDir()
	must(t, os.CopyFS(stale.Dir, os.DirFS(o.Dir)))
	t.Cleanup(func() { _ = keychain.Open(stale).Lock(context.Background()) })

	must(t, os.RemoveAll(o.Dir))
	if _, err := asCached(o).Get(t.Context(), "session", "a"); !errors.Is(err, keychain.ErrNotFound) {
		t.Errorf("Get without a home: %v", err)
	}
	o.EnvPassphrase = redact.New("another passphrase")
	must(t, keychain.Open(o).Put(t.Context(), "session", "a", []byte("new")))
	if got, err := asCached(o).Get(t.Context(), "session", "a"); err != nil || string(got) != "new" {
		t.Errorf("Get = %q, %v", got, err)
	}
	if got, err := asCached(stale).Get(t.Context(), "session", "a"); err != nil || string(got) != "old" {
		t.Errorf("the old home elsewhere: %q, %v", got, err)
	}
}

func kernelKey(t *testing.T, o keychain.Options) int {
	t.Helper()
	id, err := unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, "user", "lanyard:"+vaultFile(t, o).ID, 0)
	must(t, err)
	return id
}

func update(t *testing.T, id int, payload []byte) {
	t.Helper()
	_, err := unix.KeyctlBuffer(unix.KEYCTL_UPDATE, id, payload, 0)
	must(t, err)
}
