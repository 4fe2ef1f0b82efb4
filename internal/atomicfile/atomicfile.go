// Package atomicfile replaces files so that a reader, or a crash, meets the old content or the
// new and nothing between: temporary file in the same folder, fsync, rename.
package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"

	"lanyard/internal/readfile"
)

// FolderMode and FileMode are the modes of everything lanyard makes for itself.
const (
	FolderMode fs.FileMode = 0o700
	FileMode   fs.FileMode = 0o600
)

// maxHeld bounds the content that is put back after a failed write in place.
const maxHeld = 64 << 20

// Options says how a file is replaced. The zero Options are Write's.
type Options struct {
	// NoFollow replaces path itself if it is a symbolic link, instead of the file that it leads to.
	// It is for files of lanyard's own.
	NoFollow bool
	// Private gives FileMode to a file that has another mode.
	Private bool
	// Warn gets the error of a step after the new content was in place, such as fsync of the folder.
	Warn func(error)
}

// Write replaces the content of path. Symbolic links are followed, so that the file they lead to
// is replaced and the link stays. An existing file keeps its owner and mode; a new one gets FileMode,
// and missing folders are made with FolderMode. A folder, FIFO, socket or device is refused with an
// error that wraps readfile.ErrNotRegular.
//
// A file is written in place if a rename is impossible (a single file mounted into a container, a
// folder that can't be written) or would make it another file (hard links, access control lists, an owner that can't be kept).
func Write(path string, content []byte) error { return Options{}.Write(path, content) }

// Write is the function Write with options.
func (o Options) Write(path string, content []byte) error {
	t, err := o.find(path)
	if err != nil {
		return err
	}
	if err := MkdirAll(t.folder()); err != nil {
		return err
	}
	if !t.unique() {
		err := o.replace(t, content)
		if err == nil || t.info == nil || !staysPut(err) {
			return err
		}
	}
	return t.writeInPlace(content, nil)
}

// replace writes content to a temporary file and renames it.
func (o Options) replace(t target, content []byte) error {
	temp, release, err := createTemp(t.folder())
	if err != nil {
		return err
	}
	defer release()
	if _, err = temp.Write(content); err == nil {
		err = o.commit(t, temp)
	}
	if err != nil {
		return discard(temp, err)
	}
	return nil
}

// commit closes the temporary file and renames it to the target.
func (o Options) commit(t target, temp *os.File) error {
	err := t.takeIdentity(temp)
	if err == nil {
		err = temp.Sync()
	}
	if closing := temp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(temp.Name(), t.path)
	}
	if err != nil {
		return err
	}
	if err := syncFolder(t.folder()); err != nil && o.Warn != nil {
		o.Warn(notSynced(t.path, err))
	}
	return nil
}

// writeInPlace overwrites the target, unless check returns an error for what it holds. That is put back if
// the write fails, as on a full disk.
func (t target) writeInPlace(content []byte, check func(held []byte) error) error {
	f, err := t.open()
	if err != nil {
		return err
	}
	held, err := io.ReadAll(io.LimitReader(f, maxHeld+1))
	if err == nil && len(held) > maxHeld {
		err = fmt.Errorf("write %q in place: %w: more than %d bytes", t.path, readfile.ErrTooLarge, maxHeld)
	}
	if err == nil && check != nil {
		err = check(held)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if t.mode != t.info.Mode().Perm() {
		if err := f.Chmod(t.mode); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	err = overwriteText(f, content, len(held))
	if err != nil {
		if back := overwriteText(f, held, len(content)); back != nil {
			err = fmt.Errorf("%w; the old content can't be put back: %w", err, back)
		}
	}
	_ = f.Close() // after fsync it has nothing to report
	return err
}

// overwriteText replaces the content of f, which has up to length bytes. Shorter content is first written
// with line feeds up to that length and then cut, so that a process killed in between leaves empty lines at
// the end and not the end of the old text.
func overwriteText(f *os.File, content []byte, length int) error {
	padding := bytes.Repeat([]byte("\n"), max(0, length-len(content)))
	return overwrite(f, bytes.NewReader(slices.Concat(content, padding)), int64(len(content)))
}

// overwrite replaces the content of f by the first size bytes of content, which is written whole before
// anything is cut off.
func overwrite(f *os.File, content io.Reader, size int64) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := io.Copy(f, content); err != nil {
		return err
	}
	if err := f.Truncate(size); err != nil {
		return err
	}
	return f.Sync()
}

// discard removes a temporary file and returns err.
func discard(temp *os.File, err error) error {
	_ = temp.Close() // it may be closed
	_ = os.Remove(temp.Name())
	return err
}

// syncFolder makes a rename survive a power cut. Windows has no such call and needs none; some file
// systems say that they have none.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !isUnsupported(err) {
		return err
	}
	return nil
}
