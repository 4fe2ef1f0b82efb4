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

// spoolAt is the size from which a body that can be read once only moves to a file, in bytes.
const spoolAt = 4 << 20

// Body is what a request carries. It is opened once for each attempt. The zero Body is none.
type Body struct {
	Open func() (io.ReadCloser, error)
	Size int64

	discard func()
}

// Discard frees what the body keeps. It can't be opened afterwards.
func (b Body) Discard() {
	if b.discard != nil {
		b.discard()
	}
}

// Empty reports whether there is no body.
func (b Body) Empty() bool { return b.Open == nil || b.Size == 0 }

// Text is a body in memory.
func Text(text string) Body {
	return Body{
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
		Size: int64(len(text)),
	}
}

// File is the body that a file holds, which is opened anew for each attempt.
func File(path string) (Body, error) {
	st, err := os.Stat(path)
	if err != nil {
		return Body{}, fmt.Errorf("read the body: %w", err)
	}
	if st.IsDir() {
		return Body{}, fmt.Errorf("read the body: %q is a folder", path)
	}
	if !st.Mode().IsRegular() { // a pipe, which can be read once
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

// Spool reads a stream to its end, so that it can be hashed, sent, and sent again: into memory, or
// where it is long into a file that nobody else can open and that ends with the process.
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
	// Where the system allows it the file has no name from the beginning, else until Discard.
	named := os.Remove(f.Name()) != nil
	discard := func() {
		_ = f.Close() // nothing is left to be written
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
