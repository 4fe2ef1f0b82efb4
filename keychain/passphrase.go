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
	// minWorkFactor and maxWorkFactor are base-2 logarithms of scrypt's cost. With less, the passphrase of a
	// stolen file is cheap to guess; 2^21 needs 2 GiB of memory, too much for a small machine.
	minWorkFactor = 15
	maxWorkFactor = 20

	// A process holds askLock while it prompts, and scryptLock while it derives a key without a prompt. So of
	// fifty processes only one at a time uses scrypt's 128 MiB, and the others find its key in the kernel keyring.
	askLock    = "keychain passphrase"
	scryptLock = "keychain scrypt"

	// maxTries is the number of prompts for one passphrase.
	maxTries = 3
)

// newPassphrase returns the known passphrase or prompts for a new one.
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
		return redact.Secret{}, fmt.Errorf("%w: its passphrase is needed", ErrLocked)
	}
	p, err := v.options.Passphrase(ctx, req)
	if err != nil {
		return redact.Secret{}, during("ask for the passphrase", err)
	}
	if p.Empty() {
		return redact.Secret{}, fmt.Errorf("%w: the passphrase is empty", ErrLocked)
	}
	return p, nil
}

// unwrapped unwraps the vault key with the known passphrase, or prompts for it up to maxTries times.
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

// fromPassphrase derives a file store's keys.
func (v *Vault) fromPassphrase(ctx context.Context, r *record, n need) (*derived, error) {
	name := scryptLock
	if v.options.EnvPassphrase.Empty() {
		if v.access < AccessPrompt || v.options.Passphrase == nil {
			return nil, fmt.Errorf("%w: its passphrase is needed", ErrLocked)
		}
		name = askLock
	}
	l, err := v.acquire(ctx, name)
	if err == nil {
		defer func() { _ = l.Release() }()
	} else if !errors.Is(err, ErrReadOnly) {
		return nil, err
	}
	if keys := v.cached(r, n); keys != nil {
		return keys, nil
	}
	purpose := ""
	if n == needItems && v.cached(r, needSessions) != nil {
		// The user has unlocked the keychain before: explain the second prompt.
		purpose = "Reading or changing a long-lived key needs the passphrase again."
	}
	vaultKey, err := v.unwrapped(ctx, r, purpose)
	if err != nil {
		return nil, err
	}
	return v.accept(r, vaultKey)
}

// wrap encrypts the vault key as an age file.
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

// unwrap decrypts the age file of a vault key.
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
		return nil, fmt.Errorf("%w: the wrapped key can't be decrypted: %w", ErrDamaged, err)
	}
	vaultKey, err := io.ReadAll(io.LimitReader(plain, keySize+1))
	if err != nil || len(vaultKey) != keySize {
		return nil, fmt.Errorf("%w: the wrapped key is not a key", ErrDamaged)
	}
	return vaultKey, nil
}

// ChangePassphrase wraps the file store's vault key with another passphrase. It prompts for an empty one; the old
// one may also be Options.EnvPassphrase.
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
