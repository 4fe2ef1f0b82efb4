package ui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/term"
	"lanyard/signer/request"
)

// textRow is a line of the screen: a part of a line of the text.
type textRow struct {
	indent int
	pieces []piece
}

// piece is a part of a span, and where in the text of its line it stands.
type piece struct {
	class request.Class
	text  string
	at    int
}

// The most that is shown of one line, in bytes, and how many lines are kept wrapped.
const (
	lineShown   = 32 << 10
	wrappedMost = 2000
)

// rows are the rows of a visible line.
func (v *viewer) rows(line int) []textRow {
	at := v.index(line)
	if rows, ok := v.wrapped[at]; ok {
		return rows
	}
	if len(v.wrapped) >= wrappedMost {
		clear(v.wrapped)
	}
	rows := wrapLine(v.lineAt(at), v.width-viewGutter)
	v.wrapped[at] = rows
	return rows
}

// wrapper breaks a line into rows of a width.
type wrapper struct {
	width, used int
	rows        []textRow
	deeper      int // how much further in the rows after the first begin
}

// wrapLine breaks a line at a width, at a space where there is one near.
func wrapLine(line request.Line, width int) []textRow {
	width = max(1, width)
	indent := max(0, min(2*line.Depth, width/3))
	w := &wrapper{width: width, used: indent, rows: []textRow{{indent: indent}}}
	if width >= 20 {
		w.deeper = min(max(2, hanging(line)), width/2)
	}
	at, before := 0, ""
	for i, span := range line.Spans {
		text := span.Text
		if room := lineShown - at; len(text) > room {
			w.add(span.Class, shownText(text[:room]), at)
			left := len(text) - room
			for _, rest := range line.Spans[i+1:] {
				left += len(rest.Text)
			}
			w.add(request.ClassNote, fmt.Sprintf(" … and %s more", sizeWords(int64(left))), lineShown)
			break
		}
		text = apart(before, shownText(text))
		if text != "" {
			before = text[clusterBefore(text, len(text)):]
		}
		w.add(span.Class, text, at)
		at += len(text)
	}
	return w.rows
}

// hanging is how far in the second column of a line begins, 0 for a line without.
func hanging(line request.Line) int {
	if len(line.Spans) == 0 {
		return 0
	}
	const most = 100 // bytes: no column begins behind that
	switch first := line.Spans[0].Text; {
	case len(first) > most:
	case len(line.Spans) > 1 && strings.HasSuffix(first, "  "):
		return ansi.StringWidth(first)
	case strings.HasPrefix(first, "  "):
		return ansi.StringWidth(first[:len(first)-len(strings.TrimLeft(first, " ·"))])
	}
	return 0
}

// shownText is text from anywhere, as it may be shown.
func shownText(text string) string { return agreed(term.Clean(text)) }

// apart gives up the first cluster of a text where it would join what stands before.
func apart(before, text string) string {
	if before == "" || text == "" || before[0] < utf8.RuneSelf && text[0] < utf8.RuneSelf {
		return text
	}
	size := clusterSize(text)
	if joined := before + text[:size]; agreed(joined) != joined {
		return string(utf8.RuneError) + text[size:]
	}
	return text
}

// add lays a text out.
func (w *wrapper) add(class request.Class, text string, at int) {
	for text != "" {
		size, cells, whole := w.fits(text)
		if size == 0 {
			w.breakRow()
			if size, cells, whole = w.fits(text); size == 0 { // wider than a row
				_, size = glyphOf(text)
				text, at = text[size:], at+size
				continue
			}
		}
		if !whole {
			if space := strings.LastIndexByte(text[:size], ' '); space > size*2/3 {
				size = space + 1
				cells = ansi.StringWidth(text[:size])
			}
		}
		row := &w.rows[len(w.rows)-1]
		row.pieces = append(row.pieces, piece{class, text[:size], at})
		w.used += cells
		text, at = text[size:], at+size
		if text != "" {
			w.breakRow()
		}
	}
}

// fits is how much of a text the row has room for: in bytes and in cells, and whether that is all.
func (w *wrapper) fits(text string) (size, cells int, whole bool) {
	for size < len(text) {
		if c := text[size]; c < utf8.RuneSelf && (size+1 == len(text) || text[size+1] < utf8.RuneSelf) {
			if w.used+cells+1 > w.width {
				return size, cells, false
			}
			size, cells = size+1, cells+1
			continue
		}
		g, bytes := glyphOf(text[size:])
		if w.used+cells+g.width > w.width {
			return size, cells, false
		}
		size, cells = size+bytes, cells+g.width
	}
	return size, cells, true
}

func (w *wrapper) breakRow() {
	indent := min(w.rows[0].indent+w.deeper, w.width/2)
	w.rows = append(w.rows, textRow{indent: indent})
	w.used = indent
}

// sizeWords is a number of bytes for a person.
func sizeWords(n int64) string {
	switch {
	case n < 0:
		return "? B"
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000*1000:
		return fmt.Sprintf("%.3g kB", float64(n)/1000)
	case n < 1000*1000*1000:
		return fmt.Sprintf("%.3g MB", float64(n)/(1000*1000))
	}
	return fmt.Sprintf("%.4g GB", float64(n)/(1000*1000*1000))
}
