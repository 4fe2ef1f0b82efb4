package profiles

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxFileSize bounds what is read of one file. Generated files of 50 MB are known to exist.
const maxFileSize = 64 << 20

// ErrUnreadable is the class of errors about a file that is there and cannot be read as text.
var ErrUnreadable = errors.New("unreadable")

// The reasons that are not the operating system's.
var (
	errNotText   = errors.New("not a text file")
	errTooLarge  = fmt.Errorf("larger than %d MiB", maxFileSize>>20)
	errDirectory = errors.New("is a directory")
)

// Files are the paths of the two AWS files.
type Files struct{ Config, Credentials string }

// DefaultFiles finds the AWS files as every AWS client does: AWS_CONFIG_FILE and
// AWS_SHARED_CREDENTIALS_FILE, else .aws in the home folder. A leading "~/" is expanded.
func DefaultFiles(getenv func(string) string, home string) Files {
	return Files{
		Config:      pathOr(getenv("AWS_CONFIG_FILE"), home, "config"),
		Credentials: pathOr(getenv("AWS_SHARED_CREDENTIALS_FILE"), home, "credentials"),
	}
}

func pathOr(path, home, base string) string {
	switch {
	case path == "":
		return filepath.Join(home, ".aws", base)
	case path == "~":
		return home
	case strings.HasPrefix(path, "~/"), strings.HasPrefix(path, `~\`) && os.PathSeparator == '\\':
		return filepath.Join(home, path[2:])
	}
	return path
}

// openFile reads and scans a file. There being none is the same as an empty one.
func openFile(path string, credentials bool) (*file, error) {
	src, st, err := openText(path)
	if src == nil || err != nil {
		return newFile(path, nil, credentials), err
	}
	if outlines(st) {
		f, err := newOutline(path, src, st, credentials)
		if err != nil {
			_ = src.Close()
			return nil, unreadable(path, err)
		}
		return f, nil
	}
	defer src.Close()
	text, err := readText(src, st.Size())
	if err != nil {
		return nil, unreadable(path, err)
	}
	return newFile(path, text, credentials), nil
}

// readFile returns the content of path, nil if there is no such file.
func readFile(path string) ([]byte, error) {
	src, st, err := openText(path)
	if src == nil || err != nil {
		return nil, err
	}
	defer src.Close()
	text, err := readText(src, st.Size())
	if err != nil {
		return nil, unreadable(path, err)
	}
	return text, nil
}

// openText opens what may be a text file of a size that can be read. It returns nil without an
// error if there is none.
func openText(path string) (*os.File, fs.FileInfo, error) {
	if path == "" {
		return nil, nil, nil
	}
	src, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, unreadable(path, err)
	}
	st, err := src.Stat()
	switch {
	case err != nil:
	case st.IsDir():
		err = errDirectory
	case st.Size() > maxFileSize:
		err = errTooLarge
	}
	if err != nil {
		_ = src.Close()
		return nil, nil, unreadable(path, err)
	}
	return src, st, nil
}

// unreadable names the file once, which errors of the operating system do again.
func unreadable(path string, err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return fmt.Errorf("read %q: %w: %w", path, ErrUnreadable, err)
}

// readText reads all of a file of about that size; of a pipe, which has none, as much as may be.
// What holds NUL bytes cannot be text, and is refused so that a wrong path is told at once and not
// as thousands of stray lines.
func readText(src io.Reader, size int64) ([]byte, error) {
	text := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := text.ReadFrom(io.LimitReader(src, maxFileSize+1)); err != nil {
		return nil, err
	}
	if text.Len() > maxFileSize {
		return nil, errTooLarge
	}
	if bytes.IndexByte(text.Bytes(), 0) >= 0 {
		return nil, errNotText
	}
	return text.Bytes(), nil
}
