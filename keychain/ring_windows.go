package keychain

import (
	"errors"

	"golang.org/x/sys/windows"
)

func keyringClass(err error) error {
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		return ErrDenied
	}
	return ErrNoKeyring // no logon session: a service, ssh with a key
}
