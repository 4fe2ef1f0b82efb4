package keychain

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	indexFile  = "keys.json"
	indexLimit = 16 << 20
)

// index lists the long-lived items. A keyring may prompt before it lists them itself.
type index struct {
	Version int   `json:"version"`
	Keys    []Key `json:"keys"`
	OTPs    []OTP `json:"otp,omitempty"`
	// Renamed maps a key's name to its previous name. While the index lists both names, a rename is in progress,
	// and either item holds the secret. Afterwards CopyKey uses it to accept the same rename again and to refuse
	// another.
	Renamed map[string]string `json:"renamed,omitempty"`
}

func parseIndex(text []byte) (*index, error) {
	var x index
	if err := json.Unmarshal(text, &x); err != nil {
		return nil, fmt.Errorf("%w: not an index", ErrDamaged)
	}
	if x.Version > 1 {
		return nil, fmt.Errorf("format %d was written by a newer lanyard", x.Version)
	}
	if x.Version != 1 {
		return nil, fmt.Errorf("%w: not an index", ErrDamaged)
	}
	return &x, nil
}

// readIndex reads the index, or moves a damaged one aside. The store then still holds the items, and adding a key
// of the same name replaces its item.
func (s *shared) readIndex() (*index, error) {
	path := s.path(indexFile)
	text, err := readFile(path, indexLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return &index{Version: 1}, nil
	}
	var x *index
	if err == nil {
		x, err = parseIndex(text)
	}
	if errors.Is(err, ErrDamaged) {
		return nil, s.moveAside(path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read the index %q: %w", path, err)
	}
	return x, nil
}

// changeIndex applies change to the index file. The caller holds the vault's lock.
func (s *shared) changeIndex(change func(*index)) error {
	x, err := s.readIndex()
	if err != nil {
		return err
	}
	change(x)
	slices.SortFunc(x.Keys, func(a, b Key) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(x.OTPs, func(a, b OTP) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.MarshalIndent(x, "", "  ")
	if err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	return s.write(s.path(indexFile), append(text, '\n'))
}

func (x *index) key(name string) (Key, bool) {
	i := slices.IndexFunc(x.Keys, func(k Key) bool { return k.Name == name })
	if i < 0 {
		return Key{}, false
	}
	return x.Keys[i], true
}

// has reports whether an item is listed.
func (x *index) has(kind, name string) bool {
	if kind == otpKind {
		return slices.ContainsFunc(x.OTPs, func(o OTP) bool { return o.Name == name })
	}
	_, ok := x.key(name)
	return ok
}

func (x *index) setKey(k Key) {
	x.Keys = append(x.withoutKey(k.Name), k)
}

// addKey adds a new key, and so ends the renames from and to its name.
func (x *index) addKey(k Key) {
	x.setKey(k)
	maps.DeleteFunc(x.Renamed, func(now, before string) bool { return now == k.Name || before == k.Name })
}

// copyKey lists a key under a second name, as the first step of a rename.
func (x *index) copyKey(k Key, to string) {
	from := k.Name
	k.Name = to
	x.addKey(k)
	if x.Renamed == nil {
		x.Renamed = make(map[string]string)
	}
	x.Renamed[to] = from
}

func (x *index) removeKey(name string) {
	x.Keys = x.withoutKey(name)
	delete(x.Renamed, name)
}

func (x *index) withoutKey(name string) []Key {
	return slices.DeleteFunc(x.Keys, func(k Key) bool { return k.Name == name })
}

// twin returns the other name of a key during a rename, or "".
func (x *index) twin(kind, name string) string {
	if kind != keyKind {
		return ""
	}
	for now, before := range x.Renamed {
		switch {
		case now == name && x.has(kind, before):
			return before
		case before == name && x.has(kind, now):
			return now
		}
	}
	return ""
}

func (x *index) setOTP(o OTP) {
	x.removeOTP(o.Name)
	x.OTPs = append(x.OTPs, o)
}

func (x *index) removeOTP(name string) {
	x.OTPs = slices.DeleteFunc(x.OTPs, func(o OTP) bool { return o.Name == name })
}

// checkName accepts the profile names that every keyring can store.
func checkName(name string) error {
	if name == "" || len(name) > maxName/2 || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return fmt.Errorf("the keychain can't keep a key named %q: empty, too long, or not plain text", name)
	}
	return nil
}
