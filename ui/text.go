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

// agreed makes text as wide on every terminal as this program counts it. Terminals with mode 2027 count
// grapheme clusters, all others runes: the Thai cluster กำ is one cell for the first and two for the
// second, a family emoji two and six, and a line of it would shift everything to its right. Such a
// cluster is broken up into parts on which both agree, by a zero-width space between them, so that every
// letter is shown.
func agreed(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return text
	}
	text = strings.NewReplacer(string(textStyle), "", string(emojiStyle), "").Replace(text)
	var same strings.Builder
	last := ""
	for text != "" {
		cluster, width := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
		if cluster == "" {
			break
		}
		text = text[len(cluster):]
		switch {
		case cluster == breakHere && joins(last, text):
			same.WriteString(cluster)
			continue
		case width > 0 && ansi.StringWidthWc(cluster) == width:
			last = cluster
			same.WriteString(cluster)
			continue
		}
		last = ""
		for _, part := range parts(cluster) {
			if joins(last, part) {
				same.WriteString(breakHere)
			}
			last = part
			same.WriteString(part)
		}
	}
	return separate(same.String())
}

// breakHere is ZERO WIDTH SPACE, which ends a grapheme cluster (Unicode TR 29, GB5) and takes no cell.
const breakHere = "\u200b"

// joins reports whether what follows would become part of the cluster last.
func joins(last, follows string) bool {
	cluster, _ := ansi.FirstGraphemeCluster(last+follows, ansi.GraphemeWidth)
	return last != "" && len(cluster) > len(last)
}

// parts breaks a cluster up before each rune that has a width of its own. A part of which the counts
// still differ becomes U+FFFD, so that the loss shows.
func parts(cluster string) []string {
	var all []string
	start := 0
	add := func(end int) {
		part := strings.Trim(cluster[start:end], joiner)
		if width := ansi.StringWidth(part); width == 0 || width != ansi.StringWidthWc(part) {
			part = string(utf8.RuneError)
		}
		all = append(all, part)
		start = end
	}
	for i, r := range cluster {
		if i > start && ansi.StringWidthWc(string(r)) > 0 {
			add(i)
		}
	}
	add(len(cluster))
	return all
}

// joiner is ZERO WIDTH JOINER, which makes one emoji of several.
const joiner = "\u200d"

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
func block(lines []string, r rect) string {
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
