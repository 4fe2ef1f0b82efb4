//go:build !linux

package keychain

import (
	"errors"
	"time"
)

// kernelCached holds the keys from the kernel keyring, which only Linux has.
type kernelCached struct {
	keys  *derived
	until time.Time
}

func kernelLoad(string) (kernelCached, bool) { return kernelCached{}, false }

func kernelStore(string, *derived, time.Duration) error { return errors.ErrUnsupported }

func kernelDrop(string) error { return nil }
