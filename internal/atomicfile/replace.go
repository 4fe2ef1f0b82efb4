package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"lanyard/internal/readfile"
)

// ErrChanged means that another program saved the file since it was read.
var ErrChanged = errors.New("the file changed meanwhile")

// maxEdits bounds how often Edit starts again.
const maxEdits = 100

// A Replacement is new content for a file that other programs may save at any time. It is on the disk,
// beside the file, until Commit puts it in place.
type Replacement struct {
	target       target
	temp         string      // "" if the file has to be written in place
	file         fs.FileInfo // of the temporary file
	release      func()
	exchanged    bool // the file that was replaced is at temp
	old, content []byte
	warn         func(error)
}

// Prepare does what Write does up to the rename. old is what the caller read in the file, nil if there
// was none. The caller calls Close.
func (o Options) Prepare(path string, old, content []byte) (*Replacement, error) {
	t, err := o.find(path)
	if err != nil {
		return nil, err
	}
	if err := MkdirAll(t.folder()); err != nil {
		return nil, err
	}
	r := &Replacement{target: t, release: func() {}, old: old, content: content, warn: o.Warn}
	if t.unique() {
		return r, nil
	}
	if err := r.writeTemp(); err != nil && (t.info == nil || !staysPut(err)) {
		return nil, err
	}
	return r, nil
}

func (r *Replacement) writeTemp() error {
	temp, release, err := createTemp(r.target.folder())
	if err != nil {
		return err
	}
	if _, err = temp.Write(r.content); err == nil {
		err = r.target.takeIdentity(temp)
	}
	if err == nil {
		err = temp.Sync()
	}
	if err == nil {
		r.file, err = temp.Stat()
	}
	if closing := temp.Close(); err == nil {
		err = closing
	}
	if err != nil {
		release()
		return discard(temp, err)
	}
	r.temp, r.release = temp.Name(), release
	return nil
}

// Edit replaces the content of a file by what edit makes of it, nil if there is no file. If another program
// saves the file meanwhile, edit is called again with what it saved.
func (o Options) Edit(path string, limit int64, edit func(held []byte) ([]byte, error)) error {
	for range maxEdits {
		held, err := readfile.Read(path, limit)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		content, err := edit(held)
		if err != nil || held != nil && bytes.Equal(content, held) {
			return err
		}
		r, err := o.Prepare(path, held, content)
		if err != nil {
			return err
		}
		err = r.Commit()
		if closing := r.Close(); closing != nil && o.Warn != nil {
			o.Warn(closing)
		}
		if !errors.Is(err, ErrChanged) {
			return err
		}
	}
	return ErrChanged
}

// InPlace reports whether Commit will overwrite the file, so that a crash can leave it half written.
func (r *Replacement) InPlace() bool { return r.temp == "" }

// Commit puts the content in place if the file still holds what was read; otherwise it returns
// ErrChanged, and the file is as the other program saved it. Where the file system can exchange two
// files, the one that was taken out is compared too: at once, which finds every save by rename, and
// after the folder's fsync, when a program that was writing in place has had time to finish.
func (r *Replacement) Commit() error {
	if r.InPlace() {
		return r.overwrite(r.old, r.content)
	}
	if err := unchanged(r.target.path, r.old); err != nil {
		return err
	}
	switch err := r.swap(); {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrExist):
		return ErrChanged
	case err != nil && r.target.info != nil && staysPut(err):
		return r.overwrite(r.old, r.content)
	case err != nil:
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	if err := syncFolder(r.target.folder()); err != nil && r.warn != nil {
		r.warn(notSynced(r.target.path, err))
	}
	return r.check()
}

// Undo puts back what Commit replaced, unless another program has saved the file since.
func (r *Replacement) Undo() error {
	if r.target.info != nil && !r.exchanged {
		return r.overwrite(r.content, r.old)
	}
	if err := unchanged(r.target.path, r.content); err != nil {
		return err
	}
	if r.old == nil {
		return os.Remove(r.target.path)
	}
	return r.swapBack()
}

// Close removes what is left beside the file.
func (r *Replacement) Close() error {
	defer r.release()
	if r.InPlace() {
		return nil
	}
	if err := os.Remove(r.temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// swap renames the temporary file to the target.
func (r *Replacement) swap() error {
	var err error
	if r.old == nil {
		err = renameNew(r.temp, r.target.path)
	} else {
		err = exchange(r.temp, r.target.path)
		r.exchanged = err == nil
	}
	if errors.Is(err, errors.ErrUnsupported) {
		return os.Rename(r.temp, r.target.path)
	}
	return err
}

// check puts the file that was taken out back if another program has saved it.
func (r *Replacement) check() error {
	if !r.exchanged {
		return nil
	}
	if _, err := os.Lstat(r.temp); err != nil {
		return nil // swept by another process: it is not held as the new content is
	}
	err := unchanged(r.temp, r.old)
	if err == nil {
		return nil
	}
	return errors.Join(err, r.swapBack())
}

// swapBack exchanges the files again. If another program saved the file between the two exchanges,
// that save is what came out, and it goes back in.
func (r *Replacement) swapBack() error {
	inPlace := r.file
	for {
		next, err := os.Lstat(r.temp)
		if err != nil {
			return err
		}
		if err := exchange(r.temp, r.target.path); err != nil {
			return err
		}
		out, err := os.Lstat(r.temp)
		if err != nil || os.SameFile(out, inPlace) {
			return err
		}
		inPlace = next
	}
}

// overwrite writes the target in place if it holds what it is expected to.
func (r *Replacement) overwrite(expected, content []byte) error {
	t, err := Options{NoFollow: true}.find(r.target.path)
	if err != nil {
		return err
	}
	if t.info == nil {
		return ErrChanged
	}
	check := func(held []byte) error {
		if !bytes.Equal(held, expected) {
			return ErrChanged
		}
		return nil
	}
	return t.writeInPlace(content, check)
}

// unchanged returns ErrChanged if path does not hold content; nil content stands for no file.
func unchanged(path string, content []byte) error {
	now, err := readfile.Read(path, int64(len(content)))
	switch {
	case errors.Is(err, fs.ErrNotExist) && content == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, readfile.ErrTooLarge):
		return ErrChanged
	case err != nil:
		return err
	case content == nil || !bytes.Equal(now, content):
		return ErrChanged
	}
	return nil
}

func notSynced(path string, err error) error {
	return fmt.Errorf("%q is written, but may not survive a power cut: %w", path, err)
}
