package keychain

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"lanyard/internal/redact"
)

// need selects the derived keys to unlock.
type need int

const (
	needSessions need = iota // names and sessions, perhaps from the kernel keyring
	needItems                // all keys, from the store
)

// vaultItem is the name of the vault key's item in the keyring.
const vaultItem = "vault"

// unlock returns the vault and its keys. It looks for them in this process, in the kernel keyring and in the store, in
// that order. With create it creates a missing vault.
func (v *Vault) unlock(ctx context.Context, n need, create bool) (*record, *derived, error) {
	r, err := v.loadWanted()
	if errors.Is(err, errNoVault) && create {
		if r, err = v.create(ctx); errors.Is(err, errVaultExists) {
			r, err = v.loadWanted()
		}
	}
	if err != nil {
		return nil, nil, err
	}
	keys, err := v.open(ctx, r, n)
	if err != nil {
		return nil, nil, err
	}
	return r, keys, nil
}

// open returns the keys of an existing vault.
func (v *Vault) open(ctx context.Context, r *record, n need) (*derived, error) {
	if keys := v.cached(r, n); keys != nil {
		return keys, nil
	}
	if v.access == AccessCached {
		return nil, ErrLocked
	}
	// One goroutine at a time for each level of access: two prompt only once, and a quiet one does not wait for a
	// dialog.
	select {
	case v.flights[v.access] <- struct{}{}:
		defer func() { <-v.flights[v.access] }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if keys := v.cached(r, n); keys != nil {
		return keys, nil
	}
	keys, err := v.fromStore(ctx, r, n)
	if err != nil {
		return nil, during("unlock the keychain", err)
	}
	return keys, nil
}

// during adds the failed operation to an error, except to ErrLocked and ErrNoPassphrase, which explain themselves.
func during(what string, err error) error {
	if errors.Is(err, ErrLocked) || errors.Is(err, ErrNoPassphrase) {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}

// cached returns the keys from this process or, if they suffice, from the kernel keyring, or nil.
func (v *Vault) cached(r *record, n need) *derived {
	v.mu.Lock()
	known := v.keys
	v.mu.Unlock()
	if known != nil && (n == needSessions || known.items != nil) {
		return known
	}
	if n == needItems || v.options.KernelCache <= 0 {
		return nil
	}
	kernel, ok := kernelLoad(r.ID)
	if !ok || !r.proves(kernel.keys) {
		return nil
	}
	v.remember(r, kernel.keys)
	return kernel.keys
}

// remember keeps checked keys for this process.
func (v *Vault) remember(r *record, keys *derived) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.record != nil && v.record.ID == r.ID && (v.keys == nil || v.keys.items == nil) {
		v.keys = keys
	}
}

// fromStore derives the keys from the vault key in the keyring or in the vault file.
func (v *Vault) fromStore(ctx context.Context, r *record, n need) (*derived, error) {
	if r.Store == ModeFile {
		return v.fromPassphrase(ctx, r, n)
	}
	vaultKey, err := v.ringKey(ctx, r)
	if err != nil {
		return nil, err
	}
	return v.accept(r, vaultKey)
}

// ringKey returns the vault key from the keyring.
func (v *Vault) ringKey(ctx context.Context, r *record) ([]byte, error) {
	secret, err := v.keyring().Recall(ctx, r.user(vaultItem), r.provesItem)
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("the keyring answers but has no item %q: %w", r.user(vaultItem), ErrKeyMissing)
	}
	if err != nil {
		return nil, err
	}
	vaultKey, err := parseVaultKey(secret)
	if err != nil {
		return nil, fmt.Errorf("the keyring's item %q is not a key: %w", r.user(vaultItem), ErrKeyMissing)
	}
	return vaultKey, nil
}

func parseVaultKey(item redact.Secret) ([]byte, error) {
	return base64.StdEncoding.DecodeString(item.Reveal())
}

// provesItem reports whether an item holds this vault's key.
func (r *record) provesItem(item redact.Secret) bool {
	vaultKey, err := parseVaultKey(item)
	if err != nil {
		return false
	}
	keys, err := derive(vaultKey, r.ID)
	return err == nil && r.proves(keys)
}

// accept checks a vault key and caches the keys derived from it.
func (v *Vault) accept(r *record, vaultKey []byte) (*derived, error) {
	keys, err := derive(vaultKey, r.ID)
	if err != nil {
		return nil, err
	}
	if !r.proves(keys) {
		return nil, fmt.Errorf("the store holds another vault's key: %w", ErrKeyMissing)
	}
	if !v.noKeyCache {
		v.remember(r, keys)
		v.cacheInKernel(r, keys)
	}
	return keys, nil
}

// cacheInKernel puts the keys for temporary entries into the kernel keyring. It ignores errors: without a kernel
// keyring every process reads the store.
func (v *Vault) cacheInKernel(r *record, keys *derived) {
	if v.options.KernelCache > 0 {
		_ = kernelStore(r.ID, keys, v.options.KernelCache)
	}
}

// Unlock unlocks the vault as the level of access allows, and restarts the keys' lifetime in the kernel keyring. With
// AccessPrompt it creates a missing vault.
func (v *Vault) Unlock(ctx context.Context) error {
	r, keys, err := v.unlock(ctx, needSessions, v.access == AccessPrompt)
	if err != nil {
		return err
	}
	v.cacheInKernel(r, keys)
	return nil
}

// Lock drops the keys from this process and from the kernel keyring. It does not lock the operating system's keyring.
func (v *Vault) Lock(context.Context) error {
	r, err := v.load()
	if errors.Is(err, errNoVault) {
		return nil
	}
	if err != nil {
		return err
	}
	v.mu.Lock()
	v.keys = nil
	v.mu.Unlock()
	if err := kernelDrop(r.ID); err != nil {
		return fmt.Errorf("drop the key from the kernel keyring: %w", err)
	}
	return nil
}
