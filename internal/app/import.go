package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
	"lanyard/keychain"
	"lanyard/profiles"
)

// keyFileLimit bounds a file or stream with one access key, in bytes.
const keyFileLimit = 64 << 10

// Imported tells what an import did.
type Imported struct {
	Key NewKey
	// File is the AWS file that no longer holds the key, "" when none did.
	File string
}

// ImportProfile moves the keys of a profile from its AWS file into the keychain: they are verified
// unless told not to, stored, and only then removed from the file, where every other byte stays.
func (a *App) ImportProfile(ctx context.Context, name string, noVerify bool) (Imported, error) {
	set, err := a.Profiles()
	if err != nil {
		return Imported{}, err
	}
	p, err := set.Profile(name)
	if err != nil {
		return Imported{}, err
	}
	key, file, err := profileKey(p)
	if err != nil {
		return Imported{}, fmt.Errorf("import the key of %q: %w", name, err)
	}
	key.NoVerify = noVerify
	if _, err := a.AddKey(ctx, key); err != nil {
		return Imported{}, err
	}
	if err := a.removeFromFile(ctx, name); err != nil {
		return Imported{}, fmt.Errorf("the key of %q is in the keychain and still in %s: remove it from the file: %w", name, file, err)
	}
	a.Reload()
	return Imported{Key: key, File: file}, nil
}

// ErrNoKeys says that a profile has no keys of its own in a file.
var ErrNoKeys = errors.New("it has no access keys in a file")

func profileKey(p *profiles.Profile) (NewKey, string, error) {
	id, ok := p.Settings["aws_access_key_id"]
	secret, also := p.Settings["aws_secret_access_key"]
	switch {
	case !ok || !also:
		return NewKey{}, "", ErrNoKeys
	case !p.Secret("aws_session_token").Empty() || !p.Secret("aws_security_token").Empty():
		return NewKey{}, "", ErrTemporary
	case id.File != secret.File:
		return NewKey{}, "", fmt.Errorf("its key id is in %s and its secret in %s: bring them together first", id.File, secret.File)
	}
	return NewKey{
		Name: p.Name, AccessKeyID: id.Value, SecretAccessKey: secret.Secret,
		MFASerial: p.Get("mfa_serial"), Region: p.Get("region"),
	}, id.File, nil
}

func (a *App) removeFromFile(ctx context.Context, profile string) error {
	change, err := a.Files().RemoveKeys(profile)
	if err != nil {
		return err
	}
	return a.Apply(ctx, change)
}

// StaticProfiles names the profiles whose keys could be imported.
func (a *App) StaticProfiles() ([]string, error) {
	set, err := a.Profiles()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range set.All() {
		if _, _, err := profileKey(p); err == nil {
			names = append(names, p.Name)
		}
	}
	return names, nil
}

// ImportFile moves an access key from a file such as ~/.aws-keys into the keychain: it is verified
// unless told not to, stored, and only then its lines are removed; a file of nothing else goes.
func (a *App) ImportFile(ctx context.Context, path string, key NewKey) (keychain.Key, error) {
	before, err := readfile.Read(path, keyFileLimit)
	if err != nil {
		return keychain.Key{}, fmt.Errorf("import a key: %w", err)
	}
	if key.AccessKeyID, key.SecretAccessKey, err = parseKey(before); err != nil {
		return keychain.Key{}, fmt.Errorf("import a key: %s: %w", path, err)
	}
	entry, err := a.AddKey(ctx, key)
	if err != nil {
		return entry, err
	}
	if err := a.removeKeyLines(ctx, path, before, key); err != nil {
		return entry, fmt.Errorf("the key %q is in the keychain and still in %s: remove it from the file: %w", key.Name, path, err)
	}
	return entry, nil
}

// removeKeyLines takes the lines with the key out of a file that has not changed since.
func (a *App) removeKeyLines(ctx context.Context, path string, before []byte, key NewKey) error {
	s, err := a.Settings()
	if err != nil {
		return err
	}
	held, err := s.Paths.Locks().Acquire(ctx, "key file", editWait)
	if err != nil {
		return err
	}
	defer func() { _ = held.Release() }()
	now, err := readfile.Read(path, keyFileLimit)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, before) {
		return profiles.ErrChanged
	}
	var kept strings.Builder
	for line := range strings.Lines(string(before)) {
		if !strings.Contains(line, key.AccessKeyID) && !strings.Contains(line, key.SecretAccessKey.Reveal()) {
			kept.WriteString(line)
		}
	}
	if strings.TrimSpace(kept.String()) == "" {
		return os.Remove(path)
	}
	return atomicfile.Write(path, []byte(kept.String()))
}
