package profiles

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lanyard/internal/atomicfile"
	"lanyard/internal/lock"
)

// The classes of errors about edits.
var (
	// ErrChanged means that a file is no longer what it was when the edit was prepared, and that the edit
	// can't be made of what it is now.
	ErrChanged = atomicfile.ErrChanged
	// ErrExists means that a profile of that name is already there.
	ErrExists = errors.New("already exists")
	// ErrInvalid means a name, key or value that the files cannot hold, or not so that every AWS
	// client would read it alike.
	ErrInvalid = errors.New("invalid")
	// ErrEntangled means that an edit would change settings other than those named, because of
	// indentation in the file.
	ErrEntangled = errors.New("the edit would change other settings too")
)

// LockName names the lock that serialises edits of the AWS files, and of others that hold keys.
const LockName = "aws files"

// maxTries bounds how often an edit is made again because another program saved a file meanwhile.
const maxTries = 100

// KV is a setting to write. Keys of nested settings are dotted: "s3.addressing_style".
type KV struct{ Key, Value string }

// A Change is an edit of the AWS files that has been prepared and not yet made.
type Change struct {
	files []*document // those that change
	// again prepares the same edit of what the files hold now; nil if it is bound to what they held.
	again func() (*Change, error)
	// discards means that what the edit removes must not be kept.
	discards bool
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

// ApplyOptions say how a Change is made.
type ApplyOptions struct {
	Locks lock.Dir
	// Wait bounds the wait for another process that edits the files.
	Wait time.Duration
	// Keep gets what is about to be replaced, nil if nothing of it may be kept: the keys that RemoveKeys takes
	// out are kept elsewhere. It may be nil.
	Keep func(ctx context.Context, replaced []Replaced)
	// Warn gets what did not keep the change from being made.
	Warn func(error)
}

func (o ApplyOptions) keep(ctx context.Context, replaced []Replaced) {
	if o.Keep != nil {
		o.Keep(ctx, replaced)
	}
}

func (o ApplyOptions) warn(err error) {
	if err != nil && o.Warn != nil {
		o.Warn(err)
	}
}

// Apply writes the files, under a lock that other edits wait for. If a file is no longer what it was
// when the change was prepared, the same edit is made of what the file holds now, and c becomes that
// edit; one that can't be made again returns ErrChanged. Where two files change and the second can't be
// written, the first is put back. A new file is readable by the user alone.
func (c *Change) Apply(ctx context.Context, o ApplyOptions) error {
	if c.Empty() {
		return nil
	}
	held, err := o.Locks.Acquire(ctx, LockName, o.Wait)
	if err != nil {
		return fmt.Errorf("lock the AWS files: %w", err)
	}
	defer func() { o.warn(held.Release()) }()
	for range maxTries {
		err = c.write(ctx, o)
		if !errors.Is(err, ErrChanged) || c.again == nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		next, err := c.again()
		if err != nil {
			return err
		}
		*c = *next
	}
	return err
}

// write makes both files' new content before it replaces either.
func (c *Change) write(ctx context.Context, o ApplyOptions) error {
	inPlace := false
	var replacements []*atomicfile.Replacement
	defer func() {
		for _, r := range replacements {
			o.warn(r.Close())
		}
	}()
	for _, d := range c.files {
		r, err := atomicfile.Options{Warn: o.Warn}.Prepare(d.path, d.before, d.after())
		if err != nil {
			return fmt.Errorf("write %q: %w", d.path, err)
		}
		replacements = append(replacements, r)
		inPlace = inPlace || r.InPlace()
	}
	if c.discards {
		defer o.keep(ctx, nil)
	}
	if inPlace || !c.discards { // a crash can leave half of a file that is written in place
		o.keep(ctx, c.Replaced())
	}
	for i, r := range replacements {
		if err := r.Commit(); err != nil {
			err = fmt.Errorf("write %q: %w", c.files[i].path, err)
			return errors.Join(err, c.undo(replacements[:i]))
		}
	}
	return nil
}

// undo takes back the first files of a change whose next one failed.
func (c *Change) undo(done []*atomicfile.Replacement) error {
	var errs []error
	for i, r := range done {
		if err := r.Undo(); err != nil {
			errs = append(errs, fmt.Errorf("take back the change of %q: %w", c.files[i].path, err))
		}
	}
	return errors.Join(errs...)
}

// An editor prepares a Change of both files.
type editor struct {
	config, credentials *document
	references          int  // that a rename followed up
	discards            bool // what is removed must not be kept
}

// newEditor reads both files. Two paths to one file make one document.
func newEditor(files Files) (*editor, error) {
	shared := files.same()
	config, err := newDocument(files.Config, false, shared)
	if shared || err != nil {
		return &editor{config: config, credentials: config}, err
	}
	credentials, err := newDocument(files.Credentials, true, false)
	return &editor{config: config, credentials: credentials}, err
}

// same reports whether both paths lead to one file, which need not exist.
func (f Files) same() bool {
	config, err := os.Stat(f.Config)
	credentials, also := os.Stat(f.Credentials)
	if err == nil && also == nil {
		return os.SameFile(config, credentials)
	}
	a, err := atomicfile.Resolve(f.Config)
	b, also := atomicfile.Resolve(f.Credentials)
	return err == nil && also == nil && filepath.Clean(a) == filepath.Clean(b)
}

func (e *editor) documents() []*document {
	if e.config == e.credentials {
		return []*document{e.config}
	}
	return []*document{e.config, e.credentials}
}

// edit prepares what work does to the documents of both files.
func (f Files) edit(work func(*editor) error) (*Change, error) {
	e, err := newEditor(f)
	if err != nil {
		return nil, err
	}
	if err := work(e); err != nil {
		return nil, err
	}
	c, err := e.finish()
	if err != nil {
		return nil, err
	}
	c.again = func() (*Change, error) { return f.edit(work) }
	return c, nil
}

// finish makes a Change of what was edited, after a look at whether it reads as intended.
func (e *editor) finish() (*Change, error) {
	c := &Change{References: e.references, discards: e.discards}
	for _, d := range e.documents() {
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
	return slices.ContainsFunc(e.documents(), func(d *document) bool { return len(d.sections(headProfile, name)) > 0 })
}

func (e *editor) notFound(name string) error {
	var names []string
	for _, d := range e.documents() {
		for _, b := range d.bodies {
			if b.head.kind == headProfile {
				names = append(names, string(b.head.name))
			}
		}
	}
	return &NotFoundError{Name: name, Nearest: nearest(name, names)}
}
