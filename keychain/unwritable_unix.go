//go:build !windows

package keychain

import (
	"errors"
	"syscall"
)

// isUnwritable recognizes a read-only file system, a full disk and a used-up quota.
func isUnwritable(err error) bool {
	return errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
