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
		last, lastErr := a.lastEdit(ctx, vault)
		if lastErr != nil {
			last = nil
		}
		var content []byte
		if content, err = pack(keptEdits{replaced, last}); err == nil {
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
	last, err := a.lastEdit(ctx, vault)
	if errors.Is(err, keychain.ErrNotFound) {
		return nil, nil, ErrNoEdit
	}
	if err != nil {
		return nil, nil, fmt.Errorf("undo the last edit: %w", err)
	}
	return a.Files().Restore(last)
}

// keptEdits are sealed before Last is made, which may fail. Then Previous is still the last edit.
type keptEdits struct{ Last, Previous []profiles.Replaced }

// lastEdit returns what the last edit replaced, or keychain.ErrNotFound.
func (a *App) lastEdit(ctx context.Context, vault *keychain.Vault) ([]profiles.Replaced, error) {
	content, err := vault.Replaced(ctx)
	if err != nil {
		return nil, err
	}
	edits, err := unpack(content)
	switch {
	case err != nil:
		return nil, err
	case !a.Files().Undone(edits.Last):
		return edits.Last, nil
	case edits.Previous == nil:
		return nil, keychain.ErrNotFound
	}
	return edits.Previous, nil
}

func pack(edits keptEdits) ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if err := gob.NewEncoder(z).Encode(edits); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func unpack(content []byte) (edits keptEdits, err error) {
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return edits, err
	}
	err = gob.NewDecoder(z).Decode(&edits)
	return edits, err
}
