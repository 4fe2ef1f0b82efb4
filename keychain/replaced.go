package keychain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// replacedFile holds what the last edit of other files replaced. It is not one of the temporary entries, so
// that it can be removed while the vault is locked.
const replacedFile = "replaced"

// KeepReplaced seals what an edit is about to replace, in place of what the edit before it replaced. It
// makes no vault where there is none: the error is ErrNotFound then.
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

// Replaced returns what KeepReplaced sealed, or ErrNotFound.
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

// ForgetReplaced removes what KeepReplaced sealed, for which the vault need not be unlocked.
func (v *Vault) ForgetReplaced() error {
	_, err := v.remove(v.path(replacedFile))
	return err
}
