package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// columnGap stands between the columns of the help.
const columnGap = 3

func splitLines(text string) []string { return strings.Split(text, "\n") }

// helpColumns puts groups into two columns, or as many as make them fit the height, but never into more
// than the width has room for.
func helpColumns(groups []helpGroup, width, height int, s styles) []string {
	var blocks []helpBlock
	for _, g := range groups {
		if b := g.block(); len(b.pairs) > 0 {
			blocks = append(blocks, b)
		}
	}
	best := join(columns(blocks, 1, s))
	for n := 2; n <= len(blocks) && (n == 2 || len(best) > height); n++ {
		wider := join(columns(blocks, n, s))
		if widest(wider) > width {
			break
		}
		best = wider
	}
	return best
}

// columns fills n columns in order: a block goes into the next column when there are as many columns
// left as blocks, or when its column would pass its share of the lines.
func columns(blocks []helpBlock, n int, s styles) [][]string {
	total := 0
	for _, b := range blocks {
		total += b.height() + 1
	}
	share := (total + n - 1) / n
	filled, used := make([][]helpBlock, 1, n), 0
	for i, b := range blocks {
		full := used+b.height() > share || len(blocks)-i <= n-len(filled)
		if used > 0 && len(filled) < n && full {
			filled, used = append(filled, nil), 0
		}
		last := len(filled) - 1
		filled[last] = append(filled[last], b)
		used += b.height() + 1
	}
	drawn := make([][]string, len(filled))
	for i, column := range filled {
		drawn[i] = drawBlocks(column, s)
	}
	return drawn
}

// drawBlocks sets blocks one below the other, all their meanings in one column.
func drawBlocks(blocks []helpBlock, s styles) []string {
	width := 0
	for _, b := range blocks {
		for _, pair := range b.pairs {
			width = max(width, ansi.StringWidth(pair[0]))
		}
	}
	var lines []string
	for i, b := range blocks {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, s.Title.Render(b.title))
		for _, pair := range b.pairs {
			lines = append(lines, s.Key.Render(pad(pair[0], width))+"  "+pair[1])
		}
	}
	return lines
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
