package keychain

import (
	"context"
	"errors"
	"fmt"

	"lanyard/internal/redact"
)

// The kinds of long-lived items.
const (
	keyKind = "key"
	otpKind = "otp"

	// itemsFolder holds the long-lived items of the file store.
	itemsFolder = "items"
)

// itemStore stores long-lived items: in the keyring, or as sealed files.
type itemStore interface {
	mode() Mode
	get(ctx context.Context, kind, name string) (redact.Secret, error)
	set(ctx context.Context, kind, name string, secret redact.Secret) error
	remove(ctx context.Context, kind, name string) error
}

// items returns the vault's store. Reading the keyring's items needs no vault key.
func (v *Vault) items(ctx context.Context, create bool) (itemStore, error) {
	r, err := v.loadWanted()
	if errors.Is(err, errNoVault) && create {
		if r, _, err = v.unlock(ctx, needSessions, true); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	return v.itemsIn(ctx, r, r.Store)
}

// itemsIn returns one of the two stores. A migration uses both.
func (v *Vault) itemsIn(ctx context.Context, r *record, store Mode) (itemStore, error) {
	if store == ModeOS {
		if v.access == AccessCached {
			return nil, ErrLocked
		}
		return ringItems{r, v.keyring()}, nil
	}
	keys, err := v.open(ctx, r, needItems)
	if err != nil {
		return nil, err
	}
	b, err := newBox(r.ID, itemsFolder, keys.names, *keys.items)
	if err != nil {
		return nil, err
	}
	return fileItems{v.shared, b}, nil
}

// item returns an item that the index lists, or ErrSecretMissing.
func (v *Vault) item(ctx context.Context, kind, name string) (redact.Secret, error) {
	items, err := v.items(ctx, false)
	if errors.Is(err, errNoVault) {
		return redact.Secret{}, ErrSecretMissing
	}
	if err != nil {
		return redact.Secret{}, err
	}
	secret, err := items.get(ctx, kind, name)
	if errors.Is(err, ErrNotFound) {
		return redact.Secret{}, ErrSecretMissing
	}
	return secret, err
}

// withItems runs work with the store of long-lived items, under the vault's lock. It unlocks the store before it
// takes the lock, so that other processes need not wait while the user types a passphrase.
func (v *Vault) withItems(ctx context.Context, create bool, work func(*record, itemStore) error) error {
	for {
		items, err := v.items(ctx, create)
		if err != nil {
			return err
		}
		moved := false
		err = v.locked(ctx, func() error {
			r, err := v.loadWanted()
			if err != nil {
				return err
			}
			if moved = r.Store != items.mode(); moved {
				return nil // a migration was faster: try again with its store
			}
			return work(r, items)
		})
		if err != nil || !moved {
			return err
		}
	}
}

// addItem adds an item, its index entry first. It completes the work of an interrupted call, and removes the index
// entry again if the store refuses the item. Its errors leave it to the caller to name the item.
func (v *Vault) addItem(ctx context.Context, kind, name string, content redact.Secret, list, unlist func(*index)) error {
	if err := checkName(name); err != nil {
		return err
	}
	return v.withItems(ctx, true, func(_ *record, items itemStore) error {
		x, err := v.readIndex()
		if err != nil {
			return err
		}
		listed := x.has(kind, name)
		// A store that is locked or does not answer fails here, before the index changes.
		if _, err := items.get(ctx, kind, name); err == nil && listed {
			return ErrExists
		} else if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := v.changeIndex(list); err != nil {
			return err
		}
		err = keep(ctx, items, kind, name, content)
		if err == nil || listed {
			return err
		}
		// The store may hold the item in spite of its error: list it unless it is certainly gone.
		if gone := items.remove(ctx, kind, name); gone != nil && !errors.Is(gone, ErrNotFound) {
			return err
		}
		return errors.Join(err, v.changeIndex(unlist))
	})
}

// keep stores an item and reads it back. Some keyrings report success and store nothing, and the caller is about to
// remove the only other copy.
func keep(ctx context.Context, items itemStore, kind, name string, content redact.Secret) error {
	if err := items.set(ctx, kind, name, content); err != nil {
		return err
	}
	kept, err := items.get(ctx, kind, name)
	if errors.Is(err, ErrNotFound) || err == nil && !kept.Equal(content) {
		return fmt.Errorf("the keyring did not store the %s: %w", kind, ErrKeyringFailed)
	}
	return err
}

// removeItem removes an item and then its index entry. It removes the entry even if the item is missing. Its errors
// leave it to the caller to name the item.
func (v *Vault) removeItem(ctx context.Context, kind, name string, unlist func(*index)) error {
	return v.withItems(ctx, false, func(r *record, items itemStore) error {
		x, err := v.readIndex()
		if err != nil {
			return err
		}
		if !x.has(kind, name) {
			return ErrNotFound
		}
		if twin := x.twin(kind, name); twin != "" {
			if err := fillTwin(ctx, items, kind, name, twin); err != nil {
				return err
			}
		}
		if err := items.remove(ctx, kind, name); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if other := r.unfinished(); other != "" {
			// Remove the copy that a migration left, too: without the index entry it would never be found.
			copies, err := v.itemsIn(ctx, r, other)
			if err != nil {
				return err
			}
			if err := copies.remove(ctx, kind, name); err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		return v.changeIndex(unlist)
	})
}

// fillTwin creates the item of a key's other name, before the item that served both names is removed.
func fillTwin(ctx context.Context, items itemStore, kind, name, twin string) error {
	if _, err := items.get(ctx, kind, twin); !errors.Is(err, ErrNotFound) {
		return err
	}
	content, err := items.get(ctx, kind, name)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return keep(ctx, items, kind, twin, content)
}

// ringItems stores items in the operating system's keyring, where users can see and delete them.
type ringItems struct {
	record *record
	ring   Keyring
}

func (i ringItems) user(kind, name string) string { return i.record.user(kind + "/" + name) }

func (ringItems) mode() Mode { return ModeOS }

func (i ringItems) get(ctx context.Context, kind, name string) (redact.Secret, error) {
	return i.ring.Get(ctx, i.user(kind, name))
}

func (i ringItems) set(ctx context.Context, kind, name string, secret redact.Secret) error {
	return i.ring.Set(ctx, i.user(kind, name), secret)
}

func (i ringItems) remove(ctx context.Context, kind, name string) error {
	return i.ring.Delete(ctx, i.user(kind, name))
}

// fileItems stores items as sealed files.
type fileItems struct {
	*shared
	box *box
}

func (fileItems) mode() Mode { return ModeFile }

func (i fileItems) get(_ context.Context, kind, name string) (redact.Secret, error) {
	content, err := i.readSealed(i.box, kind, name)
	return redact.New(string(content)), err
}

func (i fileItems) set(_ context.Context, kind, name string, secret redact.Secret) error {
	return i.writeSealed(i.box, kind, name, []byte(secret.Reveal()))
}

func (i fileItems) remove(_ context.Context, kind, name string) error {
	removed, err := i.shared.remove(i.path(itemsFolder, i.box.fileName(kind, name)))
	if err == nil && !removed {
		return ErrNotFound
	}
	return err
}
