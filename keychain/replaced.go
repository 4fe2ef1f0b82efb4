package keychain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// replacedFile holds the text that the last edit of AWS files replaced. It is not a temporary entry, because it must be
// removable while the vault is locked.
const replacedFile = "replaced"

// KeepReplaced seals the text that an edit is about to replace. Only the last edit's is kept. It does not create a
// vault: without one it returns ErrNotFound.
func (v *Vault) KeepReplaced(ctx context.Context, content []byte) error {
	b, err := v.temporary(ctx, false)
	if err != nil {
		return err
	}
	file, err := b.seal(replacedFile, "", content)
	if err != nil {
		return err
	}
	return v.write(v.path(replacedFile), file)
}

// Replaced returns the text that KeepReplaced sealed, or ErrNotFound.
func (v *Vault) Replaced(ctx context.Context) ([]byte, error) {
	path := v.path(replacedFile)
	file, err := readFile(path, maxSealed)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the last edit: %w", ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	b, err := v.temporary(ctx, false)
	if err != nil {
		return nil, err
	}
	content, err := b.open(file, replacedFile, "")
	if err != nil {
		return nil, v.moveAside(path, err)
	}
	return content, nil
}

// ForgetReplaced removes the text that KeepReplaced sealed. It works while the vault is locked.
func (v *Vault) ForgetReplaced() error {
	_, err := v.remove(v.path(replacedFile))
	return err
}
