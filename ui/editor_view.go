package ui

import (
	"strings"
)

// Resize tells the editor how many cells it is drawn in.
func (e *editor) Resize(width, height int) {
	if e.width == width && e.height == height {
		return
	}
	e.width, e.height = max(1, width), max(1, height)
	e.follow()
}

// follow scrolls so that the cursor, which needs a cell of its own, is in sight. Of the lines only the
// one with the cursor moves sideways, by half of the width.
func (e *editor) follow() {
	e.top = min(max(e.top, e.at.line-e.height+1), e.at.line)
	e.top = max(0, min(e.top, len(e.lines)-e.height))
	line := e.lines[e.at.line]
	if e.left = min(e.left, len(line)); e.left > e.at.byte || e.wide(line[e.left:e.at.byte]) {
		e.left = e.half(line)
	}
	if e.left > 0 && e.left < len(line) { // not within a cluster
		if start := clusterBefore(line, e.left); start+clusterSize(line[start:]) > e.left {
			e.left = start
		}
	}
}

// wide reports whether a text leaves no cell of the width.
func (e *editor) wide(text string) bool {
	if len(text) < e.width/tabCells { // no byte is wider than a tab
		return false
	}
	left := e.width
	for text != "" && left > 0 {
		g, size := glyphOf(text)
		left -= g.width
		text = text[size:]
	}
	return left <= 0
}

// half is the byte half of a width before the cursor, or 0 where the line fits up to the cursor.
func (e *editor) half(line string) int {
	if !e.wide(line[:e.at.byte]) {
		return 0
	}
	at, cells := e.at.byte, 0
	for at > 0 && cells < e.width/2 {
		before := clusterBefore(line, at)
		g, _ := glyphOf(line[before:at])
		cells += g.width
		at = before
	}
	return at
}

// View draws the editor: exactly height lines of width cells, and the cell in which the cursor is.
func (e *editor) View(s styles, focused bool) (lines []string, x, y int) {
	lines = make([]string, 0, e.height)
	if e.Empty() {
		lines = append(lines, s.Faint.Render(cell(e.placeholder, e.width)))
	}
	for i := e.top; len(lines) < e.height && i < len(e.lines) && !e.Empty(); i++ {
		left := 0
		if i == e.at.line && focused {
			left = e.left
			x, y = min(cellsOf(e.lines[i][left:e.at.byte]), e.width-1), i-e.top
		}
		lines = append(lines, e.line(e.lines[i], left, s))
	}
	for len(lines) < e.height {
		lines = append(lines, strings.Repeat(" ", e.width))
	}
	return lines, x, y
}

// line draws what fits of a line, from a byte on, and marks where there is more.
func (e *editor) line(text string, left int, s styles) string {
	var b strings.Builder
	used := 0
	for rest := text[left:]; rest != ""; {
		g, size := glyphOf(rest)
		if used+g.width > e.width || used+g.width == e.width && len(rest) > size {
			return pad(cut(b.String(), e.width-1), e.width-1) + s.Faint.Render("…")
		}
		b.WriteString(g.text)
		used += g.width
		rest = rest[size:]
	}
	return pad(cut(b.String(), e.width), e.width)
}

// Scroll moves by lines without the cursor leaving what is shown.
func (e *editor) Scroll(n int) {
	e.top = max(0, min(e.top+n, len(e.lines)-e.height))
	if to := min(max(e.at.line, e.top), e.top+e.height-1); to != e.at.line && to < len(e.lines) {
		e.at = spot{to, byteAt(e.lines[to], 0)}
		e.left = 0
	}
}

// Click puts the cursor into a cell.
func (e *editor) Click(x, y int) {
	line := min(e.top+y, len(e.lines)-1)
	left := 0
	if line == e.at.line {
		left = e.left
	}
	e.typing, e.column = false, -1
	e.at = spot{line, left + byteAt(e.lines[line][left:], x)}
	e.follow()
}
