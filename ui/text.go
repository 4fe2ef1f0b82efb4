package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/term"
)

// cell is text from anywhere made fit for one cell: cleaned, cut to width with an ellipsis, padded.
func cell(text string, width int) string {
	return pad(cut(clean(text), width), width)
}

// textLimit bounds what is looked at of one text, in bytes: names of ten thousand characters exist.
const textLimit = 2000

func clean(text string) string {
	if len(text) > textLimit {
		text = strings.ToValidUTF8(text[:textLimit], "")
	}
	return loneSelectors(term.Clean(text))
}

// emojiStyle is the variation selector that makes a symbol an emoji, two cells wide.
const emojiStyle = '\ufe0f'

// loneSelectors drops those that follow no symbol but an ASCII character, or what stands before the
// text: ansi.Truncate takes them for nothing there, and ansi.StringWidth for a cell.
func loneSelectors(text string) string {
	if !strings.ContainsRune(text, emojiStyle) {
		return text
	}
	before := ' '
	return strings.Map(func(r rune) rune {
		if r == emojiStyle && before < utf8.RuneSelf {
			return -1
		}
		before = r
		return r
	}, text)
}

// cut shortens styled or plain text to a width in cells.
func cut(text string, width int) string {
	if width <= 0 {
		return ""
	}
	return ansi.Truncate(text, width, "…")
}

// pad fills styled or plain text up to a width in cells.
func pad(text string, width int) string {
	// A letter that goes in front of others, as U+0600 does, takes the first of the spaces into its cell.
	for missing := width - ansi.StringWidth(text); missing > 0; missing = width - ansi.StringWidth(text) {
		text += strings.Repeat(" ", missing)
	}
	return text
}

// block makes lines exactly fill a rectangle: cut and padded to its width, no more and no fewer than
// its height.
func block(lines []string, r Rect) string {
	if r.Empty() {
		return ""
	}
	full := make([]string, r.H)
	for i := range full {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		full[i] = pad(cut(line, r.W), r.W)
	}
	return strings.Join(full, "\n")
}
