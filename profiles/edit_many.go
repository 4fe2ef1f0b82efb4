package profiles

import "fmt"

// Edit is what is to become of one profile.
type Edit struct {
	Name   string
	Sets   []KV
	Unsets []string
	Remove bool // the whole profile, from both files
}

// Edit prepares many edits at once, of different profiles. A profile that is not there yet is added.
func (f Files) Edit(edits []Edit) (*Change, error) {
	e, err := newEditor(f)
	if err != nil {
		return nil, err
	}
	for _, edit := range edits {
		switch {
		case !edit.Remove:
			err = e.set(edit.Name, edit.Sets, edit.Unsets)
		case e.known(edit.Name):
			e.remove(edit.Name)
		default:
			err = e.notFound(edit.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("edit profile %q: %w", edit.Name, err)
		}
	}
	return e.finish()
}
