package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// formLabel is the width of the labels, the mark before them included.
const formLabel = 11

// formLine is a line of the form, and whose it is.
type formLine struct {
	text   string
	part   requestPart
	column int // of the text cursor, -1 for none
}

// View draws the form into a rectangle, and says where the text cursor is. A form that is too high
// scrolls so that what has the keys is in sight.
func (f *requestForm) View(r rect, s styles, focused bool) ([]string, *tea.Cursor) {
	all := f.allLines(r, s, focused)
	first, last, cursorLine := len(all), 0, -1
	for i, line := range all {
		if line.part == f.at {
			first, last = min(first, i), max(last, i)
			if line.column >= 0 {
				cursorLine = i
			}
		}
	}
	f.top = max(0, min(f.top, len(all)-r.H, first))
	if last >= f.top+r.H {
		f.top = min(first, last-r.H+1)
	}
	if cursorLine >= f.top+r.H {
		f.top = cursorLine - r.H + 1
	}
	f.hits = f.hits[:0]
	var lines []string
	var cursor *tea.Cursor
	for i, line := range all[f.top:min(len(all), f.top+r.H)] {
		lines = append(lines, line.text)
		f.hits = append(f.hits, line.part)
		if focused && line.column >= 0 && line.part == f.at {
			cursor = tea.NewCursor(r.X+min(line.column, r.W-1), r.Y+i)
		}
	}
	return splitLines(block(lines, r)), cursor
}

func (f *requestForm) allLines(r rect, s styles, focused bool) []formLine {
	var all []formLine
	one := func(part requestPart, label, text string, column int) {
		all = append(all, formLine{f.label(part, label, s, focused) + text, part, column})
		if why := f.wrong[part]; why != "" {
			all = append(all, formLine{s.Bad.Render("  ✗ " + cut(clean(why), r.W-4)), part, -1})
		}
	}
	w := max(1, r.W-formLabel)
	single := func(part requestPart, label string, from field) {
		text, x := from.View(w, s, focused && f.at == part)
		one(part, label, text, formLabel+x)
	}
	single(partProfile, "Profile", f.profile.field)
	single(partMethod, "Method", f.method.field)
	single(partURL, "URL", f.url)
	single(partService, "Service", f.service)
	single(partRegion, "Region", f.region)
	options := f.options.lines(w, s, focused && f.at == partOptions)
	rest := max(4, r.H-len(all)-len(options)-2)
	headers := min(max(len(f.headers.lines), 1), max(1, rest/3))
	many := func(part requestPart, label string, e *editor, height int) {
		e.Resize(w, height)
		lines, x, y := e.View(s, focused && f.at == part)
		for i, line := range lines {
			column := -1
			if i == y && f.at == part {
				column = formLabel + x
			}
			if i > 0 {
				label = ""
			}
			one(part, label, line, column)
		}
	}
	many(partHeaders, "Headers", f.headers, headers)
	many(partBody, "Body", f.body, max(2, rest-headers))
	for i, line := range options {
		label, column := "", -1
		if i == 0 {
			label = "Options"
		} else if i == f.options.at+1 {
			column = formLabel
		}
		one(partOptions, label, line, column)
	}
	return append(all, formLine{f.button(r.W, s, focused), partSend, -1})
}

// label is a part's name with a mark where the keys go.
func (f *requestForm) label(part requestPart, text string, s styles, focused bool) string {
	if f.at == part && focused {
		if text == "" {
			return s.Focus.Render(pad("│", formLabel))
		}
		return s.Focus.Render(cell("› "+text, formLabel))
	}
	return s.Faint.Render(cell("  "+text, formLabel))
}

func (f *requestForm) button(width int, s styles, focused bool) string {
	text := "  [ Send ]"
	if f.at == partSend && focused {
		text = s.Focus.Render("› ") + s.Cursor.Render("[ Send ]")
	}
	keys := helpLine([]helpKey{{"^s", "send"}, {"^t", "examples"}, {"^r", "sent before"}}, max(0, width-len("  [ Send ]")-2), s)
	return text + strings.Repeat(" ", 2) + keys
}

// Click gives the keys to the part at a line; in an editor the cursor goes there too.
func (f *requestForm) Click(x, y int) (send bool) {
	if y < 0 || y >= len(f.hits) {
		return false
	}
	f.focus(f.hits[y])
	begin := y
	for begin > 0 && f.hits[begin-1] == f.hits[y] {
		begin--
	}
	switch {
	case f.editor() != nil:
		f.editor().Click(max(0, x-formLabel), y-begin)
	case f.at == partOptions && !f.options.open:
		f.options.open = true
	case f.at == partOptions && y > begin:
		f.options.at = min(y-begin-1, len(requestOptions())-1)
		f.options.Update(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	case f.at == partOptions:
		f.options.open = false
	}
	return f.at == partSend && x < len("  [ Send ]")
}
