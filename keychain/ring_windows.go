package keychain

import (
	"errors"

	"golang.org/x/sys/windows"
)

func keyringClass(err error) error {
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		return ErrDenied
	}
	if errors.Is(err, windows.ERROR_NO_SUCH_LOGON_SESSION) { // a service, ssh with a key
		return ErrNoKeyring
	}
	return ErrKeyringFailed
}
