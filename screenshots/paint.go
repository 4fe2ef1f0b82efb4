package screenshots

import "fmt"

const (
	margin   = 28 // around the cells
	radius   = 20 // of the corners
	edge     = 2  // the line around it all
	baseline = 28 // of a cell's text, from its top
)

// size is that of a screen's picture in pixels.
func (s *Screen) size() (w, h int) { return s.width*cellW + 2*margin, s.height*cellH + 2*margin }

// paint draws a screen.
func paint(on *bitmap, s *Screen, theme Theme) error {
	w, h := s.size()
	fw, fh := float64(w), float64(h)
	outer := rounded(0, 0, fw, fh, radius)
	inner := rounded(edge, edge, fw-2*edge, fh-2*edge, radius-edge)
	on.fill(theme.color(frameLine), outer, inner.reversed())
	on.fill(theme.color(background), inner)
	for y := range s.height {
		line := make([]cell, s.width)
		for x := range line {
			var err error
			if line[x], err = s.at(x, y); err != nil {
				return fmt.Errorf("column %d of line %d: %w", x+1, y+1, err)
			}
		}
		if err := paintLine(on, line, y, theme); err != nil {
			return fmt.Errorf("line %d: %w", y+1, err)
		}
	}
	return nil
}

func paintLine(on *bitmap, line []cell, y int, theme Theme) error {
	top := float64(margin + y*cellH)
	left := func(x int) float64 { return float64(margin + x*cellW) }
	runs(line, func(a, b cell) bool { return a.back == b.back }, func(from, to int) {
		if back := line[from].back; back != background {
			on.fill(theme.color(back), rectangle(left(from), top, left(to)-left(from), cellH))
		}
	})
	runs(line, func(a, b cell) bool { return a.underline == b.underline && theme.ink(a) == theme.ink(b) }, func(from, to int) {
		if line[from].underline {
			on.fill(theme.ink(line[from]), rectangle(left(from), top+baseline+3, left(to)-left(from), thin))
		}
	})
	for x, c := range line {
		if paths, ok := shapes(c.text); ok {
			for i := range paths {
				paths[i] = paths[i].mapped(func(p point) point { return point{p.x + left(x), p.y + top} })
			}
			on.fill(theme.ink(c), paths...)
			line[x].text = ""
		}
	}
	for x := 0; x < len(line); {
		text, cells := word(line[x:])
		if text != "" {
			if err := on.write(left(x), top+baseline, text, cells, line[x].bold, theme.ink(line[x])); err != nil {
				return err
			}
		}
		x += max(cells, 1)
	}
	return nil
}

// word is the longest text from the start of a line on that can be written at once: in one style,
// without two blanks in a row. What isn't ASCII stands alone, since it may come from another font,
// with another width.
func word(line []cell) (text string, cells int) {
	first := line[0]
	if first.text == "" {
		return "", 1
	}
	if !isASCII(first.text) {
		return first.text, max(first.width, 1)
	}
	for i, c := range line {
		blank := c.text == "" && i+1 < len(line) && joins(first, line[i+1])
		switch {
		case blank:
			text += " "
		case joins(first, c):
			text += c.text
		default:
			return text, i
		}
	}
	return text, len(line)
}

func joins(a, b cell) bool {
	return b.text != "" && isASCII(b.text) && a.ink == b.ink && a.back == b.back && a.bold == b.bold && a.faint == b.faint
}

func isASCII(text string) bool {
	for _, r := range text {
		if r > 0x7e {
			return false
		}
	}
	return true
}

// runs calls do for each stretch of a line whose cells are alike.
func runs(line []cell, alike func(a, b cell) bool, do func(from, to int)) {
	from := 0
	for x := 1; x <= len(line); x++ {
		if x == len(line) || !alike(line[from], line[x]) {
			do(from, x)
			from = x
		}
	}
}
