package keychain

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Migrate moves the vault key and the long-lived items to another store. Temporary entries stay valid, since the
// vault key does not change. The vault file always records the store in use and the step in progress, so the next
// migration finishes or undoes an interrupted one.
func (v *Vault) Migrate(ctx context.Context, to Mode) error {
	if !to.isStore() {
		return fmt.Errorf("migrate the vault: there is no store %q", to)
	}
	r, err := v.load()
	if err != nil {
		return fmt.Errorf("migrate the vault: %w", err)
	}
	vaultKey, err := v.vaultKey(ctx, r)
	if err != nil {
		return fmt.Errorf("migrate the vault: %w", err)
	}
	err = v.locked(ctx, func() error {
		r, err := v.load()
		if err != nil {
			return err
		}
		m := migration{v, *r, vaultKey}
		if r.Leaving != "" {
			if err := m.empty(ctx, r.Leaving); err != nil {
				return err
			}
		}
		if r.Store == to {
			if r.Moving == "" {
				return nil
			}
			return m.empty(ctx, r.Moving)
		}
		return m.move(ctx, to)
	})
	if err != nil {
		return fmt.Errorf("migrate the vault: %w", err)
	}
	return nil
}

// vaultKey returns the vault key itself from the store, checked. The process otherwise keeps only derived keys.
func (v *Vault) vaultKey(ctx context.Context, r *record) (vaultKey []byte, err error) {
	if r.Store == ModeOS {
		vaultKey, err = v.ringKey(ctx, r)
	} else {
		vaultKey, err = v.unwrapped(ctx, r, "Moving every secret needs the passphrase.")
	}
	if err != nil {
		return nil, err
	}
	_, err = v.accept(r, vaultKey)
	return vaultKey, err
}

// A migration in progress. record is the vault file as last written.
type migration struct {
	*Vault
	record   record
	vaultKey []byte
}

// step writes the progress of the migration to the vault file.
func (m *migration) step(change func(*record)) error {
	next := m.record
	change(&next)
	if err := m.writeRecord(recordFile, &next); err != nil {
		return err
	}
	m.record = next
	return nil
}

// move copies everything to a store, switches to it and empties the old store.
func (m *migration) move(ctx context.Context, to Mode) error {
	from := m.record.Store
	// Fail for lack of a passphrase or a keyring before there is anything to undo.
	var wrapped []byte
	err := m.reachable(ctx, to)
	if err == nil && to == ModeFile {
		wrapped, err = m.wrapNew(ctx)
	}
	if err != nil {
		return err
	}
	if err := m.step(func(r *record) { r.Moving = to }); err != nil {
		return err
	}
	if err := m.fill(ctx, from, to); err != nil {
		// If this fails, the vault file still says what the next migration has to remove.
		_ = m.empty(ctx, to)
		return err
	}
	err = m.step(func(r *record) { r.Store, r.Wrapped, r.Moving, r.Leaving = to, wrapped, "", from })
	if err != nil {
		return err
	}
	return m.empty(ctx, from)
}

// reachable returns an error if the store is a keyring that does not answer.
func (m *migration) reachable(ctx context.Context, store Mode) error {
	if store != ModeOS {
		return nil
	}
	return m.checkKeyring(ctx, &m.record)
}

// fill copies everything to a store.
func (m *migration) fill(ctx context.Context, from, to Mode) error {
	source, err := m.itemsIn(ctx, &m.record, from)
	if err != nil {
		return err
	}
	target, err := m.itemsIn(ctx, &m.record, to)
	if err != nil {
		return err
	}
	err = m.eachItem(func(kind, name string) error {
		secret, err := source.get(ctx, kind, name)
		if errors.Is(err, ErrNotFound) {
			return nil // the index lists it, but its secret was gone before
		}
		if err != nil {
			return err
		}
		return keep(ctx, target, kind, name, secret)
	})
	if err == nil && to == ModeOS {
		err = m.putVaultItem(ctx, &m.record, m.vaultKey)
	}
	return err
}

// wrapNew wraps the vault key with the known passphrase or a new one.
func (m *migration) wrapNew(ctx context.Context) ([]byte, error) {
	p, err := m.newPassphrase(ctx, "lanyard is about to keep every secret in an encrypted file.")
	if err != nil {
		return nil, err
	}
	return m.wrap(m.vaultKey, p)
}

// empty removes the vault's items from the store that it no longer uses.
func (m *migration) empty(ctx context.Context, store Mode) error {
	if err := m.reachable(ctx, store); err != nil {
		return err
	}
	items, err := m.itemsIn(ctx, &m.record, store)
	if err != nil {
		return err
	}
	err = m.eachItem(func(kind, name string) error {
		if err := items.remove(ctx, kind, name); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	if store == ModeOS {
		if err := m.keyring().Delete(ctx, m.record.user(vaultItem)); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		_ = os.Remove(m.path(placeFile)) // the item is gone
	} else {
		_ = os.Remove(m.path(itemsFolder)) // fails if it holds files that the index does not list
	}
	return m.step(func(r *record) { r.Moving, r.Leaving = "", "" })
}

// eachItem calls visit for every item in the index.
func (m *migration) eachItem(visit func(kind, name string) error) error {
	x, err := m.readIndex()
	if err != nil {
		return err
	}
	for _, k := range x.Keys {
		if err := visit(keyKind, k.Name); err != nil {
			return fmt.Errorf("key %q: %w", k.Name, err)
		}
	}
	for _, o := range x.OTPs {
		if err := visit(otpKind, o.Name); err != nil {
			return fmt.Errorf("OTP seed %q: %w", o.Name, err)
		}
	}
	return nil
}
