package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Stream replaces the content of path by what write writes, which may be longer than memory. The old
// content stays if write fails. What is no regular file (/dev/null, a pipe) is written to as it is.
func Stream(path string, write func(io.Writer) error) error {
	target, err := Resolve(path)
	if err != nil {
		return err
	}
	mode := FileMode
	switch st, err := os.Stat(target); {
	case err == nil && !st.Mode().IsRegular():
		return streamInto(target, write)
	case err == nil:
		mode = st.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	folder := filepath.Dir(target)
	f, release, err := createTemp(folder)
	if err != nil {
		return err
	}
	defer release()
	err = write(f)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), target)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	return syncFolder(folder)
}

func streamInto(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = write(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}
