//go:build !linux

package keychain_test

import (
	"context"
	"errors"

	"lanyard/keychain"
)

func hardship(context.Context, string, keychain.Options) error { return errors.ErrUnsupported }
