package cli

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// A foreignWriter saves line into the file at path without any lock, as another program would.
type foreignWriter struct {
	name string
	save func(path, line string) error
	// overwrites means that it reads the file first and saves that: an edit made in between is lost to it,
	// whatever lanyard does.
	overwrites bool
	// slow means that only the long form has time for it.
	slow bool
}

func foreignWriters() []foreignWriter {
	return []foreignWriter{
		{name: "appends", save: func(path, line string) error {
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				return err
			}
			if _, err := f.WriteString(line); err != nil {
				return err
			}
			return f.Close()
		}},
		{name: "saves by rename", overwrites: true, save: func(path, line string) error {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if err := os.WriteFile(path+".new", append(text, line...), 0o600); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		}},
		{name: "writes in place", overwrites: true, save: func(path, line string) error {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			if _, err := f.Write(append(text, line...)); err != nil {
				return err
			}
			return f.Close()
		}},
		{name: "aws configure set", overwrites: true, slow: true, save: func(path, line string) error {
			key, value, _ := strings.Cut(strings.TrimSpace(line), " = ")
			cmd := exec.Command("aws", "configure", "set", key, value, "--profile", "foreign")
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(filepath.Dir(path))}
			out, err := cmd.CombinedOutput()
			if err != nil {
				return fmt.Errorf("%w: %s", err, out)
			}
			return nil
		}},
	}
}

// TestTortureForeignWriters edits a file while another program saves it, at the moments when an edit is about
// to be made. Every edit succeeds, every save is there at the end, and so is every edit that the other program
// did not overwrite. Linux alone exchanges two files in one step on every local file system.
func TestTortureForeignWriters(t *testing.T) {
	long := os.Getenv("LANYARD_TORTURE") == "1"
	for _, w := range foreignWriters() {
		t.Run(w.name, func(t *testing.T) {
			if w.slow && !long {
				t.Skip("the long form has it")
			}
			tortureWriter(t, w, map[bool]int{false: 20, true: 1000}[long])
		})
	}
}

func tortureWriter(t *testing.T, w foreignWriter, edits int) {
	home := t.TempDir()
	path := filepath.Join(home, ".aws", "config")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	// The other program's section is the last: what it appends belongs to it.
	if err := os.WriteFile(path, []byte("[profile work]\nregion = a\n\n[profile foreign]\nregion = b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var over atomic.Bool
	saves := make(chan int)
	go func() { saves <- saveDuringEdits(t, w, path, &over) }()
	for n := range edits {
		if out, err := lanyardIn(t, home, "profile", "set", "work", fmt.Sprintf("edit_%d=1", n)); err != nil {
			t.Errorf("profile set: %v\n%s", err, out)
		}
	}
	over.Store(true)
	saved := <-saves
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	kept, made := strings.Count(string(text), "\nsave_"), strings.Count(string(text), "\nedit_")
	t.Logf("%d of %d saves and %d of %d edits are there", kept, saved, made, edits)
	if kept != saved {
		t.Errorf("%d of %d saves are lost", saved-kept, saved)
	}
	if !w.overwrites && made != edits {
		t.Errorf("%d of %d edits are lost", edits-made, edits)
	}
}

// saveDuringEdits saves the file at every second temporary file that it sees beside it, after a while of
// random length, and returns how often.
func saveDuringEdits(t *testing.T, w foreignWriter, path string, over *atomic.Bool) (saved int) {
	seen := map[string]bool{}
	for !over.Load() {
		temps, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".lanyard-*"))
		if err != nil {
			t.Error(err)
		}
		for _, temp := range temps {
			if seen[temp] {
				continue
			}
			if seen[temp] = true; len(seen)%2 == 0 {
				continue
			}
			for range rand.IntN(200) {
				_, _ = os.Lstat(path)
			}
			if err := w.save(path, fmt.Sprintf("save_%d = 1\n", saved)); err != nil {
				t.Error(err)
			}
			saved++
		}
	}
	return saved
}

// lanyardIn runs the program in a home of its own.
func lanyardIn(t testing.TB, home string, args ...string) ([]byte, error) {
	t.Helper()
	cmd := exec.Command(lanyardPath(t), args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LANYARD_HOME=" + filepath.Join(home, "lanyard"), "LANYARD_KEYCHAIN=file"}
	return cmd.CombinedOutput()
}
