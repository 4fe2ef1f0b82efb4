package atomicfile

import (
	"errors"
	"io"
	"os"

	"lanyard/internal/readfile"
)

// Stream replaces the content of path by what write writes, which may be longer than memory. The old
// content stays if write fails. A device or FIFO (/dev/null, /dev/stdout) is written to as it is.
func Stream(path string, write func(io.Writer) error) error {
	t, err := Options{}.find(path)
	if errors.Is(err, readfile.ErrNotRegular) {
		return streamInto(t.path, write)
	}
	if err != nil {
		return err
	}
	temp, release, err := createTemp(t.folder())
	if err != nil {
		return err
	}
	defer release()
	if err = write(temp); err == nil && !t.unique() {
		err = Options{}.commit(t, temp)
		if err == nil {
			return nil
		}
	}
	if t.info != nil && (err == nil || staysPut(err)) {
		err = t.copyFrom(temp.Name())
	}
	return discard(temp, err)
}

// copyFrom overwrites the target with the content of a temporary file.
func (t target) copyFrom(temp string) error {
	from, err := os.Open(temp)
	if err != nil {
		return err
	}
	defer from.Close()
	st, err := from.Stat()
	if err != nil {
		return err
	}
	f, err := t.open()
	if err != nil {
		return err
	}
	err = overwrite(f, from, st.Size())
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
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
