package keychain

import (
	"errors"
	"io/fs"
)

// The exit codes of security(1), which are the low bytes of Security framework results.
const (
	exitInteractionNotAllowed = 36  // errSecInteractionNotAllowed: locked, and no dialog possible
	exitAuthFailed            = 51  // errSecAuthFailed
	exitUserCanceled          = 128 // errSecUserCanceled
	exitNoDefaultKeychain     = 37  // errSecNoDefaultKeychain
	exitNoSuchKeychain        = 50  // errSecNoSuchKeychain
	exitNotAvailable          = 53  // errSecNotAvailable
)

func keyringClass(err error) error {
	var exit interface{ ExitCode() int }
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoKeyring
	}
	if !errors.As(err, &exit) {
		return ErrKeyringFailed
	}
	switch exit.ExitCode() {
	case exitInteractionNotAllowed:
		return ErrKeyringLocked
	case exitAuthFailed, exitUserCanceled:
		return ErrDenied
	case exitNoDefaultKeychain, exitNoSuchKeychain, exitNotAvailable:
		return ErrNoKeyring
	}
	return ErrKeyringFailed
}
