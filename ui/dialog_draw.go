package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// dialogWidth is how wide a dialog of a few short lines is, where there is room.
const dialogWidth = 64

// dialogRow is a line of a dialog.
type dialogRow struct {
	text string
	// drop is 0 for a line that stays. Where the room is too low, those with the highest go first.
	drop int
	// typing marks the line with the text cursor, which is in its cell column.
	typing bool
	column int
	hots   []hot
}

// innerWidth is how wide the lines of a dialog are that would like to be want cells wide.
func innerWidth(want int, room rect) int { return max(1, min(want, room.W)-boxFrame) }

// drawDialog draws rows in a box that fits the room, and says where in it the text cursor is.
func drawDialog(title string, rows []dialogRow, want int, room rect, s styles) (string, *tea.Cursor) {
	if room.W <= boxFrame || room.H <= 2 {
		return block([]string{clean(title)}, room), nil
	}
	rows = fitRows(rows, room.H-2)
	lines := make([]string, len(rows))
	var cursor *tea.Cursor
	for i, row := range rows {
		lines[i] = row.text
		if row.typing {
			cursor = tea.NewCursor(boxFrame/2+min(row.column, innerWidth(want, room)-1), i+1)
		}
	}
	return box(title, lines, min(want, room.W), s), cursor
}

// fitRows leaves out what is not needed until the rows are no more than height, and else shows those
// around the text cursor.
func fitRows(rows []dialogRow, height int) []dialogRow {
	rows = slices.Clone(rows)
	for len(rows) > height {
		worst := 0
		for i, row := range rows {
			if row.drop >= rows[worst].drop {
				worst = i
			}
		}
		if rows[worst].drop == 0 {
			break
		}
		rows = slices.Delete(rows, worst, worst+1)
	}
	if len(rows) <= height {
		return rows
	}
	at := max(0, slices.IndexFunc(rows, func(row dialogRow) bool { return row.typing }))
	from := min(max(0, at-height/2), len(rows)-height)
	return rows[from : from+height]
}

// gap is an empty line, the first to go.
func gap() dialogRow { return dialogRow{drop: 9} }

// paragraphLines is how long a paragraph is at most: what surrounds it must stay in sight.
const paragraphLines = 5

// paragraph is text from anywhere, wrapped. Its first row stays, and the others go after the gaps.
func paragraph(text string, width int, render func(...string) string) []dialogRow {
	lines := wrapText(text, width)
	if len(lines) > paragraphLines {
		lines = append(lines[:paragraphLines-1], cut(lines[paragraphLines-1], width-1)+"…")
	}
	var rows []dialogRow
	for i, line := range lines {
		rows = append(rows, dialogRow{text: render(line), drop: min(i, 8)})
	}
	return rows
}

// wrapText cleans text, keeping its line breaks, and wraps it.
func wrapText(text string, width int) []string {
	if len(text) > 4*textLimit {
		text = text[:4*textLimit] + "…"
	}
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		shown := clean(strings.TrimRight(line, "\r\n"))
		if len(line) > textLimit {
			shown += "…"
		}
		wrapped := ansi.Wrap(shown, width, "")
		lines = append(lines, strings.Split(wrapped, "\n")...)
	}
	return lines
}

// cutLeft shortens plain text to a width, keeping its end: the end of an ARN tells it from others.
func cutLeft(text string, width int) string {
	if missing := ansi.StringWidth(text) - width; missing > 0 {
		return pad(ansi.TruncateLeft(text, missing+1, "…"), width)
	}
	return text
}
