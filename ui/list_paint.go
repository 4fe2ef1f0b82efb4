package ui

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// brush is what a style writes before and after text. A style's own rendering takes microseconds each
// time, and a frame of rows has a thousand pieces.
type brush struct{ open, end string }

func newBrush(style lipgloss.Style) brush {
	open, end, _ := strings.Cut(style.Render("x"), "x") // no x is in a colour's sequence
	return brush{open, end}
}

// inks are the brushes of a row.
type inks struct{ text, faint, bold, match, good, warn, bad brush }

func newInks(s styles) inks {
	return inks{
		newBrush(s.Text), newBrush(s.Faint), newBrush(s.Bold), newBrush(s.Match),
		newBrush(s.Good), newBrush(s.Warn), newBrush(s.Bad),
	}
}

// cursorInks are the brushes of the row under the cursor: its ground is coloured, which no other
// colour than the cursor's own is sure to be readable on.
func cursorInks(s styles) inks {
	plain, bold := newBrush(s.Cursor), newBrush(s.Cursor.Bold(true))
	match := newBrush(s.Cursor.Bold(true).Underline(true))
	return inks{plain, plain, bold, match, plain, plain, plain}
}

// pen writes one line, changing brushes only where they differ.
type pen struct {
	line strings.Builder
	now  brush
}

func (p *pen) put(b brush, text string) {
	if text == "" {
		return
	}
	if b != p.now {
		p.line.WriteString(p.now.end)
		p.line.WriteString(b.open)
		p.now = b
	}
	p.line.WriteString(text)
}

// take ends the line.
func (p *pen) take() string {
	p.line.WriteString(p.now.end)
	line := p.line.String()
	p.line.Reset()
	p.now = brush{}
	return line
}

// cell writes clean text into a width of cells, with the bytes at marked in another brush.
func (p *pen) cell(text string, width int, plain, match brush, marked []int) {
	shown, used := text, len(text)
	if !isASCII(text) || used > width {
		shown = cut(text, width)
		used = ansi.StringWidth(shown)
	}
	if shown != text { // the ellipsis is no match
		end := len(shown) - len("…")
		marked = slices.DeleteFunc(marked, func(at int) bool { return at >= end })
	}
	p.putMarked(shown, plain, match, marked)
	p.put(plain, spaces(width-used))
}

// putMarked writes by whole characters as a person sees them, of which a match may be a part.
func (p *pen) putMarked(text string, plain, match brush, marked []int) {
	slices.Sort(marked)
	for at := 0; at < len(text); {
		if len(marked) == 0 {
			p.put(plain, text[at:])
			return
		}
		cluster, _ := ansi.FirstGraphemeCluster(text[at:], ansi.GraphemeWidth)
		next, b := at+max(len(cluster), 1), plain
		for len(marked) > 0 && marked[0] < next {
			marked, b = marked[1:], match
		}
		p.put(b, text[at:next])
		at = next
	}
}

func spaces(n int) string { return strings.Repeat(" ", max(0, n)) }
