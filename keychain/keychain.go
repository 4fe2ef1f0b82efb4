// Package keychain stores secrets. A long-lived access key is an item in the operating system's keyring, or a
// sealed file on a machine without a keyring. Everything temporary is a sealed file. The package handles names,
// kinds and bytes and knows nothing about roles or sessions.
//
// Files are sealed with XChaCha20-Poly1305. Its keys are derived by HKDF (RFC 5869) from one vault key, which is
// an item in the keyring too. The file store wraps the vault key with age (https://age-encryption.org/v1, scrypt
// recipient).
//
// The state folder holds:
//
//	vault       the vault's id, store and check value; in the file store also the wrapped vault key
//	vault.item  a hint, not secret: the object path of the vault key in the Secret Service
//	keys.json   the index of long-lived items
//	sealed/     temporary entries
//	items/      long-lived items of the file store
//	replaced    the text that the last edit of an AWS file replaced
//	damaged/    damaged files that were moved here
package keychain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/lock"
	"lanyard/internal/redact"
)

// Mode selects the store for the vault key and for long-lived items.
type Mode string

// The modes. With ModeAuto the first write chooses between the other two and records the choice.
const (
	ModeAuto Mode = "auto"
	ModeOS   Mode = "os"
	ModeFile Mode = "file"
)

// Access limits how a Vault may obtain its keys.
type Access int

// The levels of access. Each level includes the ones before it.
const (
	// AccessCached reads only the kernel keyring. Shell prompts and completion use it.
	AccessCached Access = iota
	// AccessQuiet also reads an unlocked keyring and uses a known passphrase, but never prompts. Listings and
	// the first frame of the UI use it.
	AccessQuiet
	// AccessPrompt also lets the keyring open a dialog and calls Options.Passphrase.
	AccessPrompt
)

// The classes of errors.
var (
	ErrNotFound = errors.New("not found")
	ErrExists   = errors.New("already exists")
	ErrLocked   = errors.New("the keychain is locked")
	// ErrKeyringLocked also matches ErrLocked. It means that the operating system's keyring is locked, which
	// lanyard's passphrase cannot open.
	ErrKeyringLocked   error = keyringLocked{}
	ErrWrongPassphrase       = errors.New("wrong passphrase")
	// ErrWrongEnvPassphrase means that Options.EnvPassphrase is wrong. It also matches ErrWrongPassphrase.
	ErrWrongEnvPassphrase = fmt.Errorf("LANYARD_KEYCHAIN_PASSPHRASE: %w", ErrWrongPassphrase)
	// ErrNoPassphrase means that a new passphrase is needed and Options.Passphrase cannot be called.
	ErrNoPassphrase  = errors.New("a new passphrase is needed")
	ErrNoKeyring     = errors.New("no keyring answers")            // there is none: ModeAuto chooses the file store
	ErrKeyringFailed = errors.New("the keyring does not work")     // it fails, or takes too long
	ErrDenied        = errors.New("the keyring denied access")     // by a dismissed dialog, or by policy
	ErrDamaged       = errors.New("damaged")                       // the file is reported and moved aside
	ErrKeyMissing    = errors.New("the vault's key is gone")       // the keyring lacks a known vault's key
	ErrReadOnly      = errors.New("the keychain can't be written") // read-only home, full disk
	ErrSecretMissing = errors.New("the secret is gone")            // the index lists a key, the store lacks its item
	ErrOtherStore    = errors.New("the vault is kept in another store")
)

type keyringLocked struct{}

func (keyringLocked) Error() string { return "the keyring is locked" }
func (keyringLocked) Unwrap() error { return ErrLocked }

// Options configure a Vault.
type Options struct {
	Dir    string // the state folder
	Locks  lock.Dir
	Mode   Mode
	Access Access
	// KernelCache is how long derived keys stay in the kernel keyring; 0 keeps them out of it.
	KernelCache time.Duration
	// EnvPassphrase is the value of LANYARD_KEYCHAIN_PASSPHRASE, or empty.
	EnvPassphrase redact.Secret
	// Passphrase prompts the user; nil if there is no way to prompt.
	Passphrase func(ctx context.Context, req PassphraseRequest) (redact.Secret, error)
	// Getenv looks up the address of the session bus and the display; nil means os.Getenv.
	Getenv func(string) string
	// Warn receives messages for the user about problems that fail no call. It receives each message once.
	Warn func(message string)
	// Keyring replaces the operating system's keyring in tests; nil means the real one.
	Keyring Keyring
	// Wait bounds the wait for another process that creates, unlocks or changes the vault; 0 means 5 minutes.
	Wait time.Duration
	// KeyringLimit bounds each operation on the keyring; 0 means 8 seconds. A dialog on a display may take
	// longer.
	KeyringLimit time.Duration
	// WorkFactor is the base-2 logarithm of scrypt's cost for a new passphrase, 15 to 20; 0 means 17.
	WorkFactor int

	// cheapest lowers the minimum work factor in this package's tests.
	cheapest int
}

// PassphraseRequest describes the prompt for a passphrase.
type PassphraseRequest struct {
	// Create requests a new passphrase, which the prompt asks for twice.
	Create bool
	// Purpose is a sentence that explains the prompt, or "" if the command itself explains it.
	Purpose string
	// Retry is the reason why the last answer was refused, or "" at the first prompt.
	Retry string
}

// Keyring is the operating system's keyring. Its errors wrap ErrNotFound, ErrKeyringLocked, ErrDenied,
// ErrNoKeyring or ErrKeyringFailed.
type Keyring interface {
	Get(ctx context.Context, user string) (redact.Secret, error)
	Set(ctx context.Context, user string, secret redact.Secret) error
	Delete(ctx context.Context, user string) error
}

// quieter is a Keyring that can work without dialogs.
type quieter interface {
	// Quiet returns the same keyring without dialogs: it returns ErrKeyringLocked instead.
	Quiet() Keyring
}

// recaller is a Keyring that remembers where it found the vault key, which saves a search.
type recaller interface {
	// Recall is like Get, but first reads the item at its last known place. It uses that item only if proves
	// accepts its secret.
	Recall(ctx context.Context, user string, proves func(redact.Secret) bool) (redact.Secret, error)
}

// Key describes a long-lived access key. The index holds it; nothing in it is secret.
type Key struct {
	Name        string    `json:"name"`
	AccessKeyID string    `json:"access_key_id"`
	MFASerial   string    `json:"mfa_serial,omitempty"`
	Region      string    `json:"region,omitempty"`
	AccountID   string    `json:"account_id,omitempty"`
	ARN         string    `json:"arn,omitempty"`
	Created     time.Time `json:"created"`
	// Source is the path of the file that the key was imported from and removed from, or "".
	Source string `json:"source,omitempty"`
}

// Entry is a temporary entry with its unsealed content.
type Entry struct {
	Kind, ID string
	Content  []byte
}
