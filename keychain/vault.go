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

	// vaultLock guards the vault file, the index and the long-lived items. A caller may hold a lock of its own, as
	// a session's while it stores that session, so no other lock is taken under vaultLock.
	vaultLock = "keychain"
)

// A Vault is a keychain at one level of access. Goroutines may share it.
type Vault struct {
	*shared
	access Access
	// noKeyCache keeps unlocked keys out of this process's memory and of the kernel keyring.
	noKeyCache bool
}

// shared is the state that Vaults of all levels of access share.
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

// Open returns the vault of a state folder. It reads no files yet.
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

// With returns the same vault at another level of access. The two share unlocked keys.
func (v *Vault) With(a Access) *Vault { return &Vault{shared: v.shared, access: a} }

// String returns a text without keys, for a vault that is printed by mistake.
func (v Vault) String() string { return fmt.Sprintf("vault in %q", v.options.Dir) }

// Format writes String for every verb.
func (v Vault) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.String())) }

// warn passes a message to Options.Warn once.
func (s *shared) warn(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	s.mu.Lock()
	warned := s.warned[message]
	s.warned[message] = true
	s.mu.Unlock()
	if !warned && s.options.Warn != nil {
		s.options.Warn(message)
	}
}

// acquire takes one of the vault's locks.
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

// write replaces one of the vault's files atomically.
func (s *shared) write(path string, content []byte) error {
	o := atomicfile.Options{NoFollow: true, Warn: func(err error) { s.warn("%v", err) }}
	if err := o.Write(path, content); err != nil {
		return fmt.Errorf("write the keychain: %w", unwritable(err))
	}
	return nil
}

// unwritable adds ErrReadOnly to the errors of a read-only home and a full disk, after which callers can continue
// without storing anything.
func unwritable(err error) error {
	if errors.Is(err, fs.ErrPermission) || isUnwritable(err) {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// moveAside moves a damaged file to the folder damaged and returns an error with its new path.
func (s *shared) moveAside(path string, why error) error {
	to := fmt.Sprintf("%s.damaged-%s", s.path("damaged", filepath.Base(path)), time.Now().UTC().Format("20060102T150405.000000000Z"))
	err := atomicfile.MkdirAll(filepath.Dir(to))
	if err == nil {
		err = os.Rename(path, to)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%q is %w (%w)", path, ErrDamaged, why) // another process moved it
	}
	if err != nil {
		s.warn("the keychain file %q is damaged and can't be moved aside: %v", path, err)
		return fmt.Errorf("%q is %w (%w)", path, ErrDamaged, why)
	}
	s.warn("the keychain file %q is damaged; it was moved to %q", path, to)
	return fmt.Errorf("%q is %w (%w); it was moved to %q", path, ErrDamaged, why, to)
}
