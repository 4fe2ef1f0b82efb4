//go:build unix

package readfile_test

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"lanyard/internal/readfile"
)

func TestReadRefusesWhatIsNotRegular(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	must(t, unix.Mkfifo(path("FIFO"), 0o600))
	must(t, os.Mkdir(path("folder"), 0o700))
	listener, err := net.Listen("unix", path("socket"))
	must(t, err)
	defer listener.Close()
	kinds := []string{"FIFO", "folder", "socket"}
	if os.Getuid() == 0 && unix.Mknod(path("device"), unix.S_IFCHR|0o600, int(unix.Mkdev(1, 3))) == nil {
		kinds = append(kinds, "device") // as /dev/null
	}
	for _, kind := range kinds {
		must(t, os.Symlink(kind, path("to-"+kind)))
		for _, name := range []string{kind, "to-" + kind} {
			_, err := readfile.Read(path(name), 10)
			var pathErr *fs.PathError
			if !errors.Is(err, readfile.ErrNotRegular) || !errors.As(err, &pathErr) || pathErr.Path != path(name) {
				t.Errorf("Read(%q) = %v, want a *fs.PathError of ErrNotRegular", name, err)
			} else if !strings.HasSuffix(err.Error(), "but a "+kind) {
				t.Errorf("Read(%q) = %v, want the kind named", name, err)
			}
		}
	}
}

func TestReadNullDevice(t *testing.T) {
	link := filepath.Join(t.TempDir(), "link")
	must(t, os.Symlink(os.DevNull, link))
	for _, path := range []string{os.DevNull, link} {
		if got, err := readfile.Read(path, 5); err != nil || len(got) > 0 {
			t.Errorf("Read(%q) = %q, %v, want an empty file", path, got, err)
		}
	}
}

func TestReadLinks(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	must(t, os.WriteFile(file, []byte("12345"), 0o600))
	must(t, os.Symlink("file", link))
	for _, path := range []string{file, link} {
		if got, err := readfile.Read(path, 5); err != nil || string(got) != "12345" {
			t.Errorf("Read(%q) = %q, %v", path, got, err)
		}
	}
	if got, err := readfile.ReadNoFollow(file, 5); err != nil || string(got) != "12345" {
		t.Errorf("ReadNoFollow(%q) = %q, %v", file, got, err)
	}
	if _, err := readfile.ReadNoFollow(link, 5); !errors.Is(err, readfile.ErrNotRegular) {
		t.Errorf("ReadNoFollow of a link = %v, want ErrNotRegular", err)
	}
	if _, err := readfile.Read(link, 4); !errors.Is(err, readfile.ErrTooLarge) {
		t.Errorf("Read with a limit of 4 = %v, want ErrTooLarge", err)
	}
	if _, err := readfile.Read(filepath.Join(dir, "none"), 4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read of a missing file = %v, want fs.ErrNotExist", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
