package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// boxFrame is what a box takes of a width: a border and a space at each side.
const boxFrame = 4

// box draws lines in a rounded border of the colour that has the keys with the title in its top edge. It is exactly w cells wide and
// two lines higher than what is in it; lines are cut or padded to w-boxFrame cells.
func box(title string, lines []string, w int, s styles) string {
	if w < boxFrame {
		return block(nil, rect{W: w, H: len(lines) + 2})
	}
	side := s.Focus.Render("│")
	drawn := make([]string, 0, len(lines)+2)
	drawn = append(drawn, boxTop(title, w, s))
	for _, line := range lines {
		drawn = append(drawn, side+" "+pad(cut(line, w-boxFrame), w-boxFrame)+" "+side)
	}
	drawn = append(drawn, s.Focus.Render("╰"+strings.Repeat("─", w-2)+"╯"))
	return strings.Join(drawn, "\n")
}

func boxTop(title string, w int, s styles) string {
	title = cut(clean(title), w-6)
	if title == "" {
		return s.Focus.Render("╭" + strings.Repeat("─", w-2) + "╮")
	}
	rest := w - 5 - ansi.StringWidth(title)
	return s.Focus.Render("╭─ ") + s.Title.Render(title) + s.Focus.Render(" "+strings.Repeat("─", rest)+"╮")
}
