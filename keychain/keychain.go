// Package keychain keeps secrets at rest: long-lived access keys as items of the operating
// system's keyring (or sealed files where there is none), and everything temporary as sealed
// files under one vault key. It knows names, kinds and bytes; what a role or a session is, it
// does not know.
//
// Sealing is XChaCha20-Poly1305 under keys derived by HKDF (RFC 5869) from the vault key; the
// file store wraps the vault key with age (https://age-encryption.org/v1, scrypt recipient).
//
// In the state folder: vault (id, store, check value, the wrapped key of the file store), vault.item
// (where the Secret Service has the vault key: a hint, not a secret), keys.json (the index), sealed/
// (temporary entries), items/ (long-lived items of the file store), damaged/.
package keychain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/lock"
	"lanyard/internal/redact"
)

// Mode chooses the store of long-lived keys and of the vault key.
type Mode string

// The modes. ModeAuto is decided once, at the first write, and the decision recorded.
const (
	ModeAuto Mode = "auto"
	ModeOS   Mode = "os"
	ModeFile Mode = "file"
)

// Access says how far a Vault may go to get the vault key.
type Access int

// The levels of access, each including the ones before it.
const (
	// AccessCached looks at the kernel keyring only: for shell prompts and completion.
	AccessCached Access = iota
	// AccessQuiet also asks a Secret Service that is unlocked and uses a passphrase that is already
	// known: whatever needs nobody. For list, status and the first frame of the UI.
	AccessQuiet
	// AccessPrompt may let the keyring show its dialog, and asks Options.Passphrase.
	AccessPrompt
)

// The classes of errors that callers tell apart.
var (
	ErrNotFound = errors.New("not found")
	ErrExists   = errors.New("already exists")
	ErrLocked   = errors.New("the keychain is locked")
	// ErrKeyringLocked is the ErrLocked of the operating system's keyring, which no passphrase of ours opens.
	ErrKeyringLocked   error = keyringLocked{}
	ErrWrongPassphrase       = errors.New("wrong passphrase")
	// ErrWrongEnvPassphrase is the ErrWrongPassphrase of Options.EnvPassphrase.
	ErrWrongEnvPassphrase = fmt.Errorf("LANYARD_KEYCHAIN_PASSPHRASE: %w", ErrWrongPassphrase)
	// ErrNoPassphrase says that a new passphrase is needed and nobody can be asked for one.
	ErrNoPassphrase  = errors.New("nobody can choose its passphrase")
	ErrNoKeyring     = errors.New("no keyring answers")            // none is there: ModeAuto decides for the file store
	ErrKeyringFailed = errors.New("the keyring does not work")     // one is there and fails, or takes too long
	ErrDenied        = errors.New("the keyring denied access")     // dismissed dialog, policy
	ErrDamaged       = errors.New("damaged")                       // file reported and moved aside
	ErrKeyMissing    = errors.New("the vault's key is gone")       // vault known, its key not in the keyring
	ErrReadOnly      = errors.New("the keychain can't be written") // read-only home, full disk
	ErrSecretMissing = errors.New("the secret is gone")            // key in the index, its item not in the store
	ErrOtherStore    = errors.New("the vault is kept in another store")
)

type keyringLocked struct{}

func (keyringLocked) Error() string { return "the keyring is locked" }
func (keyringLocked) Unwrap() error { return ErrLocked }

// Options say where a vault is and what it may do. Nothing is read before the first use.
type Options struct {
	Dir    string // the state folder
	Locks  lock.Dir
	Mode   Mode
	Access Access
	// KernelCache is how long derived keys rest in the kernel keyring; 0 turns that off.
	KernelCache time.Duration
	// EnvPassphrase is LANYARD_KEYCHAIN_PASSPHRASE; empty when not set.
	EnvPassphrase redact.Secret
	// Passphrase asks a person; nil means nobody can be asked.
	Passphrase func(ctx context.Context, req PassphraseRequest) (redact.Secret, error)
	// Getenv finds the session bus; os.Getenv in the program.
	Getenv func(string) string
	// Warn is told, once each, what a person should know and nothing has failed for.
	Warn func(message string)
	// Keyring replaces the operating system's keyring in tests; nil means the real one.
	Keyring Keyring
	// Wait bounds how long another process that makes, unlocks or changes the vault is waited for;
	// 0 means 5 minutes.
	Wait time.Duration
	// KeyringLimit bounds each conversation with the keyring; 0 means 8 seconds. A dialog on a
	// display that a person can see may take longer.
	KeyringLimit time.Duration
	// WorkFactor is the base-2 logarithm of scrypt's cost for new wraps, 15 to 20; 0 means 17.
	WorkFactor int

	// cheapest replaces the least work factor in this package's tests.
	cheapest int
}

// PassphraseRequest says what a passphrase is needed for. One that nobody is there to type is
// ErrLocked, or ErrNoPassphrase for a new one.
type PassphraseRequest struct {
	// Create asks for a new one (twice, by the caller's means).
	Create bool
	// Purpose is a sentence that tells what for, where that is not plain; "" where it is.
	Purpose string
	// Retry tells why the last one was refused; "" at the first time.
	Retry string
}

// Keyring is the part of an OS keyring that a vault uses. Get returns ErrNotFound,
// ErrKeyringLocked, ErrDenied, ErrNoKeyring or ErrKeyringFailed (wrapped) for what they say.
type Keyring interface {
	Get(ctx context.Context, user string) (redact.Secret, error)
	Set(ctx context.Context, user string, secret redact.Secret) error
	Delete(ctx context.Context, user string) error
}

// quieter is a Keyring that can promise to show no dialog.
type quieter interface {
	// Quiet returns the same keyring, which now answers ErrLocked instead of asking a person.
	Quiet() Keyring
}

// recaller is a Keyring that remembers where it found the vault key, since to search costs time.
type recaller interface {
	// Recall is Get, but looks first where the item was the last time, and believes what is there
	// only if proves does.
	Recall(ctx context.Context, user string, proves func(redact.Secret) bool) (redact.Secret, error)
}

// Key is what the index tells of a long-lived access key: nothing secret.
type Key struct {
	Name        string    `json:"name"`
	AccessKeyID string    `json:"access_key_id"`
	MFASerial   string    `json:"mfa_serial,omitempty"`
	Region      string    `json:"region,omitempty"`
	AccountID   string    `json:"account_id,omitempty"`
	ARN         string    `json:"arn,omitempty"`
	Created     time.Time `json:"created"`
	// Source is the file that the key was moved out of, "" for none.
	Source string `json:"source,omitempty"`
}

// Entry is a sealed entry as Entries lists it.
type Entry struct {
	Kind, ID string
	Content  []byte
}
