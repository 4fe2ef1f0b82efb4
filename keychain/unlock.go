package keychain

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"lanyard/internal/redact"
)

// need says which derived keys a piece of work asks for.
type need int

const (
	needSessions need = iota // may come from the kernel keyring
	needItems                // only from the store
)

// vaultItem names the vault key among the keyring's items.
const vaultItem = "vault"

// unlock returns the vault and its keys, from the nearest place that has them: this process, the
// kernel keyring, the store. With create set a vault is made where there is none.
func (v *Vault) unlock(ctx context.Context, n need, create bool) (*record, *derived, error) {
	r, err := v.loadWanted()
	if errors.Is(err, errNoVault) && create {
		if r, err = v.create(ctx); errors.Is(err, errMadeMeanwhile) {
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

// open returns the keys of a vault that is there.
func (v *Vault) open(ctx context.Context, r *record, n need) (*derived, error) {
	if keys := v.nearby(r, n); keys != nil {
		return keys, nil
	}
	if v.access == AccessCached {
		return nil, ErrLocked
	}
	// One at a time at each level: two goroutines ask a person once, and a quiet one is not held
	// up by a dialog.
	select {
	case v.flights[v.access] <- struct{}{}:
		defer func() { <-v.flights[v.access] }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if keys := v.nearby(r, n); keys != nil {
		return keys, nil
	}
	keys, err := v.fromStore(ctx, r, n)
	if err != nil {
		return nil, during("unlock the keychain", err)
	}
	return keys, nil
}

// during says what failed. That the keychain is locked says so itself, and not only of this work;
// so does that nobody can choose a passphrase.
func during(what string, err error) error {
	if errors.Is(err, ErrLocked) || errors.Is(err, ErrNoPassphrase) {
		return err
	}
	return fmt.Errorf("%s: %w", what, err)
}

// nearby looks for keys in this process and, where they suffice, in the kernel keyring.
func (v *Vault) nearby(r *record, n need) *derived {
	v.mu.Lock()
	known := v.keys
	v.mu.Unlock()
	if known != nil && (n == needSessions || known.items != nil) {
		return known
	}
	if n == needItems || v.options.KernelCache <= 0 {
		return nil
	}
	cached, ok := kernelLoad(r.ID)
	if !ok || !r.proves(cached.keys) {
		return nil
	}
	v.remember(r, cached.keys)
	return cached.keys
}

// remember keeps proved keys for this process.
func (v *Vault) remember(r *record, keys *derived) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.record != nil && v.record.ID == r.ID && (v.keys == nil || v.keys.items == nil) {
		v.keys = keys
	}
}

// fromStore asks the keyring, or opens the wrapped key with a passphrase.
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

// ringKey reads the vault key from the keyring.
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

// accept proves a vault key, and keeps what is derived from it.
func (v *Vault) accept(r *record, vaultKey []byte) (*derived, error) {
	keys, err := derive(vaultKey, r.ID)
	if err != nil {
		return nil, err
	}
	if !r.proves(keys) {
		return nil, fmt.Errorf("what the store holds is another vault's key: %w", ErrKeyMissing)
	}
	if !v.traceless {
		v.remember(r, keys)
		v.cache(r, keys)
	}
	return keys, nil
}

// cache lays the keys of temporary entries into the kernel keyring. Where there is none, the
// store is asked each time.
func (v *Vault) cache(r *record, keys *derived) {
	if v.options.KernelCache > 0 {
		_ = kernelStore(r.ID, keys, v.options.KernelCache)
	}
}

// Unlock fetches the vault key as the level of access allows, and starts the time anew for which
// it rests in the kernel keyring. Where a person can be asked, a vault is made if there is none.
func (v *Vault) Unlock(ctx context.Context) error {
	r, keys, err := v.unlock(ctx, needSessions, v.access == AccessPrompt)
	if err != nil {
		return err
	}
	v.cache(r, keys)
	return nil
}

// Lock drops the keys from this process and from the kernel keyring. The keyring of the operating
// system stays as it is.
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
