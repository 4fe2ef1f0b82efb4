//go:build unix

package exec

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"lanyard/internal/readfile"
)

// defaultPath is where execvp(3) looks if there is no PATH.
const defaultPath = "/bin:/usr/bin"

// lookPath finds a command as execvp(3) does, in the PATH of env: an empty element is the current
// folder, a name with a slash is taken as it is, and a file that may not be executed is passed over
// while there is hope for another.
func lookPath(name string, env environ, dir string) (string, error) {
	if strings.Contains(name, "/") {
		switch err := executable(name, dir); {
		case err == nil:
			return name, nil
		case errors.Is(err, os.ErrNotExist), errors.Is(err, unix.ENOTDIR):
			return "", &NotFoundError{Name: name}
		default:
			return "", &NotExecutableError{Path: name, Err: err}
		}
	}
	search := env.get("PATH")
	if !env.has("PATH") {
		search = defaultPath
	}
	var refused error
	for _, folder := range strings.Split(search, ":") {
		path := filepath.Join(folder, name)
		if !strings.Contains(path, "/") {
			path = "./" + path
		}
		switch err := executable(path, dir); {
		case err == nil:
			return path, nil
		case errors.Is(err, unix.EACCES), errors.Is(err, unix.EISDIR):
			if refused == nil {
				refused = &NotExecutableError{Path: path, Err: err}
			}
		}
	}
	if refused != nil {
		return "", refused
	}
	return "", &NotFoundError{Name: name}
}

// executable returns why path, as seen from dir, can't be executed.
func executable(path, dir string) error {
	path = from(dir, path)
	st, err := os.Stat(path)
	if err != nil {
		return bare(err)
	}
	if st.IsDir() {
		return unix.EISDIR
	}
	return unix.Faccessat(unix.AT_FDCWD, path, unix.X_OK, unix.AT_EACCESS)
}

// from is where the child, which starts in dir, finds path.
func from(dir, path string) string {
	if dir == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// bare drops the path from an error, which its user names.
func bare(err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// headSize is how much of a file tells a script from a binary; bash looks at as much.
const headSize = 80

// asScript tells how to run a file that execve(2) refused with ENOEXEC: a script without "#!" is
// one for /bin/sh, as execvp(3) and every shell have it. A binary, of another machine say, is not.
func asScript(err error, path string, c Command) (argv []string, ok bool) {
	if !errors.Is(err, unix.ENOEXEC) {
		return nil, false
	}
	f, err := readfile.Open(from(c.Dir, path))
	if err != nil {
		return nil, false
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, headSize))
	if err != nil {
		return nil, false
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if bytes.IndexByte(line, 0) >= 0 {
		return nil, false
	}
	return append([]string{"/bin/sh", path}, c.Args[1:]...), true
}
