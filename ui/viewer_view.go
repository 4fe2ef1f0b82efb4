package ui

import (
	"fmt"
	"strings"

	"lanyard/signer/request"

	"charm.land/lipgloss/v2"
)

// viewGutter is what the marks before a text take: the cursor's, and that of a fold.
const viewGutter = 2

// View draws the text: exactly height lines of width cells.
func (v *viewer) View(s styles, focused bool) []string {
	lines := make([]string, 0, v.height)
	at := v.top
	for at.line < v.count() && len(lines) < v.height {
		rows := v.rows(at.line)
		marks := v.search.marks(v.lineAt(v.index(at.line)))
		for ; at.row < len(rows) && len(lines) < v.height; at.row++ {
			line := v.gutter(at, s, focused) + rows[at.row].paint(marks, s)
			lines = append(lines, pad(cut(line, v.width), v.width))
		}
		at = viewAt{line: at.line + 1}
	}
	for len(lines) < v.height {
		lines = append(lines, strings.Repeat(" ", v.width))
	}
	return lines
}

func (v *viewer) gutter(at viewAt, s styles, focused bool) string {
	mark, fold := " ", " "
	if at == v.cursor && focused {
		mark = s.Focus.Render("›")
	}
	if index := v.index(at.line); at.row == 0 && v.lines[index].Opens {
		fold = s.Faint.Render("▾")
		if _, ok := v.folded[index]; ok {
			fold = s.Focus.Render("▸")
		}
	}
	return mark + fold
}

// paint draws a row, and what was looked for in it in a style of its own.
func (r textRow) paint(marks [][2]int, s styles) string {
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", r.indent))
	for _, p := range r.pieces {
		style := s.class(p.class)
		from := 0
		for _, mark := range marks {
			begin, end := max(mark[0]-p.at, from), min(mark[1]-p.at, len(p.text))
			if begin >= end {
				continue
			}
			b.WriteString(style.Render(p.text[from:begin]))
			b.WriteString(s.Match.Render(p.text[begin:end]))
			from = end
		}
		b.WriteString(style.Render(p.text[from:]))
	}
	return b.String()
}

// class is the style of a class of text.
func (s styles) class(c request.Class) lipgloss.Style {
	switch c {
	case request.ClassKey:
		return s.Focus
	case request.ClassString, classGood:
		return s.Good
	case request.ClassNumber, classWarn:
		return s.Warn
	case request.ClassWord:
		return s.Bold
	case request.ClassPunct, request.ClassNote:
		return s.Faint
	case classTitle:
		return s.Title
	case classBad:
		return s.Bad
	}
	return s.Text
}

// Status is what there is to say of where the cursor is, and the column of the text cursor while
// something is looked for, else -1.
func (v *viewer) Status(width int, s styles) (line string, column int) {
	hits := len(v.search.hits)
	if v.search.open {
		right := ""
		if len(v.search.query) > 0 {
			right = " " + hitWords(hits)
		}
		room := max(1, width-1-len(right))
		text, x := v.search.text.View(room, s, true)
		return pad(cut(s.Key.Render("/")+text+s.Faint.Render(right), width), width), 1 + x
	}
	text := ""
	if v.count() > v.height || len(v.lines) > v.height {
		text = fmt.Sprintf("line %d of %d", v.index0()+1, len(v.lines))
	}
	if query := v.search.text.Value(); query != "" {
		if text != "" {
			text += " · "
		}
		text += "/" + clean(query) + " " + hitWords(hits)
	}
	return s.Faint.Render(cell(text, width)), -1
}

func hitWords(hits int) string {
	switch {
	case hits == 0:
		return "not found"
	case hits == 1:
		return "1 line"
	case hits >= hitsMost:
		return fmt.Sprintf("%d lines or more", hits)
	}
	return fmt.Sprintf("%d lines", hits)
}
