package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A FolderError means that another user owns one of lanyard's folders or can write to it, and so could
// plant files there.
type FolderError struct {
	Path   string
	Reason string
	Mend   []string // the command that mends it
}

func (e *FolderError) Error() string {
	return fmt.Sprintf("the folder %q is not safe: %s", e.Path, e.Reason)
}

// Check returns a *FolderError if another user owns or can write to the folder of the settings, that of
// the state, or one inside it. A folder that is not there is made safe when it is made.
func (p Paths) Check(home string) error {
	if err := checkFolder(filepath.Dir(p.Config), home); err != nil {
		return err
	}
	if err := checkFolder(p.State, home); err != nil {
		return err
	}
	entries, err := os.ReadDir(p.State)
	if err != nil {
		return nil // what reads the state says why it can't
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		if err := checkFolder(filepath.Join(p.State, e.Name()), home); err != nil {
			return err
		}
	}
	return nil
}

func checkFolder(path, home string) error {
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !st.IsDir() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("check lanyard's folders: %w", err)
	}
	return checkOwner(path, st, home)
}
