package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"lanyard/internal/atomicfile"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	real := filepath.Join(dir, "dotfiles", "config")
	link := filepath.Join(dir, "config")
	must(t, os.MkdirAll(filepath.Dir(real), 0o755))
	must(t, os.WriteFile(real, []byte("old"), 0o644))
	must(t, os.Symlink(filepath.Join("dotfiles", "config"), link))

	must(t, atomicfile.Write(link, []byte("new")))

	if got, _ := os.ReadFile(real); string(got) != "new" {
		t.Errorf("the link's target holds %q", got)
	}
	if st, _ := os.Lstat(link); st.Mode()&os.ModeSymlink == 0 {
		t.Error("the link became a file")
	}
	if st, _ := os.Stat(real); st.Mode().Perm() != 0o644 {
		t.Errorf("mode = %v, want 0644 kept", st.Mode().Perm())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "dotfiles", ".lanyard-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWriteNewFileIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "secret")
	must(t, atomicfile.Write(path, []byte("x")))
	for p, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if st, _ := os.Stat(p); st.Mode().Perm() != want {
			t.Errorf("%s: mode %v, want %v", p, st.Mode().Perm(), want)
		}
	}
}

func TestWriteLinkLoop(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Symlink("b", filepath.Join(dir, "a")))
	must(t, os.Symlink("a", filepath.Join(dir, "b")))
	if err := atomicfile.Write(filepath.Join(dir, "a"), nil); err == nil {
		t.Error("a loop of links was accepted")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
