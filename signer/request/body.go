package request

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"lanyard/internal/readfile"
)

// spoolAt is the size in bytes from which Spool writes a body to a file.
const spoolAt = 4 << 20

// Body is the body of a request, which is opened once for each attempt. The zero Body is empty.
type Body struct {
	Open func() (io.ReadCloser, error)
	Size int64

	discard func()
}

// Discard frees the resources of the body. It can't be opened afterwards.
func (b Body) Discard() {
	if b.discard != nil {
		b.discard()
	}
}

// Empty reports whether the body is empty.
func (b Body) Empty() bool { return b.Open == nil || b.Size == 0 }

// Text returns a body in memory.
func Text(text string) Body {
	return Body{
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
		Size: int64(len(text)),
	}
}

// File returns the content of a file as a body. Each attempt opens the file.
func File(path string) (Body, error) {
	st, err := os.Stat(path)
	if err != nil {
		return Body{}, fmt.Errorf("read the body: %w", err)
	}
	if st.IsDir() {
		return Body{}, fmt.Errorf("read the body: %q is a folder", path)
	}
	if !st.Mode().IsRegular() { // a pipe can be read only once
		f, err := os.Open(path)
		if err != nil {
			return Body{}, fmt.Errorf("read the body: %w", err)
		}
		defer f.Close()
		return Spool(f)
	}
	open := func() (io.ReadCloser, error) { return readfile.Open(path) }
	f, err := open()
	if err != nil {
		return Body{}, fmt.Errorf("read the body: %w", err)
	}
	return Body{Open: open, Size: st.Size()}, f.Close()
}

// Spool reads a stream to its end into a body that can be opened repeatedly. It keeps a short stream in memory and
// writes a long one to a temporary file, which other users can't open and which disappears with the process.
func Spool(from io.Reader) (Body, error) {
	var begin bytes.Buffer
	_, err := io.CopyN(&begin, from, spoolAt)
	if errors.Is(err, io.EOF) {
		return Text(begin.String()), nil
	}
	if err != nil {
		return Body{}, fmt.Errorf("read the body: %w", err)
	}
	f, err := os.CreateTemp("", "lanyard-body-*")
	if err != nil {
		return Body{}, fmt.Errorf("keep the body: %w", err)
	}
	// Most systems can remove an open file; on the others Discard removes it.
	named := os.Remove(f.Name()) != nil
	discard := func() {
		_ = f.Close() // nothing is written any more
		if named {
			_ = os.Remove(f.Name())
		}
	}
	rest, err := io.Copy(f, io.MultiReader(&begin, from))
	if err != nil {
		discard()
		return Body{}, fmt.Errorf("keep the body: %w", err)
	}
	return Body{
		Open:    func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(f, 0, rest)), nil },
		Size:    rest,
		discard: discard,
	}, nil
}
