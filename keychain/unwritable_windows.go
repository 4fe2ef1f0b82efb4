package keychain

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isUnwritable recognizes a write-protected volume, a full disk and a used-up quota.
func isUnwritable(err error) bool {
	return errors.Is(err, windows.ERROR_WRITE_PROTECT) || errors.Is(err, windows.ERROR_DISK_FULL) ||
		errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) || errors.Is(err, windows.ERROR_NOT_ENOUGH_QUOTA)
}
