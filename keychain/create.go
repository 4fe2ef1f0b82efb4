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

// pendingFile is the vault file until the keyring holds the vault key. An interrupted first run leaves it behind,
// and the next run continues with the same vault id, so that it replaces the key's item instead of leaving an
// unused key in the keyring.
const pendingFile = "vault.new"

var errVaultExists = errors.New("another process created the vault")

// create chooses a store and creates the vault. It returns errVaultExists if there is one by now.
func (v *Vault) create(ctx context.Context) (r *record, err error) {
	if v.access == AccessCached {
		return nil, ErrLocked
	}
	err = v.locked(ctx, func() error {
		if _, err := v.load(); !errors.Is(err, errNoVault) {
			return errors.Join(err, errVaultExists)
		}
		r, err = v.make(ctx)
		if err != nil {
			return during("create the keychain", err)
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
	// Without an answer the keyring cannot hold the key yet, so no pending file is needed.
	err = v.checkKeyring(ctx, r)
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

// pending returns the record that an interrupted first run left, or a new one.
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

// makeOS stores the vault key in the keyring. It writes the pending file, then the item, and renames the pending
// file to the vault file at the end.
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
	return v.created(r, keys)
}

// checkKeyring returns an error unless the keyring answers. The item that it reads may be missing.
func (v *Vault) checkKeyring(ctx context.Context, r *record) error {
	_, err := v.keyring().Get(ctx, r.user(vaultItem))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// putVaultItem stores the vault key in the keyring. It reads it back, because some keyrings report success and
// store nothing; Recall then also remembers its place.
func (v *Vault) putVaultItem(ctx context.Context, r *record, vaultKey []byte) error {
	secret := redact.New(base64.StdEncoding.EncodeToString(vaultKey))
	if err := v.keyring().Set(ctx, r.user(vaultItem), secret); err != nil {
		return err
	}
	kept, err := v.keyring().Recall(ctx, r.user(vaultItem), secret.Equal)
	if errors.Is(err, ErrNotFound) || err == nil && !kept.Equal(secret) {
		return fmt.Errorf("the keyring did not store the vault key: %w", ErrKeyringFailed)
	}
	return err
}

// makeFile writes a vault file with the vault key wrapped by a passphrase.
func (v *Vault) makeFile(ctx context.Context, r *record) (*record, error) {
	purpose := "lanyard keeps secrets in an encrypted file."
	if v.options.Mode != ModeFile {
		purpose = "lanyard keeps secrets in an encrypted file, because no keyring answers here."
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
	return v.created(r, keys)
}

// created loads the new vault and caches its keys.
func (v *Vault) created(r *record, keys *derived) (*record, error) {
	if _, err := v.load(); err != nil {
		return nil, err
	}
	v.remember(r, keys)
	v.cacheInKernel(r, keys)
	return r, nil
}

func (s *shared) writeRecord(name string, r *record) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return s.write(s.path(name), append(text, '\n'))
}
