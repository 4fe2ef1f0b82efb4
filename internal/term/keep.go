package term

import (
	"os"

	"golang.org/x/term"
)

// Keep notes the modes of a terminal and returns a function that sets them again: a program that was
// killed leaves them as they were for it.
func Keep(f *os.File) (restore func()) {
	before, err := term.GetState(int(f.Fd()))
	if err != nil {
		return func() {}
	}
	return func() { _ = term.Restore(int(f.Fd()), before) }
}
