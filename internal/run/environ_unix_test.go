//go:build unix

package run_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lanyard/internal/run"
)

func TestEnviron(t *testing.T) {
	parent := []string{"A=1", "LANYARD_MFA_CODE=123456", "LANYARD_KEYCHAIN_PASSPHRASE=a=b", "LANYARD_KEYCHAIN=file", "LANYARD_MFA_CODE"}
	if got, want := run.Environ(parent), []string{"A=1", "LANYARD_KEYCHAIN=file"}; !slices.Equal(got, want) {
		t.Errorf("Environ = %q, want %q", got, want)
	}
	if parent[1] != "LANYARD_MFA_CODE=123456" {
		t.Error("Environ changed its argument")
	}
}

// TestChildrenHaveNoInputs starts a program in each way that there is.
func TestChildrenHaveNoInputs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out")
	c := run.Command{
		Args:  run.Shell(`echo "$A$LANYARD_MFA_CODE$LANYARD_KEYCHAIN_PASSPHRASE" >` + file),
		Env:   []string{"A=1", "LANYARD_MFA_CODE=2", "LANYARD_KEYCHAIN_PASSPHRASE=3"},
		Limit: 1,
	}
	for name, start := range map[string]func() error{
		"Output": func() error { _, err := run.Output(t.Context(), c); return err },
		"Feed":   func() error { return run.Feed(t.Context(), c) },
		"Start": func() error {
			end, err := run.Start(c)
			if err != nil {
				return err
			}
			return <-end
		},
	} {
		if err := start(); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(file); string(got) != "1\n" {
			t.Errorf("%s: the child has %q", name, got)
		}
	}
}
