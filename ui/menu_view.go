package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// menuWidth is how wide the inside of a menu gets at the most, and menuColumns from which width on what
// its choices are about stands in a column.
const menuWidth, menuColumns = 96, 60

// View implements dialog. The choice under the cursor is always in view; notes give way to choices.
func (m menu) View(room rect, s styles) (string, *tea.Cursor) {
	*m.spots = clickTargets{}
	inside := min(m.wanted(), menuWidth, room.W-boxFrame)
	if inside < 1 || room.H < 3 {
		return block(nil, room), nil
	}
	height := room.H - 2
	lines := m.noteLines(inside, max(height-len(m.items), height/2), s)
	visible := min(max(height-len(lines), 1), len(m.items))
	lines = lines[:min(len(lines), height-visible)]
	first := min(max(m.cursor-visible/2, 0), len(m.items)-visible)
	for i := first; i < first+visible; i++ {
		lines = append(lines, m.line(i, inside, s))
		m.spots.lines = append(m.spots.lines, len(lines))
		m.spots.hots = append(m.spots.hots, hot{1, inside + boxFrame - 1, i})
	}
	title := clean(m.title)
	if visible < len(m.items) {
		place := fmt.Sprintf(" %d/%d", m.cursor+1, len(m.items))
		title = cut(title, inside-2-len(place)) + place
	}
	drawn := box(title, lines, inside+boxFrame, s)
	return block(splitLines(drawn), rect{W: lipgloss.Width(drawn), H: len(lines) + 2}), nil
}

// wanted is the width at which nothing is cut.
func (m menu) wanted() int {
	width := ansi.StringWidth(clean(m.title)) + 2
	for _, item := range m.items {
		w := m.keyWidth() + 2 + m.labelWidth()
		if item.detail != "" {
			w += 2 + ansi.StringWidth(clean(item.detail))
		}
		width = max(width, w)
	}
	for _, note := range m.notes {
		width = max(width, ansi.StringWidth(clean(note.text)))
	}
	return width + 2
}

// noteLines are the notes, wrapped, and an empty line, in at most height lines.
func (m menu) noteLines(width, height int, s styles) []string {
	var lines []string
	for _, note := range m.notes {
		for _, line := range wrapWords(clean(note.text), width) {
			lines = append(lines, note.tone(s).Render(line))
		}
	}
	switch {
	case len(lines) == 0 || height <= 0:
		return nil
	case len(lines) >= height:
		if len(lines) > height {
			lines = append(lines[:height-1], s.Faint.Render("…"))
		}
		return lines
	}
	return append(lines, "")
}

// line is one choice: a mark under the cursor, the key, the label, what it is about.
func (m menu) line(i, width int, s styles) string {
	item := m.items[i]
	name, label := cell(item.key.Help().Key, m.keyWidth()), clean(item.label)
	detail := ""
	if item.detail != "" {
		if width >= menuColumns {
			label = pad(label, m.labelWidth())
		}
		detail = "  " + clean(item.detail)
	}
	if i == m.cursor {
		return s.Cursor.Render(pad(cut("▸ "+name+"  "+label+detail, width), width))
	}
	return "  " + s.Key.Render(name) + "  " + label + s.Faint.Render(detail)
}

func (m menu) keyWidth() int {
	width := 0
	for _, item := range m.items {
		width = max(width, ansi.StringWidth(item.key.Help().Key))
	}
	return width
}

func (m menu) labelWidth() int {
	width := 0
	for _, item := range m.items {
		width = max(width, ansi.StringWidth(item.label))
	}
	return width
}
