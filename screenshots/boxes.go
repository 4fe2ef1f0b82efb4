package screenshots

// The size of a cell, the same for every picture; the pictures are twice as fine as a screen at 100 %.
const (
	cellW = 18
	cellH = 38
	thin  = 2 // of lines
	thick = 4
)

// shapes are the characters that are drawn and not written: lines and blocks, which have to meet those of
// the next cell at any height of line, and in any font. The paths are for a cell at the origin.
func shapes(text string) ([]path, bool) {
	if a, ok := armsOf(text); ok {
		return a.paths(), true
	}
	switch text {
	case "╭":
		return []path{arc(false, false)}, true
	case "╮":
		return []path{arc(true, false)}, true
	case "╰":
		return []path{arc(false, true)}, true
	case "╯":
		return []path{arc(true, true)}, true
	}
	r := []rune(text)
	if len(r) != 1 {
		return nil, false
	}
	switch {
	case r[0] >= '█' && r[0] <= '▏': // eighths from the left, eight of them first
		return []path{rectangle(0, 0, float64('▐'-r[0])*cellW/8, cellH)}, true
	case r[0] >= '▁' && r[0] < '█': // eighths from below, one of them first
		h := float64(r[0]-'▀') * cellH / 8
		return []path{rectangle(0, cellH-h, cellW, h)}, true
	}
	switch text {
	case "▀":
		return []path{rectangle(0, 0, cellW, cellH/2)}, true
	case "▐":
		return []path{rectangle(cellW/2, 0, cellW/2, cellH)}, true
	}
	return nil, false
}

// arms are the widths of the lines that lead from the middle of a cell to its edges.
type arms struct{ left, right, up, down float64 }

func armsOf(text string) (arms, bool) {
	switch text {
	case "─":
		return arms{thin, thin, 0, 0}, true
	case "│":
		return arms{0, 0, thin, thin}, true
	case "┌":
		return arms{0, thin, 0, thin}, true
	case "┐":
		return arms{thin, 0, 0, thin}, true
	case "└":
		return arms{0, thin, thin, 0}, true
	case "┘":
		return arms{thin, 0, thin, 0}, true
	case "├":
		return arms{0, thin, thin, thin}, true
	case "┤":
		return arms{thin, 0, thin, thin}, true
	case "┬":
		return arms{thin, thin, 0, thin}, true
	case "┴":
		return arms{thin, thin, thin, 0}, true
	case "┼":
		return arms{thin, thin, thin, thin}, true
	case "━":
		return arms{thick, thick, 0, 0}, true
	case "┃":
		return arms{0, 0, thick, thick}, true
	case "┏":
		return arms{0, thick, 0, thick}, true
	case "┓":
		return arms{thick, 0, 0, thick}, true
	case "┗":
		return arms{0, thick, thick, 0}, true
	case "┛":
		return arms{thick, 0, thick, 0}, true
	}
	return arms{}, false
}

func (a arms) paths() []path {
	const mx, my = cellW / 2, cellH / 2
	across, along := max(a.up, a.down)/2, max(a.left, a.right)/2
	var out []path
	if a.left > 0 {
		out = append(out, rectangle(0, my-a.left/2, mx+across, a.left))
	}
	if a.right > 0 {
		out = append(out, rectangle(mx-across, my-a.right/2, cellW-mx+across, a.right))
	}
	if a.up > 0 {
		out = append(out, rectangle(mx-a.up/2, 0, a.up, my+along))
	}
	if a.down > 0 {
		out = append(out, rectangle(mx-a.down/2, my-along, a.down, cellH-my+along))
	}
	return out
}

// arc is ╭, or one of its mirror images.
func arc(flipX, flipY bool) path {
	const mx, my, r, h = cellW / 2.0, cellH / 2.0, cellW / 2.0, thin / 2.0
	const outer, inner = (r + h) * kappa, (r - h) * kappa
	p := path{
		{{mx - h, cellH}},
		{{mx - h, my + r}},
		{{mx - h, my + r - outer}, {mx + r - outer, my - h}, {mx + r, my - h}},
		{{cellW, my - h}},
		{{cellW, my + h}},
		{{mx + r, my + h}},
		{{mx + r - inner, my + h}, {mx + h, my + r - inner}, {mx + h, my + r}},
		{{mx + h, cellH}},
	}
	return p.mapped(func(pt point) point {
		if flipX {
			pt.x = cellW - pt.x
		}
		if flipY {
			pt.y = cellH - pt.y
		}
		return pt
	})
}
