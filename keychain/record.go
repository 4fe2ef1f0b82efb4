package keychain

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lanyard/internal/readfile"
)

const (
	recordFile  = "vault"
	recordLimit = 64 << 10
	idSize      = 16
)

// errNoVault means that nothing has been written yet.
var errNoVault = fmt.Errorf("there is no vault yet: %w", ErrNotFound)

// record is the content of the vault file. The wrapped key of the file store is part of it, so that one atomic write
// changes both.
type record struct {
	Version int    `json:"version"`
	ID      string `json:"id"`
	Store   Mode   `json:"store"`
	Check   []byte `json:"check"`
	// Wrapped is the vault key as an age file. "age --decrypt" opens it, base64 removed.
	Wrapped []byte `json:"age,omitempty"`
	// Moving is the store that a migration is filling. Leaving is the store that it has yet to empty.
	Moving  Mode      `json:"moving,omitempty"`
	Leaving Mode      `json:"leaving,omitempty"`
	Created time.Time `json:"created"`
}

func parseRecord(text []byte) (*record, error) {
	var r record
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("%w: not a vault file", ErrDamaged)
	}
	if r.Version > 1 {
		return nil, fmt.Errorf("format %d was written by a newer lanyard", r.Version)
	}
	id, err := hex.DecodeString(r.ID)
	switch {
	case r.Version != 1, err != nil, len(id) != idSize:
		return nil, fmt.Errorf("%w: no vault id", ErrDamaged)
	case !r.Store.isStore(), r.Moving != "" && !r.Moving.isStore(), r.Leaving != "" && !r.Leaving.isStore():
		return nil, fmt.Errorf("%w: unknown store %q", ErrDamaged, r.Store)
	case len(r.Check) != sha256.Size:
		return nil, fmt.Errorf("%w: no check value", ErrDamaged)
	case r.Store == ModeFile && len(r.Wrapped) == 0:
		return nil, fmt.Errorf("%w: no wrapped key", ErrDamaged)
	}
	return &r, nil
}

func (m Mode) isStore() bool { return m == ModeOS || m == ModeFile }

// proves reports whether keys belong to this vault.
func (r *record) proves(d *derived) bool { return bytes.Equal(d.check(r.ID), r.Check) }

// unfinished returns the store in which an interrupted migration left items, or "".
func (r *record) unfinished() Mode {
	if r.Moving != "" {
		return r.Moving
	}
	return r.Leaving
}

// user returns the user name of an item in the keyring.
func (r *record) user(name string) string { return r.ID + "/" + name }

func readRecord(path string) (*record, error) {
	text, err := readFile(path, recordLimit)
	if err != nil {
		return nil, err
	}
	r, err := parseRecord(text)
	if err != nil {
		return nil, fmt.Errorf("read the vault file %q: %w", path, err)
	}
	return r, nil
}

// load returns the vault's record, or errNoVault. It does not move a damaged vault file aside, since the next write
// would then create a second, empty vault.
func (v *Vault) load() (*record, error) {
	path := v.path(recordFile)
	st, err := os.Stat(path)
	v.mu.Lock()
	defer v.mu.Unlock()
	if errors.Is(err, fs.ErrNotExist) {
		v.forget()
		return nil, errNoVault
	}
	if err != nil {
		return nil, fmt.Errorf("read the vault file: %w", err)
	}
	if v.record != nil && os.SameFile(st, v.stamp) && st.ModTime().Equal(v.stamp.ModTime()) {
		return v.record, nil
	}
	r, err := readRecord(path)
	if err != nil {
		return nil, err
	}
	if v.record == nil || v.record.ID != r.ID || !bytes.Equal(v.record.Check, r.Check) {
		v.forget() // the home folder was replaced while this process ran
	}
	v.record, v.stamp = r, st
	return r, nil
}

// loadWanted is load with a check that LANYARD_KEYCHAIN, unless it is "auto", names the vault's store. It never
// creates a second store.
func (v *Vault) loadWanted() (*record, error) {
	r, err := v.load()
	if err != nil {
		return nil, err
	}
	if m := v.options.Mode; m.isStore() && m != r.Store {
		return nil, fmt.Errorf("LANYARD_KEYCHAIN asks for %q, but this vault uses %q: %w", m, r.Store, ErrOtherStore)
	}
	return r, nil
}

// forget drops the vault's record and keys from memory. The caller holds mu.
func (s *shared) forget() { s.record, s.stamp, s.keys = nil, nil, nil }

func (s *shared) path(parts ...string) string {
	return filepath.Join(append([]string{s.options.Dir}, parts...)...)
}

// readFile reads one of the vault's files. A file longer than lanyard writes is ErrDamaged.
func readFile(path string, limit int64) ([]byte, error) {
	content, err := readfile.ReadNoFollow(path, limit)
	if errors.Is(err, readfile.ErrTooLarge) {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return content, err
}
