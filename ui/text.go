package ui

import (
	"strings"
	"unicode"
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
	return agreed(term.Clean(text))
}

// agreed reduces what terminals don't agree on the width of. Those with mode 2027 count grapheme
// clusters, all others runes; a family emoji is two cells for the first and six for the second, and a
// line of it would shift everything to its right. Of such a cluster its first rune stays.
func agreed(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return text
	}
	text = strings.NewReplacer(string(textStyle), "", string(emojiStyle), "").Replace(text)
	var same strings.Builder
	for text != "" {
		cluster, width := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		if cluster == "" {
			break
		}
		text = text[len(cluster):]
		switch first, size := utf8.DecodeRuneInString(cluster); {
		case ansi.StringWidthWc(cluster) == width && width > 0:
			same.WriteString(cluster)
		case size < len(cluster) && ansi.StringWidth(string(first)) == ansi.StringWidthWc(string(first)) && ansi.StringWidth(string(first)) > 0:
			same.WriteRune(first)
		default:
			same.WriteRune(utf8.RuneError)
		}
	}
	return separate(same.String())
}

// separate makes text agreed whose parts, each agreed, join anew: letters that go in front of others,
// marks that lost what they stood on. It gives up those first, then all but ASCII.
func separate(text string) string {
	for _, joins := range []func(rune) bool{
		func(r rune) bool { return unicode.In(r, unicode.M, unicode.Cf) },
		func(r rune) bool { return r >= utf8.RuneSelf },
	} {
		if ansi.StringWidth(text) == ansi.StringWidthWc(text) {
			break
		}
		text = strings.Map(func(r rune) rune {
			if joins(r) {
				return utf8.RuneError
			}
			return r
		}, text)
	}
	return text
}

// The variation selectors, which only choose how a symbol looks. Behind anything but a symbol even
// ansi.Truncate and ansi.StringWidth count their cells differently.
const (
	textStyle  = '\ufe0e'
	emojiStyle = '\ufe0f'
)

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
