package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"lanyard/internal/atomicfile"
	"lanyard/internal/keyfile"
	"lanyard/internal/readfile"
	"lanyard/keychain"
	"lanyard/profiles"
)

// Imported tells what an import did.
type Imported struct {
	Key keychain.Key
	// File is the file that no longer holds the key.
	File string
	// Before reports that the key was moved by an earlier import, which may not have come to its end.
	Before bool
}

// ImportProfile moves the keys of a profile from its AWS file into the keychain: they are verified
// unless told not to, stored, and only then removed from the file, where every other byte stays. A
// profile with more in it than one key keeps everything.
func (a *App) ImportProfile(ctx context.Context, name string, noVerify bool) (Imported, error) {
	set, err := a.Profiles()
	if err != nil {
		return Imported{}, err
	}
	p, err := set.Profile(name)
	if err != nil {
		return Imported{}, err
	}
	key, err := profileKey(p)
	if errors.Is(err, ErrNoKeys) {
		if done, ok := a.importedBefore(name, a.Files().Credentials, a.Files().Config); ok {
			return done, nil
		}
	}
	if err == nil { // before anything is stored
		_, err = a.Files().RemoveKeys(name, key.AccessKeyID, key.SecretAccessKey)
	}
	if err != nil {
		return Imported{}, fmt.Errorf("import the key of %q: %w", name, err)
	}
	key.NoVerify = noVerify
	entry, err := a.AddKey(ctx, key)
	if err != nil {
		return Imported{}, err
	}
	change, err := a.Files().RemoveKeys(name, key.AccessKeyID, key.SecretAccessKey)
	if err == nil {
		err = a.Apply(ctx, change)
	}
	if err != nil {
		return Imported{}, fmt.Errorf("the key of %q is in the keychain and still in %s: remove it from the file: %w", name, key.source, err)
	}
	a.Reload()
	return Imported{Key: entry, File: key.source}, nil
}

// importedBefore finds a key that an earlier import moved out of one of the files.
func (a *App) importedBefore(name string, files ...string) (Imported, bool) {
	entry, err := a.Key(name)
	if err != nil || entry.Source == "" {
		return Imported{}, false
	}
	for _, file := range files {
		if entry.Source == file {
			atomicfile.Sweep(file) // an import that was killed may have left what it replaced
			return Imported{Key: entry, File: file, Before: true}, true
		}
	}
	return Imported{}, false
}

// ErrNoKeys says that a profile has no keys of its own in a file.
var ErrNoKeys = errors.New("it has no access keys in a file")

func profileKey(p *profiles.Profile) (NewKey, error) {
	id, ok := p.Settings["aws_access_key_id"]
	secret, also := p.Settings["aws_secret_access_key"]
	switch {
	case !ok || !also:
		return NewKey{}, ErrNoKeys
	case !p.Secret("aws_session_token").Empty() || !p.Secret("aws_security_token").Empty():
		return NewKey{}, ErrTemporary
	case id.File != secret.File:
		return NewKey{}, fmt.Errorf("its key id is in %s and its secret in %s: bring them together first", id.File, secret.File)
	}
	return NewKey{
		Name: p.Name, AccessKeyID: id.Value, SecretAccessKey: secret.Secret,
		MFASerial: p.Get("mfa_serial"), Region: p.Get("region"), source: id.File,
	}, nil
}

// StaticProfiles names the profiles whose keys could be imported.
func (a *App) StaticProfiles() ([]string, error) {
	set, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range set.All() {
		if _, err := profileKey(p); err == nil {
			names = append(names, p.Name)
		}
	}
	return names, nil
}

// ImportFile moves an access key from a file such as ~/.aws-keys into the keychain: the one that is
// called key.Name, or the only one. It is verified unless told not to, stored, and only then removed
// from the file; a file in which nothing else is left goes.
func (a *App) ImportFile(ctx context.Context, path string, key NewKey) (Imported, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Imported{}, fmt.Errorf("import a key: %w", err)
	}
	found, err := keyOfFile(path, key.Name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, keyfile.ErrNone) || err == nil && found.Name != "" && found.Name != key.Name {
		if done, ok := a.importedBefore(key.Name, path); ok {
			// An import that was killed may have left the file empty.
			if rest, err := readfile.Read(path, keyFileLimit); err == nil && len(bytes.TrimSpace(rest)) == 0 {
				return done, removeSpent(path, rest)
			}
			return done, nil
		}
	}
	if err != nil {
		return Imported{}, fmt.Errorf("import a key: %w", err)
	}
	key.AccessKeyID, key.SecretAccessKey, key.source = found.ID, found.Secret, path
	entry, err := a.AddKey(ctx, key)
	if err != nil {
		return Imported{}, err
	}
	if err := a.removeFromFile(ctx, path, key); err != nil {
		return Imported{}, fmt.Errorf("the key %q is in the keychain and still in %s: remove it from the file: %w", key.Name, path, err)
	}
	return Imported{Key: entry, File: path}, nil
}

func keyOfFile(path, name string) (keyfile.Key, error) {
	content, err := readfile.Read(path, keyFileLimit)
	if err != nil {
		return keyfile.Key{}, err
	}
	text, err := keyfile.Parse(content)
	if err != nil {
		return keyfile.Key{}, fmt.Errorf("%q: %w", path, err)
	}
	key, err := text.Key(name)
	if err != nil {
		return keyfile.Key{}, fmt.Errorf("%q: %w", path, err)
	}
	return key, nil
}

// removeFromFile cuts a stored key out of a file, whatever else other programs have written there since
// it was read. A link stays, and what it leads to is emptied.
func (a *App) removeFromFile(ctx context.Context, path string, stored NewKey) error {
	s, err := a.Settings()
	if err != nil {
		return err
	}
	held, err := s.Paths.Locks().Acquire(ctx, profiles.LockName, a.WaitLimit())
	if err != nil {
		return err
	}
	defer func() { _ = held.Release() }()
	a.keepReplaced(ctx, nil) // the last edit may have been of this file
	var rest []byte
	var spent bool
	err = atomicfile.Options{Warn: a.warn}.Edit(path, keyFileLimit, func(content []byte) ([]byte, error) {
		text, err := keyfile.Parse(content)
		if err != nil {
			return nil, err
		}
		key, err := text.Key(stored.Name)
		if err != nil {
			return nil, err
		}
		if key.ID != stored.AccessKeyID || !key.Secret.Equal(stored.SecretAccessKey) {
			return nil, atomicfile.ErrChanged
		}
		rest, spent = text.Without(key)
		return rest, nil
	})
	if err != nil || !spent {
		return err
	}
	return removeSpent(path, rest)
}

// removeSpent removes a file that holds nothing but rest, unless a link leads to it.
func removeSpent(path string, rest []byte) error {
	st, err := os.Lstat(path)
	if err != nil || !st.Mode().IsRegular() {
		return err
	}
	if now, err := readfile.Read(path, keyFileLimit); err != nil || !bytes.Equal(now, rest) {
		return err
	}
	return os.Remove(path)
}
