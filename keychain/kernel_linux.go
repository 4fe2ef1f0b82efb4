package keychain

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// The kernel's key retention service, keyrings(7). "user" is the type of the key. The key is in the user keyring,
// which exists once per user id, as long as that user has a process.
const (
	kernelType = "user"
	// kernelPerm gives all rights to the possessor and to the user, and none to others. With the default, the
	// user could only view the key in processes without a link to it in their session keyring: under sudo, cron
	// and systemd.
	kernelPerm = 0x3f3f0000
	// A payload is the expiry in Unix seconds, followed by the two keys.
	kernelPayload = 8 + 2*keySize
)

// kernelCached holds the keys from the kernel keyring and their expiry.
type kernelCached struct {
	keys  *derived
	until time.Time
}

func kernelName(vaultID string) string { return "lanyard:" + vaultID }

// kernelLoad returns the keys under a vault's name. The caller must check that they are the vault's.
func kernelLoad(vaultID string) (kernelCached, bool) {
	id, err := unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, kernelType, kernelName(vaultID), 0)
	if err != nil {
		return kernelCached{}, false
	}
	payload := make([]byte, kernelPayload)
	n, err := unix.KeyctlBuffer(unix.KEYCTL_READ, id, payload, 0)
	if err != nil || n != kernelPayload {
		return kernelCached{}, false
	}
	c := kernelCached{keys: &derived{}, until: time.Unix(int64(binary.BigEndian.Uint64(payload)), 0)} //nolint:gosec // a time that kernelStore wrote
	copy(c.keys.names[:], payload[8:])
	copy(c.keys.sessions[:], payload[8+keySize:])
	if !time.Now().Before(c.until) {
		return kernelCached{}, false
	}
	return c, true
}

// kernelStore puts a vault's keys into the user keyring for the duration of life. It creates the key in the thread
// keyring: the thread then possesses the key and can set its permissions before other processes see it. Linking it
// to the user keyring replaces an older key of the same name.
func kernelStore(vaultID string, keys *derived, life time.Duration) error {
	seconds := int(min(life, 24*time.Hour).Round(time.Second).Seconds())
	payload := binary.BigEndian.AppendUint64(nil, uint64(time.Now().Unix()+int64(seconds))) //nolint:gosec // after 1970
	payload = append(append(payload, keys.names[:]...), keys.sessions[:]...)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	id, err := unix.AddKey(kernelType, kernelName(vaultID), payload, unix.KEY_SPEC_THREAD_KEYRING)
	if err != nil {
		return err
	}
	defer func() { _, _ = unix.KeyctlInt(unix.KEYCTL_UNLINK, id, unix.KEY_SPEC_THREAD_KEYRING, 0, 0) }()
	if err := unix.KeyctlSetperm(id, kernelPerm); err != nil {
		return err
	}
	if _, err := unix.KeyctlInt(unix.KEYCTL_SET_TIMEOUT, id, max(seconds, 1), 0, 0); err != nil {
		return err
	}
	_, err = unix.KeyctlInt(unix.KEYCTL_LINK, id, unix.KEY_SPEC_USER_KEYRING, 0, 0)
	return err
}

// kernelDrop removes a vault's keys. Processes that have already looked up the key lose it too.
func kernelDrop(vaultID string) error {
	id, err := unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, kernelType, kernelName(vaultID), 0)
	if err != nil {
		return nil //nolint:nilerr // no key, an expired one, or no kernel keyring
	}
	_, err = unix.KeyctlInt(unix.KEYCTL_INVALIDATE, id, 0, 0, 0)
	if errors.Is(err, unix.EOPNOTSUPP) {
		_, err = unix.KeyctlInt(unix.KEYCTL_UNLINK, id, unix.KEY_SPEC_USER_KEYRING, 0, 0)
	}
	if err != nil && !errors.Is(err, unix.ENOKEY) {
		return fmt.Errorf("key %d: %w", id, err)
	}
	return nil
}
