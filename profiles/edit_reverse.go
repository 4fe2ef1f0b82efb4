package profiles

import "bytes"

// Replaced is what an edit replaces in one file, and what it leaves there.
type Replaced struct{ Path, Before, After string }

// Replaced returns what the change replaces in each file.
func (c *Change) Replaced() []Replaced {
	var all []Replaced
	for _, d := range c.files {
		all = append(all, Replaced{d.path, string(d.before), string(d.after())})
	}
	return all
}

// Reverse prepares to undo a change that was made: it writes back every byte that was there before, and
// is refused like any other if a file changed since. A file that the change made stays, with nothing in it.
func (c *Change) Reverse() *Change {
	undo := &Change{}
	for _, d := range c.files {
		undo.replaceAll(d.path, d.after(), d.before)
	}
	return undo
}

// Undone reports whether the files hold what was there before an edit: it failed or has been taken back.
func (f Files) Undone(replaced []Replaced) bool {
	for _, r := range replaced {
		now, err := readFile(r.Path)
		if err != nil || string(now) != r.Before {
			return false
		}
	}
	return true
}

// Restore prepares to write back what an edit replaced, whatever the files hold now. saved are the paths of
// the files that another program has saved since that edit.
func (f Files) Restore(replaced []Replaced) (c *Change, saved []string, err error) {
	c = &Change{}
	for _, r := range replaced {
		if r.Path != f.Config && r.Path != f.Credentials {
			continue
		}
		now, err := readFile(r.Path)
		if err != nil {
			return nil, nil, err
		}
		if string(now) != r.After {
			saved = append(saved, r.Path)
		}
		c.replaceAll(r.Path, now, []byte(r.Before))
	}
	return c, saved, nil
}

// replaceAll adds a file whose whole text is replaced.
func (c *Change) replaceAll(path string, now, next []byte) {
	if bytes.Equal(now, next) {
		return
	}
	d := &document{path: path, before: now, file: &file{text: now}}
	d.splice(0, len(now), string(next))
	c.files = append(c.files, d)
}
