package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// View draws the field exactly width cells wide and says in which of them the cursor is. A text that
// is too long scrolls by half of the width, so that the cursor moves and not the text at each key;
// while the keys go elsewhere, its beginning is shown.
func (f field) View(width int, s styles, focused bool) (text string, cursorX int) {
	if width <= 0 {
		return "", 0
	}
	if f.text == "" {
		return s.Faint.Render(cell(f.placeholder, width)), 0
	}
	cells, cursor := f.cells()
	if !focused {
		var whole strings.Builder
		for _, c := range cells {
			whole.WriteString(c.text)
		}
		return pad(cut(whole.String(), width), width), 0
	}
	start := scroll(cells, cursor, width)
	if start > 0 && start < cursor {
		cells[start] = glyph{"…" + strings.Repeat(" ", cells[start].width-1), cells[start].width}
	}
	var b strings.Builder
	used := 0
	for i, c := range cells[start:] {
		if start+i < cursor {
			cursorX += c.width
		}
		if used += c.width; used > width {
			used -= c.width
			break
		}
		b.WriteString(c.text)
	}
	return b.String() + strings.Repeat(" ", width-used), cursorX
}

// Click puts the cursor before the character in a cell of the field as it was drawn, or behind the last.
func (f field) Click(x, width int, focused bool) field {
	cells, cursor := f.cells()
	start := 0
	if focused {
		start = scroll(cells, cursor, width)
	}
	f.at = 0
	passed, i := 0, 0
	for end := range clusters(f.text) {
		if i >= start {
			if passed += cells[i].width; passed > max(x, 0) {
				break
			}
		}
		f.at, i = end, i+1
	}
	return f
}

// glyph is a grapheme cluster as it is shown.
type glyph struct {
	text  string
	width int
}

// cells are the clusters to show, and how many of them are before the cursor. The text itself stays as
// it was typed, since it may be a passphrase.
func (f field) cells() (cells []glyph, cursor int) {
	start := 0
	for end := range clusters(f.text) {
		shown := "•"
		if !f.masked {
			shown = agreed(f.text[start:end])
		}
		width := ansi.StringWidth(shown)
		if width == 0 { // a selector or a mark with nothing below it
			shown, width = string(utf8.RuneError), 1
		}
		cells = append(cells, glyph{shown, width})
		if end <= f.at {
			cursor++
		}
		start = end
	}
	return cells, cursor
}

// scroll is the first cluster to show: the cursor, which needs a cell of its own, must be in sight.
func scroll(cells []glyph, cursor, width int) int {
	column := 0
	for _, c := range cells[:cursor] {
		column += c.width
	}
	if column < width {
		return 0
	}
	half := max(1, width/2)
	from := ((column-width)/half + 1) * half
	start, passed := 0, 0
	for start < cursor && passed < from {
		passed += cells[start].width
		start++
	}
	return start
}
