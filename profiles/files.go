package profiles

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lanyard/internal/readfile"
)

// maxFileSize bounds what is read of one file. Generated files of 50 MB are known to exist.
const maxFileSize = 64 << 20

// ErrUnreadable is the class of errors about a file that is there and cannot be read as text.
var ErrUnreadable = errors.New("unreadable")

var errNotText = errors.New("not a text file")

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
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return newFile(path, text, credentials), nil
}

// readFile returns the content of path, nil if there is no such file. What holds NUL bytes cannot be
// text, and is refused so that a wrong path is reported at once and not as thousands of stray lines.
func readFile(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	text, err := readfile.Read(path, maxFileSize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, unreadable(path, err)
	case bytes.IndexByte(text, 0) >= 0:
		return nil, unreadable(path, errNotText)
	}
	return text, nil
}

// unreadable names the file once, which errors of the operating system do again.
func unreadable(path string, err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return fmt.Errorf("read %q: %w: %w", path, ErrUnreadable, err)
}
