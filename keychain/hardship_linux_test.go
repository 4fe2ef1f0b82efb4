package keychain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lanyard/internal/redact"
	"lanyard/keychain"
)

// TestUnwritableHome runs a process in a mount namespace of its own, where it can
// fill a file system or make it read-only. This works for root too, unlike mode bits.
func TestUnwritableHome(t *testing.T) {
	for _, role := range []string{"on a full disk", "in a read-only home"} {
		t.Run(role, func(t *testing.T) {
			var stderr bytes.Buffer
			cmd := child(role, fileOptions(t), "LANYARD_KEYCHAIN_PASSPHRASE=correct horse")
			cmd.Stderr = &stderr
			cmd.SysProcAttr = &syscall.SysProcAttr{
				Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
				UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
				GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
			}
			err := cmd.Run()
			if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || strings.Contains(stderr.String(), "mount:") {
				t.Skipf("no mount namespace can be had here: %v %s", err, &stderr)
			}
			if err != nil {
				t.Errorf("%v\n%s", err, &stderr)
			}
		})
	}
}

// hardship runs in the namespace. It creates a vault, makes the file system unwritable, and expects reads to work
// and writes to return ErrReadOnly.
func hardship(ctx context.Context, role string, o keychain.Options) error {
	o.Access = keychain.AccessPrompt
	if err := syscall.Mount("tmpfs", o.Dir, "tmpfs", 0, "size=256k"); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	root := o.Dir
	o.Dir = filepath.Join(root, "state")
	v := keychain.Open(o)
	if err := errors.Join(v.Put(ctx, "session", "a", []byte("one")), v.AddKey(ctx, keychain.Key{Name: "prod"}, redact.New("s3cret"))); err != nil {
		return err
	}
	if role == "on a full disk" {
		filler := os.WriteFile(filepath.Join(root, "filler"), make([]byte, 1<<20), 0o600)
		if !errors.Is(filler, syscall.ENOSPC) {
			return fmt.Errorf("the disk is not full: %w", filler)
		}
	} else if err := syscall.Mount("", root, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	v = keychain.Open(o)
	if got, err := v.Get(ctx, "session", "a"); err != nil || string(got) != "one" {
		return fmt.Errorf("Get = %q, %w", got, err)
	}
	if _, secret, err := v.Secret(ctx, "prod"); err != nil || secret.Reveal() != "s3cret" {
		return fmt.Errorf("Secret: %w", err)
	}
	keys := newRing()
	first := o
	first.Dir, first.Mode, first.Keyring = filepath.Join(root, "other"), keychain.ModeOS, keys
	for what, err := range map[string]error{
		"Put":           v.Put(ctx, "session", "b", make([]byte, 100<<10)),
		"the first Put": keychain.Open(first).Put(ctx, "session", "a", make([]byte, 100<<10)),
	} {
		if !errors.Is(err, keychain.ErrReadOnly) {
			return fmt.Errorf("%s: %v, want ErrReadOnly", what, err) //nolint:errorlint // a test's report
		}
	}
	if users := keys.users(); len(users) != 0 {
		return fmt.Errorf("the keyring holds %v of a vault that could not be written", users)
	}
	return nil
}
