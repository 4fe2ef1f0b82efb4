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
	return f.edit(func(e *editor) error {
		for _, edit := range edits {
			if err := e.edit(edit); err != nil {
				return fmt.Errorf("edit profile %q: %w", edit.Name, err)
			}
		}
		return nil
	})
}

func (e *editor) edit(edit Edit) error {
	switch {
	case !edit.Remove:
		return e.set(edit.Name, edit.Sets, edit.Unsets)
	case !e.known(edit.Name):
		return e.notFound(edit.Name)
	}
	e.remove(edit.Name)
	return nil
}
