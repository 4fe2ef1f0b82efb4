package ui

// rect is a part of the screen, in cells.
type rect struct{ X, Y, W, H int }

// Empty reports a rectangle in which nothing can be drawn.
func (r rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Contains reports whether a cell lies in the rectangle.
func (r rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// screen is where everything goes.
type screen struct {
	Size   rect
	Header rect // one line: name, counts, filter
	List   rect
	Detail rect // empty when there is no room beside or below the list
	Status rect // one line: what just happened
	Help   rect // one line: the keys
}

// The sizes at which the layout changes.
const (
	minWidth, minHeight = 40, 10
	wideFrom            = 110 // the detail pane goes to the right of the list
	widestList          = 140 // beyond this the eye loses the row, and the detail pane has more use for the room
	tallFrom            = 22  // or below it
	paneGap             = 1   // cells between the two
)

// layout divides the screen. Full is set while the detail pane has the whole middle to itself.
func layout(width, height int, full bool) screen {
	s := screen{Size: rect{0, 0, width, height}}
	if width <= 0 || height <= 0 {
		return s
	}
	s.Header = rect{0, 0, width, 1}
	s.Status = rect{0, height - 2, width, 1}
	s.Help = rect{0, height - 1, width, 1}
	middle := rect{0, 1, width, max(0, height-3)}
	switch {
	case full:
		s.Detail = middle
	case width >= wideFrom:
		list := min(width*29/50, widestList)
		s.List = rect{0, middle.Y, list - paneGap, middle.H}
		s.Detail = rect{list, middle.Y, width - list, middle.H}
	case height >= tallFrom:
		list := middle.H * 11 / 20
		s.List = rect{0, middle.Y, width, list}
		s.Detail = rect{0, middle.Y + list, width, middle.H - list}
	default:
		s.List = middle
	}
	return s
}

// Center is a rectangle of at most w×h in the middle of another.
func (r rect) Center(w, h int) rect {
	w, h = min(w, r.W), min(h, r.H)
	return rect{r.X + (r.W-w)/2, r.Y + (r.H-h)/2, w, h}
}
