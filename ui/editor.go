package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/term"
)

// editor is a text of several lines that a person edits: a request's body or its headers. The cursor
// stands between grapheme clusters, as in field.
type editor struct {
	lines []string // at least one
	at    spot
	size  int // of all lines, in bytes, with the breaks between them
	limit int // of size

	done, undone []edit
	typing       bool // the last edit was typed, and the next letter joins it

	// What follows is of the view: how many cells there are, the first line shown, and where the line
	// with the cursor is cut, in bytes.
	width, height int
	top, left     int
	column        int // that up and down aim at, -1 to take the cursor's

	placeholder string
}

// spot is a position in a text: a line, and a byte of it.
type spot struct{ line, byte int }

// newEditor returns an empty editor that takes at most limit bytes.
func newEditor(limit int) *editor {
	return &editor{lines: []string{""}, limit: limit, column: -1, width: 1, height: 1}
}

// Value is the text.
func (e *editor) Value() string { return strings.Join(e.lines, "\n") }

// Empty reports that there is no text.
func (e *editor) Empty() bool { return e.size == 0 }

// SetValue replaces the text, which can be undone, and goes to its beginning.
func (e *editor) SetValue(text string) {
	last := len(e.lines) - 1
	e.typing = false
	e.replace(spot{}, spot{last, len(e.lines[last])}, text)
	e.at, e.top, e.left, e.column = spot{}, 0, 0, -1
}

// Update handles a key or a paste, and reports whether it had a use for it.
func (e *editor) Update(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		e.typing = false
		e.replace(e.at, e.at, msg.Content)
	case tea.KeyPressMsg:
		if !e.key(msg) {
			return false
		}
	default:
		return false
	}
	e.follow()
	return true
}

// replace puts what is allowed of a text, and has room, in place of what is between two places.
func (e *editor) replace(from, to spot, text string) {
	removed := e.textBetween(from, to)
	text = e.fitting(text, e.limit-e.size+len(removed))
	if removed == "" && text == "" {
		return
	}
	e.at = e.splice(from, to, text)
	e.record(edit{at: from, removed: removed, inserted: text})
	e.clampCursor()
	e.column = -1
}

// splice replaces what is between two places and returns the one behind what was put there.
func (e *editor) splice(from, to spot, text string) spot {
	e.size += len(text) - len(e.textBetween(from, to))
	parts := strings.Split(text, "\n")
	last := len(parts) - 1
	end := spot{from.line + last, len(parts[last])}
	if last == 0 {
		end.byte += from.byte
	}
	parts[last] += e.lines[to.line][to.byte:]
	parts[0] = e.lines[from.line][:from.byte] + parts[0]
	e.lines = slices.Replace(e.lines, from.line, to.line+1, parts...)
	return end
}

// textBetween is the text textBetween two places.
func (e *editor) textBetween(from, to spot) string {
	if from.line == to.line {
		return e.lines[from.line][from.byte:to.byte]
	}
	parts := slices.Clone(e.lines[from.line : to.line+1])
	last := len(parts) - 1
	parts[0], parts[last] = parts[0][from.byte:], parts[last][:to.byte]
	return strings.Join(parts, "\n")
}

// fitting is what is allowed of a text, as far as there is room: all that can be shown, tabs and line
// breaks, the latter as line feeds.
func (e *editor) fitting(text string, room int) string {
	// What can't fit isn't looked at. The slack is for what is dropped.
	if most := 2*room + 4096; len(text) > most {
		text = text[:most]
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	var fits strings.Builder
	for _, r := range text {
		if r == '\r' {
			r = '\n'
		}
		if fits.Len()+utf8.RuneLen(r) > room {
			break
		}
		if r == '\n' || r == '\t' || r >= ' ' && r < 0x7f || r != utf8.RuneError && term.Clean(string(r)) == string(r) {
			fits.WriteRune(r)
		}
	}
	return fits.String()
}

// clampCursor moves the cursor to the next boundary: what was just joined may have become one cluster.
func (e *editor) clampCursor() {
	line := e.lines[e.at.line]
	if at := e.at.byte; at > 0 && at < len(line) {
		if start := clusterBefore(line, at); start+clusterSize(line[start:]) > at {
			e.at.byte = start + clusterSize(line[start:])
		}
	}
}

// end is the place behind the last letter.
func (e *editor) end() spot {
	last := len(e.lines) - 1
	return spot{last, len(e.lines[last])}
}
