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

// readFile returns the content of path, nil if there is no such file. It refuses what cannot be a
// text file, so that a wrong path is told at once and not as thousands of stray lines.
func readFile(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	text, err := readLimited(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err // the path is named once, below
	}
	if err == nil && bytes.IndexByte(text, 0) >= 0 {
		err = errors.New("not a text file")
	}
	if err != nil {
		return nil, fmt.Errorf("read %q: %w: %w", path, ErrUnreadable, err)
	}
	return text, nil
}

func readLimited(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if st.IsDir() {
		return nil, errors.New("is a directory")
	}
	if st.Size() > maxFileSize {
		return nil, fmt.Errorf("larger than %d MiB", maxFileSize>>20)
	}
	// One byte more than the size lets the last Read see the end without growing. A pipe
	// (process substitution) has size 0 and grows as needed.
	text := make([]byte, 0, st.Size()+1)
	r := io.LimitReader(f, maxFileSize+1)
	for {
		if len(text) == cap(text) {
			text = append(text, 0)[:len(text)]
		}
		n, err := r.Read(text[len(text):cap(text)])
		text = text[:len(text)+n]
		if len(text) > maxFileSize {
			return nil, fmt.Errorf("larger than %d MiB", maxFileSize>>20)
		}
		if errors.Is(err, io.EOF) {
			return text, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
