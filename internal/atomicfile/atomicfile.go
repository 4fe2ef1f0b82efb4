// Package atomicfile replaces files so that a reader, or a crash, meets the old content or the
// new and nothing between: temporary file in the same folder, fsync, rename.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// FolderMode and FileMode are the modes of everything lanyard makes for itself.
const (
	FolderMode fs.FileMode = 0o700
	FileMode   fs.FileMode = 0o600
)

// maxLinks bounds the chain of symbolic links that Resolve follows, as Linux does.
const maxLinks = 40

// Write replaces the content of path. Symbolic links are followed, so that the file they lead to
// is replaced and the link stays. An existing file keeps its mode; a new one gets FileMode, and
// missing folders are made with FolderMode.
func Write(path string, content []byte) error {
	target, err := Resolve(path)
	if err != nil {
		return err
	}
	mode := FileMode
	if st, err := os.Stat(target); err == nil {
		mode = st.Mode().Perm()
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	folder := filepath.Dir(target)
	if err := os.MkdirAll(folder, FolderMode); err != nil {
		return err
	}
	temp, release, err := writeTemp(folder, content, mode)
	if err != nil {
		return err
	}
	defer release()
	if err := os.Rename(temp, target); err != nil {
		_ = os.Remove(temp)
		return err
	}
	return syncFolder(folder)
}

// writeTemp leaves content, safe on the disk, in a new file of folder. The caller calls release
// once the file is renamed or removed.
func writeTemp(folder string, content []byte, mode fs.FileMode) (path string, release func(), err error) {
	f, release, err := createTemp(folder)
	if err != nil {
		return "", nil, err
	}
	defer func() {
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			_ = os.Remove(f.Name())
			release()
		}
	}()
	if _, err := f.Write(content); err != nil {
		return "", release, err
	}
	if mode != FileMode {
		if err := f.Chmod(mode); err != nil {
			return "", release, err
		}
	}
	return f.Name(), release, f.Sync()
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

// syncFolder makes a rename survive a power cut. Windows has no such call and needs none.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
