package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// scroller moves through lines. How many fit is known only when they are drawn, so that show notes
// it for the keys that come after.
type scroller struct{ offset, page, total int }

// update moves, if the message is a key or a wheel that does.
func (v *scroller) update(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		v.key(msg.String())
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			v.offset -= 3
		case tea.MouseWheelDown:
			v.offset += 3
		}
	}
	v.clamp()
}

func (v *scroller) key(key string) {
	switch key {
	case "up", "k":
		v.offset--
	case "down", "j":
		v.offset++
	case "pgup", "ctrl+b":
		v.offset -= max(1, v.page-1)
	case "pgdown", "ctrl+f", "space":
		v.offset += max(1, v.page-1)
	case "home", "g":
		v.offset = 0
	case "end", "G":
		v.offset = v.total
	}
}

func (v *scroller) clamp() { v.offset = max(0, min(v.offset, v.total-v.page)) }

// scrolls reports whether there is more than could be shown.
func (v *scroller) scrolls() bool { return v.total > v.page }

// window is the part of total lines to draw into height lines. If not all fit, the last of these is for
// place.
func (v *scroller) window(total, height int) (from, to int) {
	v.total, v.page = total, max(1, height)
	if v.scrolls() {
		v.page = max(1, height-1)
	}
	v.clamp()
	return v.offset, min(v.offset+v.page, v.total)
}

// place tells which part is shown, if it is not all.
func (v *scroller) place(s styles) []dialogRow {
	if !v.scrolls() {
		return nil
	}
	text := fmt.Sprintf("lines %d–%d of %d", v.offset+1, min(v.offset+v.page, v.total), v.total)
	return []dialogRow{{text: s.Faint.Render(text), drop: 1}}
}
