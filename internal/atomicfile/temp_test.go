package atomicfile_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"lanyard/internal/atomicfile"
)

const killedWriterEnv = "LANYARD_TEST_KILLED_WRITER"

// TestMain is also a writer that is killed in the middle.
func TestMain(m *testing.M) {
	path := os.Getenv(killedWriterEnv)
	if path == "" {
		os.Exit(m.Run())
	}
	_ = atomicfile.Stream(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "a secret")
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			return err
		}
		_ = self.Kill()
		select {}
	})
	os.Exit(1)
}

func TestWriteSweepsTheFilesOfDeadProcesses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	for range 3 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killedWriterEnv+"="+path)
		if cmd.Run() == nil {
			t.Fatal("the writer was not killed")
		}
	}
	if len(temporary(t, dir)) == 0 {
		t.Fatal("the killed writer left nothing to sweep")
	}
	// What a person or another program named is not ours to remove.
	others := []string{".lanyard-notes", ".lanyard-1-x", ".lanyard-x-1", ".lanyard-12", ".lanyard-1-2-3"}
	for _, name := range others {
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	// A write under way is nobody's to remove, even in this process.
	must(t, atomicfile.Stream(path, func(io.Writer) error {
		must(t, atomicfile.Write(filepath.Join(dir, "g"), nil))
		if got := temporary(t, dir); len(got) != len(others)+1 {
			t.Errorf("during a write: %q, want one temporary file and the foreign ones", got)
		}
		return nil
	}))
	slices.Sort(others)
	if got := temporary(t, dir); !slices.Equal(got, others) {
		t.Errorf("left: %q, want %q", got, others)
	}
}

func TestSweepLeavesLinksAlone(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "kept"), nil, 0o600))
	must(t, os.Symlink("kept", filepath.Join(dir, ".lanyard-1-1")))
	must(t, os.Mkdir(filepath.Join(dir, ".lanyard-1-2"), 0o700))
	must(t, atomicfile.Write(filepath.Join(dir, "f"), nil))
	for _, name := range []string{"kept", ".lanyard-1-1", ".lanyard-1-2"} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

func temporary(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, ".lanyard-*"))
	must(t, err)
	for i := range paths {
		paths[i] = filepath.Base(paths[i])
	}
	return paths
}
