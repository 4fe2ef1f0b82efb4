package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"lanyard/internal/readfile"
)

// maxLinks bounds the chain of symbolic links that Resolve follows, as Linux does.
const maxLinks = 40

// A target is the file that is replaced, after symbolic links.
type target struct {
	path string
	info fs.FileInfo // nil if there is no file
	mode fs.FileMode // that it will have
}

// find looks up what path leads to and refuses all but regular files.
func (o Options) find(path string) (target, error) {
	if !o.NoFollow {
		var err error
		if path, err = Resolve(path); err != nil {
			return target{}, err
		}
	}
	st, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return target{path: path, mode: FileMode}, nil
	case err != nil:
		return target{}, err
	case st.Mode()&fs.ModeSymlink != 0: // with NoFollow; the new file takes the link's place
		return target{path: path, mode: FileMode}, nil
	}
	t := target{path, st, st.Mode().Perm()}
	if o.Private {
		t.mode = FileMode
	}
	return t, readfile.Check(path, st)
}

func (t target) folder() string { return filepath.Dir(t.path) }

// unique reports whether the file has what a new file could not have: more names, an access control list.
func (t target) unique() bool { return t.info != nil && (links(t.info) > 1 || hasACL(t.path)) }

// takeIdentity gives a new file the owner and mode of the file that it replaces.
func (t target) takeIdentity(f *os.File) error {
	if t.info == nil {
		return inheritOwner(f, t.folder())
	}
	if err := keepOwner(f, t.info); err != nil {
		return err
	}
	if t.mode != FileMode {
		return f.Chmod(t.mode)
	}
	return nil
}

// open opens the target for writing in place.
func (t target) open() (*os.File, error) {
	f, err := os.OpenFile(t.path, os.O_RDWR|noFollow, 0)
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err == nil && !os.SameFile(st, t.info) {
		err = fmt.Errorf("write %q: it was replaced meanwhile", t.path)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Resolve follows symbolic links from path to the file that they name, which need not exist.
func Resolve(path string) (string, error) {
	for range maxLinks {
		st, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && st.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		if err != nil {
			return "", err
		}
		next, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = next
	}
	return "", fmt.Errorf("%s: too many symbolic links", path)
}

// Create makes a new file with FileMode. It fails with fs.ErrExist if there is a file or a link. As with
// Write, what root makes belongs to the owner of the folder.
func Create(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, FileMode)
	if err != nil {
		return nil, err
	}
	if err := inheritOwner(f, filepath.Dir(path)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// MkdirAll makes a folder and those above it with FolderMode.
func MkdirAll(folder string) error {
	if st, err := os.Stat(folder); err == nil && st.IsDir() {
		return nil
	}
	if above := filepath.Dir(folder); above != folder {
		if err := MkdirAll(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(folder, FolderMode); err != nil {
		if st, statErr := os.Stat(folder); statErr == nil && st.IsDir() {
			return nil // made by another process meanwhile
		}
		return err
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	return inheritOwner(d, filepath.Dir(folder))
}
