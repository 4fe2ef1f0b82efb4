package settings

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// ErrNoHome means that a path in the home folder is wanted, and there is no home folder.
var ErrNoHome = errors.New("no home folder: HOME is not set to an absolute path, and the account has none")

// An Environment finds files as a process's variables say.
type Environment struct {
	Lookup func(name string) (value string, ok bool)
	Home   string // as FindHome returned it
}

// FindHome returns the person's home folder: HOME (USERPROFILE on Windows), else the account's. It
// returns "" if neither is an absolute path: the working folder is never the home.
func FindHome() string {
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		return home
	}
	account, err := user.LookupId(strconv.Itoa(os.Getuid()))
	if runtime.GOOS == "windows" {
		account, err = user.Current()
	}
	if err != nil || !filepath.IsAbs(account.HomeDir) {
		return ""
	}
	return account.HomeDir
}

// Get returns a variable's value, "" if it is not set.
func (e Environment) Get(name string) string {
	value, _ := e.Lookup(name)
	return value
}

// Under returns a path below the home folder.
func (e Environment) Under(parts ...string) (string, error) {
	if e.Home == "" {
		return "", ErrNoHome
	}
	return filepath.Join(append([]string{e.Home}, parts...)...), nil
}

// Expand replaces variables, then a leading ~ or ~user, as the AWS CLI does in AWS_CONFIG_FILE and
// variables like it (Python's expandvars and expanduser): a variable or user that there is not stays as
// it is. HOME is the home folder, also where it is not set.
func (e Environment) Expand(path string) (string, error) {
	if !strings.Contains(path, "$") {
		return e.ExpandUser(path)
	}
	var failed error
	path = regexp.MustCompile(`\$(?:(\w+)|\{([^}]*)\})`).ReplaceAllStringFunc(path, func(reference string) string {
		name := strings.Trim(reference, "${}")
		if name == "HOME" {
			home, err := e.Under()
			failed = errors.Join(failed, err)
			return home
		}
		if value, ok := e.Lookup(name); ok {
			return value
		}
		return reference
	})
	if failed != nil {
		return "", ErrNoHome
	}
	return e.ExpandUser(path)
}

// ExpandUser replaces a leading ~ by the home folder and a leading ~user by that user's.
func (e Environment) ExpandUser(path string) (string, error) {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok {
		return path, nil
	}
	name, rest := cutFolder(rest)
	if name == "" {
		return e.Under(rest)
	}
	account, err := user.Lookup(name)
	if err != nil || !filepath.IsAbs(account.HomeDir) {
		return path, nil
	}
	return filepath.Join(account.HomeDir, rest), nil
}

// cutFolder cuts a path at its first separator.
func cutFolder(path string) (first, rest string) {
	for i := range len(path) {
		if os.IsPathSeparator(path[i]) {
			return path[:i], path[i:]
		}
	}
	return path, ""
}
