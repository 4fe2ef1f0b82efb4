package keychain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"lanyard/internal/redact"
)

const (
	// minWorkFactor and maxWorkFactor bound scrypt's cost, as base-2 logarithms: below, a stolen
	// file is cheap to guess; above, 2^21 and its 2 GiB would stop a small machine.
	minWorkFactor = 15
	maxWorkFactor = 20

	// askLock is held by who asks a person, scryptLock by who needs nobody: fifty processes derive
	// one after another, 128 MiB each, and all but the first find the key in the kernel keyring.
	askLock    = "keychain passphrase"
	scryptLock = "keychain scrypt"

	// maxTries is how often a person may type a passphrase before a command fails.
	maxTries = 3
)

// newPassphrase gets a passphrase to wrap with: the known one, else one that is asked for.
func (v *Vault) newPassphrase(ctx context.Context, purpose string) (redact.Secret, error) {
	if p := v.options.EnvPassphrase; !p.Empty() {
		return p, nil
	}
	return v.ask(ctx, PassphraseRequest{Create: true, Purpose: purpose})
}

func (v *Vault) ask(ctx context.Context, req PassphraseRequest) (redact.Secret, error) {
	if v.access < AccessPrompt || v.options.Passphrase == nil {
		if req.Create {
			return redact.Secret{}, ErrNoPassphrase
		}
		return redact.Secret{}, fmt.Errorf("%w: no passphrase is known and nobody can be asked", ErrLocked)
	}
	p, err := v.options.Passphrase(ctx, req)
	if err != nil {
		return redact.Secret{}, during("ask for the passphrase", err)
	}
	if p.Empty() {
		return redact.Secret{}, fmt.Errorf("%w: no passphrase was given", ErrLocked)
	}
	return p, nil
}

// unwrapped opens the wrapped key with the known passphrase, or asks a person, who may mistype.
func (v *Vault) unwrapped(ctx context.Context, r *record, purpose string) (vaultKey []byte, err error) {
	if p := v.options.EnvPassphrase; !p.Empty() {
		vaultKey, err = unwrap(r.Wrapped, p)
		if errors.Is(err, ErrWrongPassphrase) {
			return nil, ErrWrongEnvPassphrase
		}
		return vaultKey, err
	}
	req := PassphraseRequest{Purpose: purpose}
	for range maxTries {
		p, err := v.ask(ctx, req)
		if err != nil {
			return nil, err
		}
		vaultKey, err = unwrap(r.Wrapped, p)
		if !errors.Is(err, ErrWrongPassphrase) {
			return vaultKey, err
		}
		req.Retry = "Wrong passphrase, try again."
	}
	return nil, ErrWrongPassphrase
}

// fromPassphrase opens the wrapped key.
func (v *Vault) fromPassphrase(ctx context.Context, r *record, n need) (*derived, error) {
	name := scryptLock
	if v.options.EnvPassphrase.Empty() {
		if v.access < AccessPrompt || v.options.Passphrase == nil {
			return nil, fmt.Errorf("%w: no passphrase is known and nobody can be asked", ErrLocked)
		}
		name = askLock
	}
	l, err := v.acquire(ctx, name)
	if err == nil {
		defer func() { _ = l.Release() }()
	} else if !errors.Is(err, ErrReadOnly) {
		return nil, err
	}
	if keys := v.nearby(r, n); keys != nil {
		return keys, nil
	}
	purpose := ""
	if n == needItems && v.nearby(r, needSessions) != nil {
		// To a person the keychain seems open: say what is not.
		purpose = "Reading or changing a long-lived key needs the passphrase again."
	}
	vaultKey, err := v.unwrapped(ctx, r, purpose)
	if err != nil {
		return nil, err
	}
	return v.accept(r, vaultKey)
}

// wrap seals the vault key as an age file.
func (s *shared) wrap(vaultKey []byte, passphrase redact.Secret) ([]byte, error) {
	factor := s.options.WorkFactor
	if factor < s.options.cheapest || factor > maxWorkFactor {
		return nil, fmt.Errorf("wrap the vault key: scrypt work factor %d is not between %d and %d", factor, minWorkFactor, maxWorkFactor)
	}
	recipient, err := age.NewScryptRecipient(passphrase.Reveal())
	if err != nil {
		return nil, fmt.Errorf("wrap the vault key: %w", err)
	}
	recipient.SetWorkFactor(factor)
	var file bytes.Buffer
	w, err := age.Encrypt(&file, recipient)
	if err != nil {
		return nil, fmt.Errorf("wrap the vault key: %w", err)
	}
	if _, err := w.Write(vaultKey); err != nil {
		return nil, fmt.Errorf("wrap the vault key: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("wrap the vault key: %w", err)
	}
	return file.Bytes(), nil
}

// unwrap opens what wrap sealed.
func unwrap(file []byte, passphrase redact.Secret) ([]byte, error) {
	identity, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return nil, ErrWrongPassphrase // an empty one
	}
	identity.SetMaxWorkFactor(maxWorkFactor)
	plain, err := age.Decrypt(bytes.NewReader(file), identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrWrongPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the wrapped key does not open: %w", ErrDamaged, err)
	}
	vaultKey, err := io.ReadAll(io.LimitReader(plain, keySize+1))
	if err != nil || len(vaultKey) != keySize {
		return nil, fmt.Errorf("%w: the wrapped key is not a key", ErrDamaged)
	}
	return vaultKey, nil
}

// ChangePassphrase wraps the vault key of the file store anew. An empty old or new passphrase is
// asked for; the old one may come from the environment.
func (v *Vault) ChangePassphrase(ctx context.Context, old, fresh redact.Secret) error {
	return v.locked(ctx, func() error {
		r, err := v.loadWanted()
		if err != nil {
			return err
		}
		if r.Store != ModeFile {
			return errors.New("change the passphrase: the vault key is kept by the operating system's keyring")
		}
		var vaultKey []byte
		if old.Empty() {
			vaultKey, err = v.unwrapped(ctx, r, "")
		} else {
			vaultKey, err = unwrap(r.Wrapped, old)
		}
		if err != nil {
			return fmt.Errorf("change the passphrase: %w", err)
		}
		if _, err := v.accept(r, vaultKey); err != nil {
			return err
		}
		if fresh.Empty() {
			if fresh, err = v.ask(ctx, PassphraseRequest{Create: true}); err != nil {
				return err
			}
		}
		next := *r
		if next.Wrapped, err = v.wrap(vaultKey, fresh); err != nil {
			return err
		}
		return v.writeRecord(recordFile, &next)
	})
}
