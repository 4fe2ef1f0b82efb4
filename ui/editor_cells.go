package ui

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// tabCells is how wide a tab is shown.
const tabCells = 4

// clusterSize is how many bytes the first grapheme cluster of a text has, 0 for none.
func clusterSize(text string) int {
	if len(text) < 2 || text[0] < utf8.RuneSelf && text[1] < utf8.RuneSelf {
		return min(1, len(text))
	}
	cluster, _ := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	return max(1, len(cluster))
}

// clusterBefore is where the cluster begins that ends at a byte of the text, or holds it. Between two
// ASCII characters there is a boundary for certain, so that a long line needn't be read from its start.
func clusterBefore(text string, at int) int {
	start := at - 1
	for start > 0 && (text[start] >= utf8.RuneSelf || text[start-1] >= utf8.RuneSelf) {
		start--
	}
	for start < at {
		size := clusterSize(text[start:])
		if start+size >= at {
			break
		}
		start += size
	}
	return max(0, start)
}

// glyphOf is the first cluster of a text as it is shown, and its size in bytes.
func glyphOf(text string) (g glyph, size int) {
	if c := text[0]; c < utf8.RuneSelf && (len(text) == 1 || text[1] < utf8.RuneSelf) {
		if c == '\t' {
			return glyph{"    ", tabCells}, 1
		}
		return glyph{text[:1], 1}, 1
	}
	size = clusterSize(text)
	shown := agreed(text[:size])
	width := ansi.StringWidth(shown)
	if text[0] == '\t' {
		shown, width = "    ", tabCells
	} else if width == 0 || ansi.StringWidth(" "+shown+" ") != width+2 {
		// A selector, or a mark with nothing below it, which would join a space beside it.
		shown, width = string(utf8.RuneError), 1
	}
	return glyph{shown, width}, size
}

// cellsOf is how wide a text is shown.
func cellsOf(text string) (cells int) {
	for text != "" {
		g, size := glyphOf(text)
		cells += g.width
		text = text[size:]
	}
	return cells
}

// byteAt is the byte at which the cell of a column begins, or the end of the text.
func byteAt(text string, column int) (at int) {
	for at < len(text) {
		g, size := glyphOf(text[at:])
		if column -= g.width; column < 0 {
			break
		}
		at += size
	}
	return at
}
