package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/gob"
	"errors"
	"fmt"

	"lanyard/keychain"
	"lanyard/profiles"
)

// ErrNoEdit means that the last edit of the AWS files can't be taken back.
var ErrNoEdit = errors.New("the last edit is not kept")

// keepReplaced seals what an edit replaces in the state, until the next edit. Where the keychain is locked,
// or has never been used, nothing is kept: an edit asks for no passphrase.
func (a *App) keepReplaced(ctx context.Context, replaced []profiles.Replaced) {
	vault, err := a.Vault(keychain.AccessQuiet)
	if err != nil {
		return
	}
	if replaced != nil {
		var content []byte
		if content, err = pack(replaced); err == nil {
			err = vault.KeepReplaced(ctx, content)
		}
	}
	if err != nil && !errors.Is(err, keychain.ErrLocked) && !errors.Is(err, keychain.ErrNotFound) {
		a.warn(fmt.Errorf("what this edit replaced is not kept: %w", err))
	}
	if replaced == nil || err != nil {
		a.warn(vault.ForgetReplaced()) // what an older edit replaced is not what this one did
	}
}

// UndoEdit prepares to write back what the last edit of the AWS files replaced. saved are the files that
// another program has saved since.
func (a *App) UndoEdit(ctx context.Context) (change *profiles.Change, saved []string, err error) {
	vault, err := a.Vault(keychain.AccessPrompt)
	if err != nil {
		return nil, nil, err
	}
	content, err := vault.Replaced(ctx)
	if errors.Is(err, keychain.ErrNotFound) {
		return nil, nil, ErrNoEdit
	}
	if err != nil {
		return nil, nil, fmt.Errorf("undo the last edit: %w", err)
	}
	replaced, err := unpack(content)
	if err != nil {
		return nil, nil, fmt.Errorf("undo the last edit: %w", err)
	}
	return a.Files().Restore(replaced)
}

func pack(replaced []profiles.Replaced) ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := gob.NewEncoder(z).Encode(replaced); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func unpack(content []byte) (replaced []profiles.Replaced, err error) {
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	err = gob.NewDecoder(z).Decode(&replaced)
	return replaced, err
}
