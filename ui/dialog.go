package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// dialog is a box above everything else. Only the topmost one gets messages.
type dialog interface {
	// Update handles a message. A dialog that is finished returns nil in its own place.
	Update(msg tea.Msg) (dialog, tea.Cmd)
	// View draws the dialog, border included, into at most the size of room, and returns where the
	// text cursor is within what it drew, or nil.
	View(room rect, styles styles) (content string, cursor *tea.Cursor)
	// Cancel is called when esc closes the dialog, or its asker is gone: it gives up what the dialog
	// waited for.
	Cancel() tea.Cmd
	// Keys are the bindings that work now, for the help line.
	Keys() []helpKey
}

// helpKey is a key and what it does, as the help line shows it.
type helpKey struct{ key, does string }

// stack is the open dialogs, the topmost last.
type stack []dialog

func (s stack) top() dialog {
	if len(s) == 0 {
		return nil
	}
	return s[len(s)-1]
}

// update hands a message to the topmost dialog.
func (s stack) update(msg tea.Msg) (stack, tea.Cmd) {
	if len(s) == 0 {
		return s, nil
	}
	next, cmd := s.top().Update(msg)
	if next == nil {
		return s[:len(s)-1], cmd
	}
	s[len(s)-1] = next
	return s, cmd
}

// without leaves out the dialogs that drop says.
func (s stack) without(drop func(dialog) bool) stack {
	return slices.DeleteFunc(slices.Clone(s), drop)
}

// waitsFor reports that a dialog waits for a job.
func waitsFor(id int) func(dialog) bool {
	return func(d dialog) bool {
		w, ok := d.(*waitDialog)
		return ok && w.id == id
	}
}

// close cancels the topmost dialog.
func (s stack) close() (stack, tea.Cmd) {
	if len(s) == 0 {
		return s, nil
	}
	cmd := s.top().Cancel()
	return s[:len(s)-1], cmd
}
