package keychain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// sealedFolder holds temporary entries, one file each.
const sealedFolder = "sealed"

// SealedFolder returns the folder of the temporary entries in a state folder, which callers can watch for
// changes. A file name that begins with a dot is a file being written.
func SealedFolder(dir string) string { return filepath.Join(dir, sealedFolder) }

// Get returns the content of the entry of that kind and id, or ErrNotFound. It moves a damaged entry aside.
func (v *Vault) Get(ctx context.Context, kind, id string) ([]byte, error) {
	b, err := v.temporary(ctx, false)
	if err != nil {
		return nil, err
	}
	return v.readSealed(b, kind, id)
}

// Put creates or replaces the entry of that kind and id. The first write creates the vault.
func (v *Vault) Put(ctx context.Context, kind, id string, content []byte) error {
	b, err := v.temporary(ctx, true)
	if err != nil {
		return err
	}
	return v.writeSealed(b, kind, id, content)
}

// Delete removes the entry of that kind and id, if there is one.
func (v *Vault) Delete(ctx context.Context, kind, id string) error {
	b, err := v.temporary(ctx, false)
	if errors.Is(err, errNoVault) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = v.remove(v.path(sealedFolder, b.fileName(kind, id)))
	return err
}

// Entries returns every temporary entry. It moves damaged ones aside.
func (v *Vault) Entries(ctx context.Context) ([]Entry, error) {
	var entries []Entry
	err := v.eachSealed(ctx, func(b *box, path, kind, id string, file []byte) error {
		content, err := b.open(file, kind, id)
		if err != nil {
			_ = v.moveAside(path, err)
			return nil
		}
		entries = append(entries, Entry{Kind: kind, ID: id, Content: content})
		return nil
	})
	return entries, err
}

// Clear removes the entries that match and returns their number. With a nil match it removes all entries, for
// which it does not unlock the vault.
func (v *Vault) Clear(ctx context.Context, match func(kind, id string) bool) (removed int, err error) {
	if match == nil {
		return v.clearAll()
	}
	err = v.eachSealed(ctx, func(_ *box, path, kind, id string, _ []byte) error {
		if !match(kind, id) {
			return nil
		}
		ok, err := v.remove(path)
		if ok {
			removed++
		}
		return err
	})
	return removed, err
}

func (v *Vault) clearAll() (removed int, err error) {
	names, err := v.sealedNames()
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		ok, err := v.remove(v.path(sealedFolder, name))
		if err != nil {
			return removed, err
		}
		if ok {
			removed++
		}
	}
	return removed, nil
}

// eachSealed calls visit for each temporary entry. It moves a file aside whose header does not fit its name.
func (v *Vault) eachSealed(ctx context.Context, visit func(b *box, path, kind, id string, file []byte) error) error {
	names, err := v.sealedNames()
	if err != nil || len(names) == 0 {
		return err
	}
	b, err := v.temporary(ctx, false)
	if errors.Is(err, errNoVault) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		path := v.path(sealedFolder, name)
		file, err := readFile(path, maxSealed)
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed since the folder was read
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			return fmt.Errorf("read an entry: %w", err)
		}
		kind, id, err := b.list(file, name)
		if err != nil {
			_ = v.moveAside(path, err)
			continue
		}
		if err := visit(b, path, kind, id, file); err != nil {
			return err
		}
	}
	return nil
}

// sealedNames returns the file names of the temporary entries.
func (v *Vault) sealedNames() ([]string, error) {
	entries, err := os.ReadDir(v.path(sealedFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the entries: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && e.Name()[0] != '.' { // with a dot it is still being written
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// temporary unlocks the vault for temporary entries.
func (v *Vault) temporary(ctx context.Context, create bool) (*box, error) {
	r, keys, err := v.unlock(ctx, needSessions, create)
	if err != nil {
		return nil, err
	}
	return newBox(r.ID, sealedFolder, keys.names, keys.sessions)
}

func (s *shared) readSealed(b *box, kind, id string) ([]byte, error) {
	path := s.path(b.folder, b.fileName(kind, id))
	file, err := readFile(path, maxSealed)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s entry: %w", kind, ErrNotFound)
	case errors.Is(err, ErrDamaged):
		return nil, s.moveAside(path, err)
	case err != nil:
		return nil, fmt.Errorf("read the %s entry: %w", kind, err)
	}
	content, err := b.open(file, kind, id)
	if err != nil {
		return nil, s.moveAside(path, err)
	}
	return content, nil
}

func (s *shared) writeSealed(b *box, kind, id string, content []byte) error {
	file, err := b.seal(kind, id, content)
	if err != nil {
		return err
	}
	return s.write(s.path(b.folder, b.fileName(kind, id)), file)
}

func (s *shared) remove(path string) (removed bool, err error) {
	err = os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("remove %s: %w", filepath.Base(path), unwritable(err))
	}
	return true, nil
}
