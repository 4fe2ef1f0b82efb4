//go:build unix

package lock_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lanyard/internal/lock"
)

// TestPlantedFiles puts links and FIFOs where a lock writes its own files.
func TestPlantedFiles(t *testing.T) {
	dir := t.TempDir()
	held, err := lock.Dir(dir).Acquire(t.Context(), "name", time.Second)
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.lock"))
	if err != nil || len(names) != 1 {
		t.Fatalf("lock files: %q, %v", names, err)
	}
	base := strings.TrimSuffix(names[0], ".lock")
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "other")
	plant := map[string]func(path string) error{
		"link": func(path string) error { return os.Symlink(other, path) },
		"FIFO": func(path string) error { return unix.Mkfifo(path, 0o600) },
	}
	for kind, make := range plant {
		for _, end := range []string{".lock", ".holder", ".failed"} {
			if err := os.WriteFile(other, []byte("other"), 0o600); err != nil {
				t.Fatal(err)
			}
			_ = os.Remove(base + end)
			if err := make(base + end); err != nil {
				t.Fatal(err)
			}
			held, err := lock.Dir(dir).Acquire(t.Context(), "name", time.Second)
			if err == nil {
				_ = held.Fail("class")
				err = held.Release()
			}
			if end == ".lock" && kind == "link" && err == nil {
				t.Error("a link was taken for the lock")
			} else if end != ".lock" && err != nil {
				t.Errorf("%s at %s: %v", kind, end, err)
			}
			if text, _ := os.ReadFile(other); string(text) != "other" {
				t.Errorf("%s at %s: the link's target holds %q", kind, end, text)
			}
			_ = os.Remove(base + end)
		}
	}
}
