// Package readfile opens files whose kind and size are not known: it never waits for a FIFO or a device,
// and never reads more than its caller allows.
package readfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// The classes of error that are not the operating system's.
var (
	ErrNotRegular = errors.New("not a regular file")
	ErrTooLarge   = errors.New("too large")
)

// Read returns the content of a regular file. Symbolic links are followed. The null device is an empty
// file: people name it to have none. The error is a *fs.PathError; it wraps ErrTooLarge if the file has
// more than limit bytes.
func Read(path string, limit int64) ([]byte, error) {
	return read(path, limit, os.Stat, 0)
}

// ReadNoFollow is Read for a file of lanyard's own: path itself must not be a symbolic link.
func ReadNoFollow(path string, limit int64) ([]byte, error) {
	return read(path, limit, os.Lstat, noFollow)
}

// Open opens a regular file, or the null device, for reading. Symbolic links are followed. The error is a
// *fs.PathError; it wraps ErrNotRegular if path leads to a folder, FIFO, socket or another device.
func Open(path string) (*os.File, error) {
	return open(path, os.Stat, 0)
}

// A statFunc is os.Stat, which follows symbolic links, or os.Lstat.
type statFunc func(path string) (fs.FileInfo, error)

func read(path string, limit int64, stat statFunc, flags int) ([]byte, error) {
	f, err := open(path, stat, flags)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	// The size is a hint that spares growing the buffer: the file may change meanwhile.
	buffer := bytes.NewBuffer(make([]byte, 0, min(st.Size(), limit)+bytes.MinRead))
	if _, err := buffer.ReadFrom(io.LimitReader(f, limit+1)); err != nil {
		return nil, err
	}
	content := buffer.Bytes()
	if int64(len(content)) > limit {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)}
	}
	return content, nil
}

// open looks at the file before it opens it, since opening a device can have effects, and again
// afterwards, since the file can have been replaced meanwhile.
func open(path string, stat statFunc, flags int) (*os.File, error) {
	st, err := stat(path)
	if err != nil {
		return nil, err
	}
	if err := readable(path, st); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonBlock|flags, 0)
	if err != nil {
		return nil, err
	}
	st, err = f.Stat()
	if err == nil {
		err = readable(path, st)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func readable(path string, st fs.FileInfo) error {
	err := Check(path, st)
	if err == nil || st.Mode()&fs.ModeCharDevice == 0 {
		return err
	}
	if null, statErr := os.Stat(os.DevNull); statErr == nil && os.SameFile(st, null) {
		return nil
	}
	return err
}

// Check returns an error that wraps ErrNotRegular and names the kind of file, unless st is a regular file's.
func Check(path string, st fs.FileInfo) error {
	mode := st.Mode()
	kind := "device"
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "folder"
	case mode&fs.ModeSymlink != 0:
		kind = "symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		kind = "FIFO"
	case mode&fs.ModeSocket != 0:
		kind = "socket"
	}
	return &fs.PathError{Op: "open", Path: path, Err: fmt.Errorf("%w but a %s", ErrNotRegular, kind)}
}
