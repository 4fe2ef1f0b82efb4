package keychain

import "errors"

// The exit codes of security(1), which are the low bytes of Security framework results.
const (
	exitInteractionNotAllowed = 36  // errSecInteractionNotAllowed: locked, and no dialog possible
	exitAuthFailed            = 51  // errSecAuthFailed
	exitUserCanceled          = 128 // errSecUserCanceled
)

func keyringClass(err error) error {
	var exit interface{ ExitCode() int }
	if !errors.As(err, &exit) {
		return ErrNoKeyring
	}
	switch exit.ExitCode() {
	case exitInteractionNotAllowed:
		return ErrLocked
	case exitAuthFailed, exitUserCanceled:
		return ErrDenied
	}
	return ErrNoKeyring
}
