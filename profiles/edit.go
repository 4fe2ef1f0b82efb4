package profiles

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/atomicfile"
	"lanyard/internal/lock"
)

// The classes of errors about edits.
var (
	// ErrChanged means that a file is no longer what it was when the edit was prepared.
	ErrChanged = errors.New("the file changed meanwhile")
	// ErrExists means that a profile of that name is already there.
	ErrExists = errors.New("already exists")
	// ErrInvalid means a name, key or value that the files cannot hold, or not so that every AWS
	// client would read it alike.
	ErrInvalid = errors.New("invalid")
	// ErrEntangled means that an edit would change settings other than those named, because of
	// indentation in the file.
	ErrEntangled = errors.New("the edit would change other settings too")
)

// lockName and lockWait are of the lock that serialises edits of the AWS files.
const (
	lockName = "aws files"
	lockWait = 10 * time.Second
)

// KV is a setting to write. Keys of nested settings are dotted: "s3.addressing_style".
type KV struct{ Key, Value string }

// A Change is an edit of the AWS files that has been prepared and not yet made.
type Change struct {
	files []*document // those that change
	// References counts the settings of other profiles that a rename follows up.
	References int
}

// Empty reports whether there is nothing to do.
func (c *Change) Empty() bool { return len(c.files) == 0 }

// Files are the paths of the files that will be written.
func (c *Change) Files() []string {
	var paths []string
	for _, d := range c.files {
		paths = append(paths, d.path)
	}
	return paths
}

// Apply writes the files, unless one of them is no longer as it was when the change was prepared:
// then it returns ErrChanged and has written nothing. A new file is readable by the user alone.
func (c *Change) Apply(ctx context.Context, locks lock.Dir) (err error) {
	if c.Empty() {
		return nil
	}
	held, err := locks.Acquire(ctx, lockName, lockWait)
	if err != nil {
		return fmt.Errorf("lock the AWS files: %w", err)
	}
	defer func() { err = errors.Join(err, held.Release()) }()
	for _, d := range c.files {
		now, err := readFile(d.path)
		if err != nil {
			return err
		}
		if !bytes.Equal(now, d.before) {
			return fmt.Errorf("edit %q: %w", d.path, ErrChanged)
		}
	}
	for _, d := range c.files {
		if err := atomicfile.Write(d.path, d.after()); err != nil {
			return fmt.Errorf("write %q: %w", d.path, err)
		}
	}
	return nil
}

// An editor prepares a Change of both files.
type editor struct {
	config, credentials *document
}

func newEditor(files Files) (*editor, error) {
	config, err := newDocument(files.Config, false)
	if err != nil {
		return nil, err
	}
	credentials, err := newDocument(files.Credentials, true)
	if err != nil {
		return nil, err
	}
	return &editor{config: config, credentials: credentials}, nil
}

// finish makes a Change of what was edited, after a look at whether it reads as intended.
func (e *editor) finish() (*Change, error) {
	c := &Change{}
	for _, d := range []*document{e.config, e.credentials} {
		if len(d.splices) == 0 || bytes.Equal(d.after(), d.before) {
			continue
		}
		if err := d.verify(); err != nil {
			return nil, err
		}
		c.files = append(c.files, d)
	}
	return c, nil
}

// known reports whether one of the files has the profile.
func (e *editor) known(name string) bool {
	return len(e.config.sections(headProfile, name)) > 0 || len(e.credentials.sections(headProfile, name)) > 0
}

func (e *editor) notFound(name string) error {
	names := append(e.config.file.namesOf(headProfile), e.credentials.file.namesOf(headProfile)...)
	return &NotFoundError{Name: name, Nearest: nearest(name, names)}
}
