package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// errorDialog tells what failed, and what to do next.
type errorDialog struct {
	title, text, hint string
	scroll            scroller
}

// newErrorDialog tells why something failed. Hint is the next step, "" if none is known.
func newErrorDialog(title string, err error, hint string) dialog {
	text := "unknown"
	if err != nil {
		text = err.Error()
	}
	return &errorDialog{title: title, text: text, hint: hint}
}

func (d *errorDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter", "esc", "q":
			return nil, d.Cancel()
		case "y":
			// Cleaned, since it may be pasted into a shell.
			text := clean(d.text)
			if d.hint != "" {
				text = fmt.Sprintf("%s (%s)", text, clean(d.hint))
			}
			return d, func() tea.Msg { return actionMsg{action: actCopyText, text: text, what: "error"} }
		}
	}
	d.scroll.update(msg)
	return d, nil
}

// Cancel does nothing: nobody waits.
func (d *errorDialog) Cancel() tea.Cmd { return nil }

func (d *errorDialog) Keys() []helpKey {
	keys := []helpKey{{"enter", "close"}, {"y", "copy"}}
	if d.scroll.scrolls() {
		keys = append(keys, helpKey{"↑↓", "scroll"})
	}
	return keys
}

func (d *errorDialog) View(room rect, s styles) (string, *tea.Cursor) {
	w := innerWidth(errorWidth, room)
	rows := make([]dialogRow, 0, 8)
	for _, line := range wrapText("✗ "+d.text, w) {
		rows = append(rows, dialogRow{text: s.Bad.Render(line)})
	}
	if d.hint != "" {
		rows = append(rows, dialogRow{})
		for _, line := range wrapText("→ "+d.hint, w) {
			rows = append(rows, dialogRow{text: line})
		}
	}
	from, to := d.scroll.window(len(rows), room.H-2)
	return drawDialog(d.title, append(rows[from:to:to], d.scroll.place(s)...), errorWidth, room, s)
}

// errorWidth is wider than other dialogs: messages of servers are long.
const errorWidth = 76
