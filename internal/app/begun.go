package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
)

// begunLimit bounds the file of a begun edit, in bytes.
const begunLimit = 16 << 10

// begun reports whether an edit has begun and not ended: it was killed, and the same command completes it.
func (a *App) begun(edit ...string) bool {
	s, err := a.Settings()
	if err != nil {
		return false
	}
	var last []string
	text, err := readfile.ReadNoFollow(s.Paths.Begun(), begunLimit)
	return err == nil && json.Unmarshal(text, &last) == nil && slices.Equal(last, edit)
}

// begin notes in the state that an edit has begun.
func (a *App) begin(edit ...string) error {
	s, err := a.Settings()
	if err != nil {
		return err
	}
	text, err := json.Marshal(edit)
	if err == nil {
		err = atomicfile.Options{NoFollow: true}.Write(s.Paths.Begun(), text)
	}
	if err != nil {
		return fmt.Errorf("edit profile %q: %w", edit[1], err)
	}
	return nil
}

// EndEdit forgets the edit that ApplyRename or ApplyRemove began. It is the last thing that a command does:
// one that is killed before can be repeated.
func (a *App) EndEdit() {
	s, err := a.Settings()
	if err == nil {
		err = os.Remove(s.Paths.Begun())
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		a.warn(fmt.Errorf("the edit is made, but still noted as begun: %w", err))
	}
}
