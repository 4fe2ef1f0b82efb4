package profiles

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf16"

	"lanyard/internal/readfile"
	"lanyard/internal/settings"
)

// maxFileSize bounds what is read of one file. Generated files of 50 MB are known to exist.
const maxFileSize = 64 << 20

// ErrUnreadable is the class of errors about a file that is there and cannot be read as text.
var ErrUnreadable = errors.New("unreadable")

// The reasons that are not the operating system's.
var (
	errNotText = errors.New("not a text file")
	errUTF16   = errors.New("UTF-16 text; " + utf16Hint)
)

const utf16Hint = "save the file as UTF-8 without a byte order mark (in PowerShell 7: Set-Content -Encoding utf8NoBOM)"

// maxSections bounds what an index of a file takes, which is about 100 bytes a section.
const maxSections = 1_000_000

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
	text, err := readText(path)
	if err != nil {
		return nil, err
	}
	decoded, isUTF16 := decodeUTF16(text)
	f := newFile(path, decoded, credentials)
	if f.nul {
		return nil, unreadable(path, errNotText)
	}
	f.utf16 = isUTF16
	if len(f.heads) > maxSections {
		return nil, unreadable(path, fmt.Errorf("it has more than %d sections", maxSections))
	}
	return f, nil
}

// readFile returns the content of a file that is to be edited, nil if there is no such file.
func readFile(path string) ([]byte, error) {
	text, err := readText(path)
	if err != nil {
		return nil, err
	}
	if _, isUTF16 := decodeUTF16(text); isUTF16 {
		return nil, unreadable(path, errUTF16)
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, unreadable(path, errNotText)
	}
	return text, nil
}

func readText(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	text, err := readfile.Read(path, maxFileSize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, unreadable(path, err)
	}
	return text, nil
}

// decodeUTF16 returns text as UTF-8 if it is UTF-16, as PowerShell 5 writes it: with a byte order mark, or
// with a first character that is ASCII.
func decodeUTF16(text []byte) ([]byte, bool) {
	if len(text) < 2 {
		return text, false
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch first := [2]byte(text); {
	case first == [2]byte{0xff, 0xfe}, first[0] != 0 && first[1] == 0:
	case first == [2]byte{0xfe, 0xff}, first[0] == 0 && first[1] != 0:
		order = binary.BigEndian
	default:
		return text, false
	}
	units := make([]uint16, 0, len(text)/2)
	for pair := range slices.Chunk(text[:len(text)&^1], 2) {
		units = append(units, order.Uint16(pair))
	}
	return []byte(strings.TrimPrefix(string(utf16.Decode(units)), utf8BOM)), true
}

// unreadable names the file once, which errors of the operating system do again.
func unreadable(path string, err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return fmt.Errorf("read %q: %w: %w", path, ErrUnreadable, err)
}
