package atomicfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/internal/atomicfile"
)

// replace edits a file once, with a chance to save it in between.
func replace(t *testing.T, path string, between func(), content string) (*atomicfile.Replacement, error) {
	t.Helper()
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	r, err := atomicfile.Options{}.Prepare(path, old, []byte(content))
	must(t, err)
	between()
	return r, r.Commit()
}

func TestReplacement(t *testing.T) {
	for _, c := range []struct {
		name, before, saved string
		want                error
	}{
		{"nothing saved", "old", "", nil},
		{"saved longer", "old", "old and more", atomicfile.ErrChanged},
		{"saved shorter", "old", "o", atomicfile.ErrChanged},
		{"saved with the same size", "old", "odd", atomicfile.ErrChanged},
		{"no file", "", "", nil},
		{"no file, saved", "", "odd", atomicfile.ErrChanged},
		{"removed", "old", "rm", atomicfile.ErrChanged},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config")
			if c.before != "" {
				must(t, os.WriteFile(path, []byte(c.before), 0o600))
			}
			r, err := replace(t, path, func() {
				switch c.saved {
				case "":
				case "rm":
					must(t, os.Remove(path))
				default:
					must(t, os.WriteFile(path, []byte(c.saved), 0o600))
				}
			}, "new")
			if !errors.Is(err, c.want) {
				t.Fatalf("error = %v, want %v", err, c.want)
			}
			want := map[bool]string{true: "new", false: strings.TrimSuffix(c.saved, "rm")}[c.want == nil]
			if got, _ := os.ReadFile(path); string(got) != want {
				t.Errorf("the file holds %q, want %q", got, want)
			}
			if err == nil {
				must(t, r.Undo())
				if got, _ := os.ReadFile(path); string(got) != c.before {
					t.Errorf("after Undo the file holds %q, want %q", got, c.before)
				}
			}
			must(t, r.Close())
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".lanyard-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// Undo leaves alone what another program saved after Commit.
func TestUndoAfterSave(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	must(t, os.WriteFile(path, []byte("old"), 0o600))
	r, err := replace(t, path, func() {}, "new")
	must(t, err)
	must(t, os.WriteFile(path, []byte("newer"), 0o600))
	if err := r.Undo(); !errors.Is(err, atomicfile.ErrChanged) {
		t.Errorf("error = %v, want ErrChanged", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "newer" {
		t.Errorf("the file holds %q", got)
	}
	must(t, r.Close())
}

func readSaved(path string, last int) ([]byte, error) {
	for range 10_000 {
		text, err := os.ReadFile(path)
		if err != nil || last < 0 || strings.Contains(string(text), fmt.Sprintf("editor %d\n", last)) {
			return text, err
		}
	}
	return nil, fmt.Errorf("save %d is lost", last)
}

// A program that saves by rename, without a lock, loses none of its saves. It reads the file again if its
// last save is not there: for the moment between two exchanges it is not.
func TestReplacementLosesNoSave(t *testing.T) {
	const saves = 300
	dir := t.TempDir()
	path := filepath.Join(dir, "config")
	must(t, os.WriteFile(path, nil, 0o600))
	done := make(chan error, 1)
	go func() {
		for i := range saves {
			text, err := readSaved(path, i-1)
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "saved"), fmt.Appendf(text, "editor %d\n", i), 0o600)
			}
			if err == nil {
				err = os.Rename(filepath.Join(dir, "saved"), path)
			}
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for n := 0; ; n++ {
		text, err := os.ReadFile(path)
		must(t, err)
		r, err := atomicfile.Options{}.Prepare(path, text, fmt.Appendf(text, "own %d\n", n))
		must(t, err)
		if err := r.Commit(); err != nil && !errors.Is(err, atomicfile.ErrChanged) {
			t.Fatal(err)
		}
		must(t, r.Close())
		select {
		case err := <-done:
			must(t, err)
			text, err := os.ReadFile(path)
			must(t, err)
			if got := strings.Count(string(text), "editor "); got != saves {
				t.Errorf("%d of %d saves are there after %d edits", got, saves, n)
			}
			return
		default:
		}
	}
}
