package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// helpDialog shows every key.
type helpDialog struct {
	keys  keyMap
	lines scroller
}

func newHelpDialog(keys keyMap) dialog { return &helpDialog{keys: keys} }

// Update scrolls; the keys that leave a program close the dialog.
func (h *helpDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok && key.Matches(press, h.keys.Help, h.keys.Back, h.keys.Quit, h.keys.Enter) {
		return nil, nil
	}
	h.lines.update(msg)
	return h, nil
}

// Cancel implements dialog: nobody waits for the help.
func (h *helpDialog) Cancel() tea.Cmd { return nil }

// Keys implements dialog.
func (h *helpDialog) Keys() []helpKey {
	keys := helpKeys(h.keys.Back)
	if h.lines.scrolls() {
		keys = append(keys, helpKeys(h.keys.Up, h.keys.Down, h.keys.PageUp, h.keys.PageDown)...)
	}
	return keys
}

// helpMin is the width below which the title would be cut.
const helpMin = 24

// helpHabits are what the names of the keys do not tell.
func helpHabits() []string {
	return []string{"A command that begins with a space is not remembered, as in shells."}
}

// habitLines is how much room the habits need, with an empty line before them.
const habitLines = 3

// View implements dialog.
func (h *helpDialog) View(room rect, s styles) (string, *tea.Cursor) {
	lines := helpColumns(helpGroups(h.keys), room.W-boxFrame, room.H-2-habitLines, s)
	width := max(widest(lines), helpMin-boxFrame)
	for _, habit := range helpHabits() {
		lines = append(lines, "")
		for _, line := range wrapText(habit, min(width, room.W-boxFrame)) {
			lines = append(lines, s.Faint.Render(line))
		}
	}
	from, to := h.lines.window(len(lines), room.H-2)
	rows := make([]dialogRow, 0, to-from+1)
	for _, line := range lines[from:to] {
		rows = append(rows, dialogRow{text: line})
	}
	return drawDialog("Keys", append(rows, h.lines.place(s)...), width+boxFrame, room, s)
}
