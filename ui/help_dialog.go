package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// helpDialog shows every key. Only drawing tells how many of its lines fit, so View leaves the
// highest line that may be the first in limit.
type helpDialog struct {
	keys       KeyMap
	top, limit int
}

func newHelpDialog(keys KeyMap) dialog { return &helpDialog{keys: keys} }

// Update scrolls; the keys that leave a program close the dialog.
func (h *helpDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, h.keys.Help, h.keys.Back, h.keys.Quit, h.keys.Enter):
			return nil, nil
		case key.Matches(msg, h.keys.Up):
			h.scroll(-1)
		case key.Matches(msg, h.keys.Down):
			h.scroll(1)
		case key.Matches(msg, h.keys.PageUp):
			h.scroll(-helpPage)
		case key.Matches(msg, h.keys.PageDown):
			h.scroll(helpPage)
		case key.Matches(msg, h.keys.Top):
			h.scroll(-h.limit)
		case key.Matches(msg, h.keys.Bottom):
			h.scroll(h.limit)
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			h.scroll(-1)
		case tea.MouseWheelDown:
			h.scroll(1)
		}
	}
	return h, nil
}

// helpPage is how far page up and down go: the help is two pages long on the smallest screen.
const helpPage = 5

func (h *helpDialog) scroll(n int) { h.top = min(max(h.top+n, 0), h.limit) }

// Cancel implements dialog: nobody waits for the help.
func (h *helpDialog) Cancel() tea.Cmd { return nil }

// Keys implements dialog.
func (h *helpDialog) Keys() []helpKey {
	keys := helpKeys(h.keys.Back)
	if h.limit > 0 {
		keys = append(keys, helpKeys(h.keys.Up, h.keys.Down)...)
	}
	return keys
}

// View implements dialog.
func (h *helpDialog) View(room Rect, s Styles) (string, *tea.Cursor) {
	lines := helpColumns(helpGroups(h.keys), room.W-boxFrame, room.H-2, s)
	fit := min(len(lines), max(room.H-2, 0))
	h.limit = len(lines) - fit
	h.top = min(h.top, h.limit)
	width := 0
	for _, line := range lines {
		width = max(width, ansi.StringWidth(line))
	}
	title := "Keys"
	if h.limit > 0 {
		title = "Keys (more with ↑ and ↓)"
	}
	drawn := box(title, lines[h.top:h.top+fit], min(max(width+boxFrame, 34), room.W), s)
	return block(splitLines(drawn), Rect{W: min(lipgloss.Width(drawn), room.W), H: min(fit+2, room.H)}), nil
}
