package keychain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"lanyard/internal/redact"
)

// keyItem is the content of a long-lived key's item. It includes the access key id: an id from the index, another
// file, might not belong to this secret.
type keyItem struct {
	AccessKeyID string `json:"access_key_id"`
	Secret      string `json:"secret_access_key"`
}

// Keys returns the long-lived keys, sorted by name. It reads only the index, so it never prompts.
func (v *Vault) Keys() ([]Key, error) {
	x, err := v.readIndex()
	if err != nil {
		return nil, err
	}
	return x.Keys, nil
}

// AddKey adds a long-lived key, or returns ErrExists. It writes the index first: after a crash the index may list a
// key without a secret, which another AddKey completes, but the store never holds an unlisted secret.
func (v *Vault) AddKey(ctx context.Context, k Key, secret redact.Secret) error {
	content, err := k.item(secret)
	if err != nil {
		return err
	}
	return v.addItem(ctx, keyKind, k.Name, content, func(x *index) { x.addKey(k) }, func(x *index) { x.removeKey(k.Name) })
}

// UpdateKey replaces a key's index entry and, unless secret is empty, its secret.
func (v *Vault) UpdateKey(ctx context.Context, k Key, secret redact.Secret) error {
	content, err := k.item(secret)
	if err != nil {
		return err
	}
	update := func(_ *record, items itemStore) error {
		x, err := v.readIndex()
		if err != nil {
			return err
		}
		if !x.has(keyKind, k.Name) {
			return ErrNotFound
		}
		if items != nil {
			if err := keep(ctx, items, keyKind, k.Name, content); err != nil {
				return err
			}
		}
		return v.changeIndex(func(x *index) { x.setKey(k) })
	}
	if secret.Empty() {
		err = v.locked(ctx, func() error { return update(nil, nil) })
	} else {
		err = v.withItems(ctx, false, update)
	}
	if err != nil {
		return fmt.Errorf("update key %q: %w", k.Name, err)
	}
	return nil
}

// Secret returns a key and its secret. The error is ErrNotFound if the index does not list the key and
// ErrSecretMissing if its item is gone. Callers add the key's name to other errors.
func (v *Vault) Secret(ctx context.Context, name string) (Key, redact.Secret, error) {
	x, err := v.readIndex()
	if err != nil {
		return Key{}, redact.Secret{}, err
	}
	k, ok := x.key(name)
	if !ok {
		return Key{}, redact.Secret{}, fmt.Errorf("key %q: %w", name, ErrNotFound)
	}
	content, err := v.item(ctx, keyKind, name)
	if twin := x.twin(keyKind, name); twin != "" && errors.Is(err, ErrSecretMissing) {
		content, err = v.item(ctx, keyKind, twin)
	}
	if err != nil {
		return Key{}, redact.Secret{}, err
	}
	var item keyItem
	// The JSON error could quote the secret, so it is dropped.
	if err := json.Unmarshal([]byte(content.Reveal()), &item); err != nil || item.Secret == "" {
		return Key{}, redact.Secret{}, fmt.Errorf("the key's item is %w", ErrDamaged)
	}
	k.AccessKeyID = item.AccessKeyID
	return k, redact.New(item.Secret), nil
}

// CopyKey begins to rename a key: the key has both names until RemoveKey removes the old one. In between, either
// item serves both names, so a crash leaves no name without its secret. CopyKey returns nil if the same copy or
// rename was made before, and ErrExists if the new name belongs to another key.
func (v *Vault) CopyKey(ctx context.Context, from, to string) error {
	if err := checkName(to); err != nil {
		return err
	}
	return v.withItems(ctx, false, func(_ *record, items itemStore) error {
		x, err := v.readIndex()
		if err != nil {
			return err
		}
		k, ok := x.key(from)
		switch {
		case x.has(keyKind, to) && x.Renamed[to] != from, from == to:
			return ErrExists
		case !ok && x.has(keyKind, to):
			return nil
		case !ok:
			return ErrNotFound
		}
		content, err := items.get(ctx, keyKind, from)
		if errors.Is(err, ErrNotFound) {
			content, err = items.get(ctx, keyKind, to)
		}
		if errors.Is(err, ErrNotFound) {
			return ErrSecretMissing
		}
		if err != nil {
			return err
		}
		if err := v.changeIndex(func(x *index) { x.copyKey(k, to) }); err != nil {
			return err
		}
		return keep(ctx, items, keyKind, to, content)
	})
}

// RemoveKey removes a key, its secret first and its index entry last.
func (v *Vault) RemoveKey(ctx context.Context, name string) error {
	return v.removeItem(ctx, keyKind, name, func(x *index) { x.removeKey(name) })
}

// item returns the content of a key's item.
func (k Key) item(secret redact.Secret) (redact.Secret, error) {
	text, err := json.Marshal(keyItem{AccessKeyID: k.AccessKeyID, Secret: secret.Reveal()})
	if err != nil {
		return redact.Secret{}, err
	}
	return redact.New(string(text)), nil
}
