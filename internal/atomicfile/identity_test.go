//go:build linux

package atomicfile_test

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
)

func TestWriteRefusesWhatIsNotRegular(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	must(t, unix.Mkfifo(path("FIFO"), 0o600))
	must(t, os.Mkdir(path("folder"), 0o700))
	listener, err := net.Listen("unix", path("socket"))
	must(t, err)
	defer listener.Close()
	kinds := []string{"FIFO", "folder", "socket"}
	if os.Geteuid() == 0 && unix.Mknod(path("device"), unix.S_IFCHR|0o600, int(unix.Mkdev(1, 3))) == nil {
		kinds = append(kinds, "device") // as /dev/null
	}
	for _, kind := range kinds {
		before, err := os.Lstat(path(kind))
		must(t, err)
		must(t, os.Symlink(kind, path("to-"+kind)))
		must(t, os.Symlink(path("to-"+kind), path("to-to-"+kind)))
		for _, name := range []string{kind, "to-" + kind, "to-to-" + kind} {
			if err := atomicfile.Write(path(name), []byte("x")); !errors.Is(err, readfile.ErrNotRegular) {
				t.Errorf("Write(%q) = %v, want ErrNotRegular", name, err)
			}
		}
		if after, err := os.Lstat(path(kind)); err != nil || !os.SameFile(before, after) || before.Mode() != after.Mode() {
			t.Errorf("the %s is no longer what it was: %v", kind, after)
		}
	}
	noTemporaryFiles(t, dir)
}

func TestWriteNoFollow(t *testing.T) {
	dir := t.TempDir()
	other, own := filepath.Join(dir, "other"), filepath.Join(dir, "own")
	must(t, os.WriteFile(other, []byte("other"), 0o644))
	must(t, os.Symlink("other", own))
	must(t, atomicfile.Options{NoFollow: true}.Write(own, []byte("own")))
	if got := read(t, other); got != "other" {
		t.Errorf("the link's target holds %q", got)
	}
	if st, _ := os.Lstat(own); !st.Mode().IsRegular() || st.Mode().Perm() != 0o600 || read(t, own) != "own" {
		t.Errorf("own = %v, want a regular file of mode 0600", st.Mode())
	}
}

func TestWriteKeepsHardLinks(t *testing.T) {
	for _, replace := range []func(path string, content string) error{
		func(path, content string) error { return atomicfile.Write(path, []byte(content)) },
		func(path, content string) error {
			return atomicfile.Stream(path, func(w io.Writer) error { _, err := io.WriteString(w, content); return err })
		},
	} {
		dir := t.TempDir()
		one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
		must(t, os.WriteFile(one, []byte("a long old content"), 0o640))
		must(t, os.Link(one, two))
		for _, content := range []string{"new", "a new content that is longer than the old one"} {
			must(t, replace(one, content))
			if got := read(t, two); got != content {
				t.Errorf("the other name holds %q, want %q", got, content)
			}
		}
		if st, _ := os.Stat(one); st.Mode().Perm() != 0o640 || st.Sys().(*syscall.Stat_t).Nlink != 2 {
			t.Errorf("mode %v, want 0640 and two links", st.Mode())
		}
		noTemporaryFiles(t, dir)
	}
}

func TestWriteKeepsOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	dir := t.TempDir()
	must(t, os.Chown(dir, 1234, 4321))
	path := filepath.Join(dir, "file")
	must(t, os.WriteFile(path, nil, 0o640))
	must(t, os.Chown(path, 1235, 4322))
	must(t, atomicfile.Write(path, []byte("new")))
	wantOwner(t, path, 1235, 4322)
	if st, _ := os.Stat(path); st.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, want 0640", st.Mode())
	}
	// What root makes belongs to the owner of the folder, who could not use it otherwise.
	made := filepath.Join(dir, "folder", "made")
	must(t, atomicfile.Write(made, []byte("new")))
	wantOwner(t, made, 1234, 4321)
	wantOwner(t, filepath.Dir(made), 1234, 4321)
}

// TestWriteAsAnother runs itself as another user, who can write a file and not give one away.
func TestWriteAsAnother(t *testing.T) {
	if path := os.Getenv("WRITE_AS_ANOTHER"); path != "" {
		must(t, atomicfile.Write(path, []byte("new")))
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can be another user")
	}
	dir, err := os.MkdirTemp("", "another")
	must(t, err)
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "test")
	self, err := os.ReadFile("/proc/self/exe")
	must(t, err)
	must(t, os.WriteFile(program, self, 0o755))
	for name, mode := range map[string]os.FileMode{"open": 0o777, "closed": 0o755} {
		folder := filepath.Join(dir, name)
		path := filepath.Join(folder, "file")
		must(t, os.Mkdir(folder, mode))
		must(t, os.Chmod(folder, mode))
		must(t, os.WriteFile(path, []byte("old"), 0o666))
		must(t, os.Chmod(path, 0o666))
		must(t, os.Chmod(dir, 0o755))
		cmd := exec.Command(program, "-test.run=^TestWriteAsAnother$")
		cmd.Env = append(os.Environ(), "WRITE_AS_ANOTHER="+path)
		cmd.Dir = folder
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 1234, Gid: 1234}}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		if got := read(t, path); got != "new" {
			t.Errorf("%s: the file holds %q", name, got)
		}
		wantOwner(t, path, 0, 0)
		noTemporaryFiles(t, folder)
	}
}

// TestWriteMountPoint writes a single file that is mounted, as into a container.
func TestWriteMountPoint(t *testing.T) {
	dir := t.TempDir()
	path, mounted := filepath.Join(dir, "file"), filepath.Join(dir, "mounted")
	must(t, os.WriteFile(path, []byte("old"), 0o644))
	must(t, os.WriteFile(mounted, nil, 0o644))
	if err := unix.Mount(path, mounted, "", unix.MS_BIND, ""); err != nil {
		t.Skipf("mount: %v", err)
	}
	defer func() { must(t, unix.Unmount(mounted, 0)) }()
	must(t, atomicfile.Write(mounted, []byte("first")))
	must(t, atomicfile.Stream(mounted, func(w io.Writer) error { _, err := io.WriteString(w, "second"); return err }))
	if got := read(t, path); got != "second" {
		t.Errorf("the mounted file holds %q", got)
	}
	noTemporaryFiles(t, dir)
}

func TestWritePrivate(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	for _, link := range []bool{false, true} {
		must(t, os.WriteFile(one, nil, 0o600))
		must(t, os.Chmod(one, 0o644))
		if link {
			must(t, os.Link(one, two))
		}
		must(t, atomicfile.Options{Private: true}.Write(one, []byte("x")))
		if st, _ := os.Stat(one); st.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, want 0600", st.Mode())
		}
	}
}

// A hard-linked file is written in place, and only if it holds what was read.
func TestReplacementInPlace(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	must(t, os.WriteFile(one, []byte("old"), 0o600))
	must(t, os.Link(one, two))
	for _, held := range []string{"older", "old"} {
		r, err := atomicfile.Options{}.Prepare(one, []byte(held), []byte("new"))
		must(t, err)
		if !r.InPlace() {
			t.Error("a hard link would be broken")
		}
		if err := r.Commit(); (err == nil) != (held == "old") || err != nil && !errors.Is(err, atomicfile.ErrChanged) {
			t.Errorf("Commit over %q: %v", held, err)
		}
		if held == "old" {
			must(t, r.Undo())
			if got := read(t, two); got != "old" {
				t.Errorf("after Undo the other name holds %q", got)
			}
		}
		must(t, r.Close())
	}
	noTemporaryFiles(t, dir)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	return string(text)
}

func wantOwner(t *testing.T, path string, uid, gid uint32) {
	t.Helper()
	st, err := os.Stat(path)
	must(t, err)
	if sys := st.Sys().(*syscall.Stat_t); sys.Uid != uid || sys.Gid != gid {
		t.Errorf("%s belongs to %d:%d, want %d:%d", path, sys.Uid, sys.Gid, uid, gid)
	}
}

func noTemporaryFiles(t *testing.T, dir string) {
	t.Helper()
	if left := temporary(t, dir); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
