package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/fsnotify/fsnotify"

	"lanyard/internal/app"
	"lanyard/internal/atomicfile"
)

// watched is a watch of a home, and a function that waits for the next change.
func watched(t *testing.T, home string) (*app.Watcher, func()) {
	t.Helper()
	a := app.New(app.Config{Home: home, Environ: []string{"LANYARD_HOME=" + filepath.Join(home, "lanyard")}})
	w, err := a.Watch()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w, func() {
		t.Helper()
		if err := w.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func put(t *testing.T, path string) {
	t.Helper()
	if err := atomicfile.Write(path, []byte("[profile a]\n")); err != nil {
		t.Fatal(err)
	}
}

// Neither the AWS folder nor lanyard's own is there at first: each change is told nonetheless.
func TestWatchSeesFoldersCome(t *testing.T) {
	home := t.TempDir()
	_, wait := watched(t, home)
	put(t, filepath.Join(home, ".aws", "config"))
	wait()
	put(t, filepath.Join(home, "lanyard", "state", "sealed", "0a1b"))
	wait()
	put(t, filepath.Join(home, "lanyard", "state", "sealed", "2c3d"))
	wait()
	if err := os.Remove(filepath.Join(home, "lanyard", "state", "sealed", "2c3d")); err != nil {
		t.Fatal(err)
	}
	wait()
	if err := os.RemoveAll(filepath.Join(home, ".aws")); err != nil {
		t.Fatal(err)
	}
	wait()
	put(t, filepath.Join(home, ".aws", "config"))
	wait()
	put(t, filepath.Join(home, ".aws", "credentials"))
	wait()
}

func TestWatchEnds(t *testing.T) {
	w, _ := watched(t, t.TempDir())
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Wait(t.Context()); !errors.Is(err, fsnotify.ErrClosed) {
		t.Errorf("a watch that was closed says %v", err)
	}
}
