package ui

// The sizes from which on the request's form and its answer are shown together: beside each other, or
// one below the other.
const (
	requestWide = 110
	requestTall = 28
)

// requestLayout divides the middle of the screen. Where there is no room for both, the one with the
// keys has it all, and the other is empty.
func requestLayout(r rect, inAnswer bool) (form, answer rect) {
	switch {
	case r.W >= requestWide:
		w := min(r.W*2/5, 90)
		return rect{r.X, r.Y, w, r.H}, rect{r.X + w, r.Y, r.W - w, r.H}
	case r.H >= requestTall:
		h := r.H * 9 / 20
		return rect{r.X, r.Y, r.W, h}, rect{r.X, r.Y + h, r.W, r.H - h}
	case inAnswer:
		return rect{}, r
	}
	return r, rect{}
}
