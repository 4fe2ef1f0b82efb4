package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"lanyard/internal/term"
)

// columnGap is the space between columns, in cells.
const columnGap = 2

// table is the one printer of lists: aligned columns with a header on a terminal, tab-separated
// lines without a header in a pipe. Cells are cleaned of control characters. A column STATUS is
// coloured.
type table struct {
	header []string
	rows   [][]string
	// optional names the columns that may be left out of a terminal that is too narrow, the first
	// one first. The name, which is the first column, is shortened last.
	optional []string
	// explains means that the last column is prose, which goes to a line of its own where it does not fit.
	explains bool
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (d *deps) print(t table) error {
	var text strings.Builder
	on := d.painter(d.sys.stdout)
	if d.outIsTerminal() {
		t.align(&text, on, term.Width(d.sys.stdout))
	} else {
		t.tabs(&text, on)
	}
	_, err := io.WriteString(d.out, text.String())
	return err
}

func (t *table) tabs(w *strings.Builder, on painter) {
	status := slices.Index(t.header, "STATUS")
	for _, row := range t.rows {
		for i, cell := range row {
			if i > 0 {
				w.WriteByte('\t')
			}
			cell = term.Clean(cell)
			if on && i == status {
				cell = on.paint(statusStyle(cell), cell)
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
	below   int   // the column that goes below its row, or -1
}

// fit measures a table and leaves out what a terminal of this width, in cells, has no place for. A
// width of 0 is not known.
func (t *table) fit(width int) layout {
	l := layout{widths: make([]int, len(t.header)), below: -1}
	for _, row := range append([][]string{t.header}, t.rows...) {
		clean := make([]string, len(row))
		for i, cell := range row {
			clean[i] = term.Clean(cell)
			l.widths[i] = max(l.widths[i], runewidth.StringWidth(clean[i]))
		}
		l.rows = append(l.rows, clean)
	}
	for i := range t.header {
		l.columns = append(l.columns, i)
	}
	if width == 0 || l.width() <= width {
		return l
	}
	if t.explains {
		l.below = len(t.header) - 1
		l.columns = l.columns[:l.below]
	}
	for _, name := range t.optional {
		if l.width() <= width {
			return l
		}
		l.columns = slices.DeleteFunc(l.columns, func(i int) bool { return t.header[i] == name })
	}
	if over := l.width() - width; len(t.optional) > 0 && over > 0 {
		l.shorten(0, max(l.widths[0]-over, 1))
	}
	return l
}

// width is the space that the columns take, in cells.
func (l *layout) width() int {
	sum := (len(l.columns) - 1) * columnGap
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

func (t *table) align(w *strings.Builder, on painter, width int) {
	l := t.fit(width)
	for r, row := range l.rows {
		last := len(l.columns) - 1
		for last > 0 && row[l.columns[last]] == "" {
			last--
		}
		for n, i := range l.columns[:last+1] {
			w.WriteString(on.paint(t.style(r, i, row[i]), row[i]))
			if n < last {
				w.WriteString(strings.Repeat(" ", l.widths[i]-runewidth.StringWidth(row[i])+columnGap))
			}
		}
		w.WriteByte('\n')
		if l.below >= 0 && r > 0 {
			for _, line := range wrap(row[l.below], width-4) {
				w.WriteString("    " + on.paint(faint, line) + "\n")
			}
		}
	}
}

func (t *table) style(row, column int, cell string) style {
	switch {
	case row == 0:
		return bold
	case t.header[column] == "STATUS":
		return statusStyle(cell)
	}
	return plain
}

// wrap breaks text at spaces into lines of at most width cells. A longer word stays whole, so that it
// can be copied.
func wrap(text string, width int) []string {
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
