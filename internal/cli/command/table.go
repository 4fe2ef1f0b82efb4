package command

import (
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"lanyard/internal/term"
)

// ColumnGap is the space between columns, in cells.
const ColumnGap = 2

// Table prints a list: aligned columns with a header on a terminal, tab-separated lines without a header in
// a pipe. Control characters in cells are removed. The column STATUS is coloured.
type Table struct {
	Header []string
	Rows   [][]string
	// Optional names the columns that a narrow terminal leaves out, in this order. The first column, the
	// name, is shortened last.
	Optional []string
	// Explains says that the last column is prose, which gets its own line where it does not fit.
	Explains bool
}

// Add appends a row.
func (t *Table) Add(cells ...string) { t.Rows = append(t.Rows, cells) }

// Print writes a table to stdout.
func (d *Deps) Print(t Table) error {
	var text strings.Builder
	on := d.Painter(d.Stdout)
	if d.OutIsTerminal() {
		t.align(&text, on, term.Width(d.Stdout))
	} else {
		t.Tabs(&text, on)
	}
	_, err := io.WriteString(d.Stdout, text.String())
	return err
}

// Tabs writes the rows as tab-separated lines.
func (t *Table) Tabs(w *strings.Builder, on Painter) {
	status := slices.Index(t.Header, "STATUS")
	for _, row := range t.Rows {
		for i, cell := range row {
			if i > 0 {
				w.WriteByte('\t')
			}
			cell = term.Clean(cell)
			if on && i == status {
				cell = on.Paint(StatusStyle(cell), cell)
			}
			w.WriteString(cell)
		}
		w.WriteByte('\n')
	}
}

// layout is a table measured for a terminal.
type layout struct {
	rows    [][]string // cleaned, the header first
	widths  []int
	columns []int // those that are shown
	below   int   // the column printed below its row, or -1
}

// fit measures a table and leaves out columns until it fits into width cells. A width of 0 is unlimited.
func (t *Table) fit(width int) layout {
	l := layout{widths: make([]int, len(t.Header)), below: -1}
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		clean := make([]string, len(row))
		for i, cell := range row {
			clean[i] = term.Clean(cell)
			l.widths[i] = max(l.widths[i], runewidth.StringWidth(clean[i]))
		}
		l.rows = append(l.rows, clean)
	}
	for i := range t.Header {
		l.columns = append(l.columns, i)
	}
	if width == 0 || l.width() <= width {
		return l
	}
	if t.Explains {
		l.below = len(t.Header) - 1
		l.columns = l.columns[:l.below]
	}
	for _, name := range t.Optional {
		if l.width() <= width {
			return l
		}
		l.columns = slices.DeleteFunc(l.columns, func(i int) bool { return t.Header[i] == name })
	}
	if over := l.width() - width; len(t.Optional) > 0 && over > 0 {
		l.shorten(0, max(l.widths[0]-over, 1))
	}
	return l
}

// width returns the width of the shown columns with their gaps, in cells.
func (l *layout) width() int {
	sum := (len(l.columns) - 1) * ColumnGap
	for _, i := range l.columns {
		sum += l.widths[i]
	}
	return sum
}

func (l *layout) shorten(column, width int) {
	for _, row := range l.rows {
		row[column] = runewidth.Truncate(row[column], width, "…")
	}
	l.widths[column] = width
}

func (t *Table) align(w *strings.Builder, on Painter, width int) {
	l := t.fit(width)
	for r, row := range l.rows {
		last := len(l.columns) - 1
		for last > 0 && row[l.columns[last]] == "" {
			last--
		}
		for n, i := range l.columns[:last+1] {
			w.WriteString(on.Paint(t.style(r, i, row[i]), row[i]))
			if n < last {
				w.WriteString(strings.Repeat(" ", l.widths[i]-runewidth.StringWidth(row[i])+ColumnGap))
			}
		}
		w.WriteByte('\n')
		if l.below >= 0 && r > 0 {
			for _, line := range Wrap(row[l.below], width-4) {
				w.WriteString("    " + on.Paint(Faint, line) + "\n")
			}
		}
	}
}

func (t *Table) style(row, column int, cell string) Style {
	switch {
	case row == 0:
		return Bold
	case t.Header[column] == "STATUS":
		return StatusStyle(cell)
	}
	return Plain
}

// Wrap breaks text at spaces into lines of at most width cells. A longer word stays whole, so that it
// can be copied.
func Wrap(text string, width int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for _, word := range strings.Fields(text) {
		wide := runewidth.StringWidth(word)
		if used > 0 && used+1+wide > width {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += wide
	}
	if used > 0 {
		lines = append(lines, line.String())
	}
	return lines
}
