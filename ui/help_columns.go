package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// columnGap stands between the columns of the help.
const columnGap = 4

func splitLines(text string) []string { return strings.Split(text, "\n") }

// helpColumns puts groups into two columns, or as many as make them fit the height, but never into more
// than the width has room for.
func helpColumns(groups []helpGroup, width, height int, s Styles) []string {
	var blocks [][]string
	for _, g := range groups {
		if lines := g.lines(s); len(lines) > 0 {
			blocks = append(blocks, lines)
		}
	}
	best := join(columns(blocks, 1))
	for n := 2; n <= len(blocks) && (n == 2 || len(best) > height); n++ {
		wider := join(columns(blocks, n))
		if widest(wider) > width {
			break
		}
		best = wider
	}
	return best
}

// columns fills n columns in order: a block goes into the next column when there are as many columns
// left as blocks, or when its column would pass its share of the lines.
func columns(blocks [][]string, n int) [][]string {
	total := 0
	for _, b := range blocks {
		total += len(b) + 1
	}
	share := (total + n - 1) / n
	filled := make([][]string, 1, n)
	for i, b := range blocks {
		last := len(filled) - 1
		full := len(filled[last])+len(b) > share || len(blocks)-i <= n-len(filled)
		if len(filled[last]) > 0 && len(filled) < n && full {
			filled = append(filled, nil)
			last++
		}
		if len(filled[last]) > 0 {
			filled[last] = append(filled[last], "")
		}
		filled[last] = append(filled[last], b...)
	}
	return filled
}

// join sets columns side by side.
func join(columns [][]string) []string {
	height := 0
	for _, c := range columns {
		height = max(height, len(c))
	}
	lines := make([]string, height)
	for i, c := range columns {
		width := widest(c)
		for y := range lines {
			text := ""
			if y < len(c) {
				text = c[y]
			}
			if i < len(columns)-1 {
				text = pad(text, width+columnGap)
			}
			lines[y] += text
		}
	}
	return lines
}

func widest(lines []string) int {
	width := 0
	for _, line := range lines {
		width = max(width, ansi.StringWidth(line))
	}
	return width
}
