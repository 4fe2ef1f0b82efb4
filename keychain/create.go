package keychain

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"lanyard/internal/redact"
)

// pendingFile is the vault file while the keyring does not have the key yet. A first run that is
// cut short leaves it, and the next one goes on under the same id: the item is replaced and no
// key is ever orphaned.
const pendingFile = "vault.new"

var errMadeMeanwhile = errors.New("the vault was made meanwhile")

// create decides on a store and makes the vault, once.
func (v *Vault) create(ctx context.Context) (r *record, err error) {
	if v.access == AccessCached {
		return nil, ErrLocked
	}
	err = v.locked(ctx, func() error {
		if _, err := v.load(); !errors.Is(err, errNoVault) {
			return errors.Join(err, errMadeMeanwhile)
		}
		r, err = v.make(ctx)
		if err != nil {
			return during("make the keychain", err)
		}
		return nil
	})
	return r, err
}

func (v *Vault) make(ctx context.Context) (*record, error) {
	r, err := v.pending()
	if err != nil {
		return nil, err
	}
	if v.options.Mode == ModeFile {
		return v.makeFile(ctx, r)
	}
	// Only a keyring that answers is worth a pending file: otherwise nothing can be in it yet.
	err = v.reach(ctx, r)
	var made *record
	if err == nil {
		made, err = v.makeOS(ctx, r)
	}
	if errors.Is(err, ErrNoKeyring) && v.options.Mode != ModeOS {
		made, fileErr := v.makeFile(ctx, r)
		if fileErr != nil {
			return nil, fmt.Errorf("%w; and there is no keyring: %w", fileErr, errors.New(err.Error()))
		}
		v.warn("%v; secrets are kept in encrypted files from now on", err)
		return made, nil
	}
	return made, err
}

// pending continues a first run that was cut short, or begins one.
func (v *Vault) pending() (*record, error) {
	r, err := readRecord(v.path(pendingFile))
	if err == nil {
		return r, nil
	}
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, ErrDamaged) {
		return nil, err
	}
	id := make([]byte, idSize)
	_, _ = rand.Read(id) // never fails
	return &record{Version: 1, ID: hex.EncodeToString(id), Created: time.Now().UTC().Truncate(time.Second)}, nil
}

func newVaultKey() []byte {
	vaultKey := make([]byte, keySize)
	_, _ = rand.Read(vaultKey) // never fails
	return vaultKey
}

// makeOS keeps the vault key in the keyring: first the pending file, then the item, read back
// since a keyring may say yes and keep nothing, and then the vault file.
func (v *Vault) makeOS(ctx context.Context, r *record) (*record, error) {
	vaultKey := newVaultKey()
	keys, err := derive(vaultKey, r.ID)
	if err != nil {
		return nil, err
	}
	r.Store, r.Wrapped, r.Check = ModeOS, nil, keys.check(r.ID)
	if err := v.writeRecord(pendingFile, r); err != nil {
		return nil, err
	}
	if err := v.putVaultItem(ctx, r, vaultKey); err != nil {
		return nil, err
	}
	if err := os.Rename(v.path(pendingFile), v.path(recordFile)); err != nil {
		return nil, unwritable(err)
	}
	return v.settle(r, keys)
}

// reach tells whether the keyring answers, by asking for what may not be there.
func (v *Vault) reach(ctx context.Context, r *record) error {
	_, err := v.keyring().Get(ctx, r.user(vaultItem))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// putVaultItem keeps the vault key in the keyring and reads it back, after which the keyring knows
// where it is.
func (v *Vault) putVaultItem(ctx context.Context, r *record, vaultKey []byte) error {
	secret := redact.New(base64.StdEncoding.EncodeToString(vaultKey))
	if err := v.keyring().Set(ctx, r.user(vaultItem), secret); err != nil {
		return err
	}
	kept, err := v.keyring().Recall(ctx, r.user(vaultItem), secret.Equal)
	if errors.Is(err, ErrNotFound) || err == nil && !kept.Equal(secret) {
		return fmt.Errorf("the keyring did not keep the vault key: %w", ErrKeyringFailed)
	}
	return err
}

// makeFile wraps the vault key with a passphrase, in the vault file itself.
func (v *Vault) makeFile(ctx context.Context, r *record) (*record, error) {
	purpose := "lanyard keeps secrets in an encrypted file."
	if v.options.Mode != ModeFile {
		purpose = "lanyard keeps secrets in an encrypted file, since no keyring answers here."
	}
	passphrase, err := v.newPassphrase(ctx, purpose)
	if errors.Is(err, ErrNoPassphrase) {
		return nil, fmt.Errorf("there is no keychain yet, and %w", err)
	}
	if err != nil {
		return nil, err
	}
	vaultKey := newVaultKey()
	keys, err := derive(vaultKey, r.ID)
	if err != nil {
		return nil, err
	}
	r.Store, r.Check = ModeFile, keys.check(r.ID)
	if r.Wrapped, err = v.wrap(vaultKey, passphrase); err != nil {
		return nil, err
	}
	if err := v.writeRecord(recordFile, r); err != nil {
		return nil, err
	}
	_ = os.Remove(v.path(pendingFile))
	return v.settle(r, keys)
}

// settle remembers a vault that was just made.
func (v *Vault) settle(r *record, keys *derived) (*record, error) {
	if _, err := v.load(); err != nil {
		return nil, err
	}
	v.remember(r, keys)
	v.cache(r, keys)
	return r, nil
}

func (s *shared) writeRecord(name string, r *record) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return s.write(s.path(name), append(text, '\n'))
}
