package profiles

import (
	"fmt"
	"slices"
	"strings"
)

// diffContext is how many lines around a change a diff shows.
const diffContext = 3

// Diff shows what Apply will write, as "diff -u" does, with secrets masked. It quotes the files
// and is not cleaned of control characters.
func (c *Change) Diff() string {
	var out strings.Builder
	for _, d := range c.files {
		fmt.Fprintf(&out, "--- %s\n+++ %s\n", d.path, d.path)
		d.diff(&out)
	}
	return out.String()
}

// A hunk replaces lines first..last (from 1; last < first inserts before first) by others.
type hunk struct {
	first, last int
	old, new    []string
}

func (d *document) diff(out *strings.Builder) {
	hunks := d.hunks()
	shift := 0
	for len(hunks) > 0 {
		n := 1
		for n < len(hunks) && hunks[n].first-hunks[n-1].last <= 2*diffContext+1 {
			n++
		}
		shift += d.writeHunks(out, hunks[:n], shift)
		hunks = hunks[n:]
	}
}

// writeHunks writes neighbouring hunks as one, and returns by how many lines the text grows.
func (d *document) writeHunks(out *strings.Builder, hunks []hunk, shift int) int {
	first := max(1, hunks[0].first-diffContext)
	last := min(d.lineCount(), hunks[len(hunks)-1].last+diffContext)
	var rows []string
	at, grown := first, 0
	context := func(end int) {
		for ; at < end; at++ {
			rows = append(rows, " "+mask(d.row(at)))
		}
	}
	for _, h := range hunks {
		context(h.first)
		for _, row := range h.old {
			rows = append(rows, "-"+mask(row))
		}
		for _, row := range h.new {
			rows = append(rows, "+"+mask(row))
		}
		at = h.last + 1
		grown += len(h.new) - len(h.old)
	}
	context(last + 1)
	count := last - first + 1
	fmt.Fprintf(out, "@@ -%d,%d +%d,%d @@\n", first, count, first+shift, count+grown)
	for _, row := range rows {
		out.WriteString(row + "\n")
	}
	return grown
}

func (d *document) lineCount() int {
	if len(d.file.text) == 0 {
		return 0
	}
	return len(d.lines)
}

// hunks turns the splices into changes of whole lines.
func (d *document) hunks() []hunk {
	d.after() // sorts
	var hunks []hunk
	for i := 0; i < len(d.splices); {
		first, last := d.lineRange(d.splices[i])
		j := i + 1
		for ; j < len(d.splices); j++ {
			f, l := d.lineRange(d.splices[j])
			if f > last {
				break
			}
			last = max(last, l)
		}
		hunks = append(hunks, d.hunk(first, last, d.splices[i:j]).trimmed())
		i = j
	}
	return slices.DeleteFunc(hunks, func(h hunk) bool { return len(h.old)+len(h.new) == 0 })
}

// lineRange returns the lines that a splice touches. An insertion between lines touches none.
func (d *document) lineRange(s splice) (first, last int) {
	first = d.lineAt(s.from)
	switch {
	case s.from == s.to && s.from == d.startOf(first):
		return first, first - 1
	case s.to > s.from && s.to == d.startOf(d.lineAt(s.to)):
		return first, d.lineAt(s.to) - 1
	}
	return first, d.lineAt(s.to)
}

// lineAt returns the line of an offset; behind a final line break that is one more than there are.
func (d *document) lineAt(offset int) int {
	text := d.file.text
	if offset == len(text) && (offset == 0 || text[offset-1] == '\n') {
		return d.lineCount() + 1
	}
	i, found := slices.BinarySearch(d.lines, offset)
	if found {
		return i + 1
	}
	return i
}

func (d *document) startOf(line int) int {
	if line > d.lineCount() {
		return len(d.file.text)
	}
	return d.rowStart(line)
}

func (d *document) hunk(first, last int, splices []splice) hunk {
	start, end := d.startOf(first), d.startOf(last+1)
	var text strings.Builder
	at := start
	for _, s := range splices {
		text.Write(d.file.text[at:s.from])
		text.WriteString(s.text)
		at = s.to
	}
	text.Write(d.file.text[at:end])
	return hunk{first: first, last: last, old: splitLines(string(d.file.text[start:end])), new: splitLines(text.String())}
}

func splitLines(text string) []string {
	var rows []string
	for row := range strings.Lines(text) {
		rows = append(rows, strings.TrimRight(row, "\r\n"))
	}
	return rows
}

// trimmed leaves out lines that stay the same.
func (h hunk) trimmed() hunk {
	for len(h.old) > 0 && len(h.new) > 0 && h.old[0] == h.new[0] {
		h.old, h.new, h.first = h.old[1:], h.new[1:], h.first+1
	}
	for len(h.old) > 0 && len(h.new) > 0 && h.old[len(h.old)-1] == h.new[len(h.new)-1] {
		h.old, h.new, h.last = h.old[:len(h.old)-1], h.new[:len(h.new)-1], h.last-1
	}
	return h
}

// mask hides the value of a secret setting, be the line commented out or not.
func mask(row string) string {
	lower := strings.ToLower(row)
	for _, key := range keySettings() {
		i := strings.Index(lower, key)
		if i < 0 || !secretKey(key) {
			continue
		}
		rest := i + len(key)
		if rest > len(row) {
			return "****" // lower case may differ in length from what was written
		}
		return row[:rest] + " = ****"
	}
	return row
}
