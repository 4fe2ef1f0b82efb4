package keychain

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// The kernel's key retention service, keyrings(7). "User" is both the type of key and the keyring
// (one per user id, there as long as the user has a process).
const (
	kernelType = "user"
	// kernelPerm gives the possessor and the user every right, and nobody else any. Without it the
	// user may only see the key where no session keyring leads to it: under sudo, cron, systemd.
	kernelPerm = 0x3f3f0000
	// A payload is when it ends, in Unix seconds, and the two keys.
	kernelPayload = 8 + 2*keySize
)

// kernelCached is what rests in the kernel keyring.
type kernelCached struct {
	keys  *derived
	until time.Time
}

func kernelName(vaultID string) string { return "lanyard:" + vaultID }

// kernelLoad looks for a vault's keys. Whether they are that vault's is for the caller to prove.
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
	c := kernelCached{keys: &derived{}, until: time.Unix(int64(binary.BigEndian.Uint64(payload)), 0)} //nolint:gosec // a time that we wrote
	copy(c.keys.names[:], payload[8:])
	copy(c.keys.sessions[:], payload[8+keySize:])
	if !time.Now().Before(c.until) {
		return kernelCached{}, false
	}
	return c, true
}

// kernelStore lays a vault's keys into the user keyring for a time. The key is made in the
// thread's own keyring, which possesses it and may therefore set its rights before anybody finds
// it, and then linked, which displaces an older one of the same name.
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

// kernelDrop removes a vault's keys, for processes that have found the key already too.
func kernelDrop(vaultID string) error {
	id, err := unix.KeyctlSearch(unix.KEY_SPEC_USER_KEYRING, kernelType, kernelName(vaultID), 0)
	if err != nil {
		return nil //nolint:nilerr // none there, expired, or no kernel keyring at all
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
