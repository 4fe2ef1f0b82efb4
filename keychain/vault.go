package keychain

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"lanyard/internal/atomicfile"
	"lanyard/internal/lock"
)

const (
	defaultWait         = 5 * time.Minute
	defaultKeyringLimit = 8 * time.Second
	defaultWorkFactor   = 17

	// vaultLock guards the vault file, the index and the long-lived items. It is held inside a
	// caller's lock (a session is stored by who holds the session's lock), so whoever holds it
	// takes no other.
	vaultLock = "keychain"
)

// Vault is a person's keychain at one level of access. It may be used by many goroutines.
type Vault struct {
	*shared
	access Access
	// traceless keeps what is unlocked from being kept, in this process or elsewhere.
	traceless bool
}

// shared is what a vault's levels of access have in common.
type shared struct {
	options Options
	ring    Keyring
	failure lastFailure
	flights [AccessPrompt + 1]chan struct{}

	mu     sync.Mutex
	record *record
	stamp  fs.FileInfo
	keys   *derived
	warned map[string]bool
}

// Open returns the vault of a state folder. It reads nothing.
func Open(o Options) *Vault {
	if o.Locks == "" {
		o.Locks = lock.Dir(filepath.Join(o.Dir, "locks"))
	}
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Wait == 0 {
		o.Wait = defaultWait
	}
	if o.KeyringLimit == 0 {
		o.KeyringLimit = defaultKeyringLimit
	}
	if o.WorkFactor == 0 {
		o.WorkFactor = defaultWorkFactor
	}
	if o.cheapest == 0 {
		o.cheapest = minWorkFactor
	}
	s := &shared{options: o, ring: o.Keyring, warned: map[string]bool{}}
	if s.ring == nil {
		s.ring = systemKeyring(o)
	}
	for i := range s.flights {
		s.flights[i] = make(chan struct{}, 1)
	}
	return &Vault{shared: s, access: o.Access}
}

// With returns the same vault at another level of access. What one unlocks is open to the other.
func (v *Vault) With(a Access) *Vault { return &Vault{shared: v.shared, access: a} }

// String keeps a vault that is printed by mistake from showing its keys.
func (v Vault) String() string { return fmt.Sprintf("vault in %q", v.options.Dir) }

// Format writes String under every verb.
func (v Vault) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.String())) }

// warn tells a person once.
func (s *shared) warn(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	s.mu.Lock()
	told := s.warned[message]
	s.warned[message] = true
	s.mu.Unlock()
	if !told && s.options.Warn != nil {
		s.options.Warn(message)
	}
}

// acquire takes a lock of the vault's.
func (s *shared) acquire(ctx context.Context, name string) (*lock.Lock, error) {
	l, err := s.options.Locks.Acquire(ctx, name, s.options.Wait)
	if err != nil {
		return nil, fmt.Errorf("lock the keychain: %w", unwritable(err))
	}
	return l, nil
}

// locked runs work under the vault's lock.
func (s *shared) locked(ctx context.Context, work func() error) error {
	l, err := s.acquire(ctx, vaultLock)
	if err != nil {
		return err
	}
	defer func() { _ = l.Release() }()
	return work()
}

// write replaces a file of the vault's.
func (s *shared) write(path string, content []byte) error {
	o := atomicfile.Options{NoFollow: true, Warn: func(err error) { s.warn("%v", err) }}
	if err := o.Write(path, content); err != nil {
		return fmt.Errorf("write the keychain: %w", unwritable(err))
	}
	return nil
}

// unwritable marks the errors of a read-only home and a full disk, after which a caller can go on
// without keeping anything.
func unwritable(err error) error {
	if errors.Is(err, fs.ErrPermission) || isUnwritable(err) {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// moveAside keeps a damaged file for whoever wants to look at it, and says so.
func (s *shared) moveAside(path string, why error) error {
	to := fmt.Sprintf("%s.damaged-%s", s.path("damaged", filepath.Base(path)), time.Now().UTC().Format("20060102T150405.000000000Z"))
	err := atomicfile.MkdirAll(filepath.Dir(to))
	if err == nil {
		err = os.Rename(path, to)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%q is %w (%w)", path, ErrDamaged, why) // somebody else was faster
	}
	if err != nil {
		s.warn("the keychain file %q is damaged and can't be moved aside: %v", path, err)
		return fmt.Errorf("%q is %w (%w)", path, ErrDamaged, why)
	}
	s.warn("the keychain file %q is damaged; it was moved to %q", path, to)
	return fmt.Errorf("%q is %w (%w); it was moved to %q", path, ErrDamaged, why, to)
}
