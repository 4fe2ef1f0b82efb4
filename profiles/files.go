package profiles

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"lanyard/internal/readfile"
	"lanyard/internal/settings"
)

// maxFileSize bounds what is read of one file. Generated files of 50 MB are known to exist.
const maxFileSize = 64 << 20

// ErrUnreadable is the class of errors about a file that is there and cannot be read as text.
var ErrUnreadable = errors.New("unreadable")

var errNotText = errors.New("not a text file")

// Files are the paths of the two AWS files.
type Files struct{ Config, Credentials string }

// DefaultFiles finds the AWS files as the AWS CLI does: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE,
// in which ~ and $NAME are expanded, else .aws in the home folder. The path of a file that needs a home
// folder is "" with settings.ErrNoHome.
func DefaultFiles(env settings.Environment) (Files, error) {
	config, err := pathOf(env, "AWS_CONFIG_FILE", "config")
	credentials, credentialsErr := pathOf(env, "AWS_SHARED_CREDENTIALS_FILE", "credentials")
	if err == nil {
		err = credentialsErr
	}
	return Files{Config: config, Credentials: credentials}, err
}

func pathOf(env settings.Environment, name, base string) (string, error) {
	if path := env.Get(name); path != "" {
		return env.Expand(path)
	}
	return env.Under(".aws", base)
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
