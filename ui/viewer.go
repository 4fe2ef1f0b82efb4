package ui

import (
	tea "charm.land/bubbletea/v2"

	"lanyard/signer/request"
)

// viewer shows a long text to read, search and fold. Only what is in sight is wrapped and painted: a
// body of ten megabytes has half a million lines.
type viewer struct {
	lines   []request.Line
	folded  map[int]int // the line that is folded → the one that closes it
	visible []int32     // the lines that no fold hides; nil: all

	width, height int
	top, cursor   viewAt
	wrapped       map[int][]textRow // by line, at this width

	search lookup
}

// viewAt is a row of a visible line.
type viewAt struct{ line, row int }

func (a viewAt) before(b viewAt) bool { return a.line < b.line || a.line == b.line && a.row < b.row }

// newViewer shows a text from its beginning.
func newViewer(lines []request.Line) *viewer {
	return &viewer{lines: lines, folded: map[int]int{}, wrapped: map[int][]textRow{}, width: 1, height: 1, search: newLookup()}
}

// SetLines replaces the text by one of the same making, at another width or moment.
func (v *viewer) SetLines(lines []request.Line) {
	v.lines, v.visible = lines, nil
	clear(v.folded)
	clear(v.wrapped)
	v.cursor, v.top = v.inside(v.cursor), v.inside(v.top)
}

// Resize tells the viewer how many cells it is drawn in.
func (v *viewer) Resize(width, height int) {
	if width != v.width {
		v.width = max(1, width)
		clear(v.wrapped)
		v.cursor, v.top = v.inside(v.cursor), v.inside(v.top)
	}
	if v.height = max(1, height); height > 0 {
		v.show()
	}
}

// count is how many lines are visible, index which of all lines one of them is.
func (v *viewer) count() int {
	if v.visible == nil {
		return len(v.lines)
	}
	return len(v.visible)
}

func (v *viewer) index(line int) int {
	if v.visible == nil {
		return line
	}
	return int(v.visible[line])
}

// inside is the nearest place that there is.
func (v *viewer) inside(at viewAt) viewAt {
	if v.count() == 0 {
		return viewAt{}
	}
	at.line = max(0, min(at.line, v.count()-1))
	at.row = max(0, min(at.row, len(v.rows(at.line))-1))
	return at
}

// Update handles keys and the wheel, and reports whether it had a use for it.
func (v *viewer) Update(msg tea.Msg) bool {
	if v.search.open {
		return v.searching(msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return v.key(msg.String())
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			v.Scroll(-wheelStep)
		case tea.MouseWheelDown:
			v.Scroll(wheelStep)
		}
		return true
	}
	return false
}

func (v *viewer) key(name string) bool {
	switch name {
	case "up", "k":
		v.move(-1)
	case "down", "j":
		v.move(1)
	case "pgup", "ctrl+b":
		v.move(-max(1, v.height-1))
	case "pgdown", "ctrl+f":
		v.move(max(1, v.height-1))
	case "home", "g":
		v.cursor = viewAt{}
		v.show()
	case "end", "G":
		v.cursor = v.inside(viewAt{v.count() - 1, 1 << 30})
		v.show()
	case "space", "enter":
		v.toggle()
	case "-":
		v.foldAll()
	case "+", "=":
		v.unfoldAll()
	case "/":
		v.search.begin(v.index0())
	case "n":
		v.next(1)
	case "N":
		v.next(-1)
	default:
		return false
	}
	return true
}

// index0 is the line under the cursor among all lines.
func (v *viewer) index0() int {
	if v.count() == 0 {
		return 0
	}
	return v.index(v.cursor.line)
}

// move moves the cursor by rows.
func (v *viewer) move(n int) {
	v.cursor = v.step(v.cursor, n)
	v.show()
}

// step is the place n rows from another, or the first or last there is.
func (v *viewer) step(at viewAt, n int) viewAt {
	if v.count() == 0 {
		return viewAt{}
	}
	at.row += n
	for at.row < 0 {
		if at.line == 0 {
			return viewAt{}
		}
		at.line--
		at.row += len(v.rows(at.line))
	}
	for rows := len(v.rows(at.line)); at.row >= rows; rows = len(v.rows(at.line)) {
		if at.line == v.count()-1 {
			return viewAt{at.line, rows - 1}
		}
		at.row -= rows
		at.line++
	}
	return at
}

// show scrolls until the cursor is in sight and no row at the end is empty without need.
func (v *viewer) show() {
	if v.count() == 0 {
		v.top, v.cursor = viewAt{}, viewAt{}
		return
	}
	if last := v.step(v.cursor, 1-v.height); v.top.before(last) {
		v.top = last
	}
	if v.cursor.before(v.top) {
		v.top = v.cursor
	}
	end := viewAt{v.count() - 1, len(v.rows(v.count()-1)) - 1}
	if most := v.step(end, 1-v.height); most.before(v.top) {
		v.top = most
	}
}

// Scroll moves by rows; the cursor stays in sight.
func (v *viewer) Scroll(n int) {
	if v.count() == 0 {
		return
	}
	end := viewAt{v.count() - 1, len(v.rows(v.count()-1)) - 1}
	v.top = v.step(v.top, n)
	if most := v.step(end, 1-v.height); most.before(v.top) {
		v.top = most
	}
	if v.cursor.before(v.top) {
		v.cursor = v.top
	} else if last := v.step(v.top, v.height-1); last.before(v.cursor) {
		v.cursor = last
	}
}

// Click puts the cursor on a row; one that opens something folds it.
func (v *viewer) Click(y int) {
	if v.count() == 0 {
		return
	}
	v.cursor = v.step(v.top, min(y, v.height-1))
	if v.lines[v.index0()].Opens {
		v.toggle()
	}
}
