package profiles

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Diff returns what Apply will write, as "diff -u" shows it, with secrets masked. It quotes the files, control
// characters included.
func (c *Change) Diff() string {
	var out strings.Builder
	for _, d := range c.files {
		d.diff(&out)
	}
	return out.String()
}

// diff writes the document's splices as a unified diff. Comparing the whole texts instead would find longer
// ways once there are some hundred changes.
func (d *document) diff(out *strings.Builder) {
	d.after() // sorts the splices
	text := string(d.file.text)
	var edits []udiff.Edit
	for _, s := range d.splices {
		for _, e := range udiff.Lines(text[s.from:s.to], string(lineFeeds([]byte(s.text)))) {
			edits = append(edits, udiff.Edit{Start: s.from + e.Start, End: s.from + e.End, New: e.New})
		}
	}
	unified, _ := udiff.ToUnified(d.path, d.path, text, edits, udiff.DefaultContextLines) // fails for overlapping edits only
	head := 0
	for line := range strings.Lines(unified) {
		if head++; head > 2 {
			line = mask(strings.TrimRight(line, "\r\n")) + "\n"
		}
		out.WriteString(line)
	}
}

// mask hides the value of a secret setting, also on a line that is a comment.
func mask(row string) string {
	lower := strings.ToLower(row)
	for _, key := range keySettings() {
		i := strings.Index(lower, key)
		if i < 0 || !secretKey(key) {
			continue
		}
		rest := i + len(key)
		if rest > len(row) {
			return "****" // the lower case of some characters is longer
		}
		return row[:rest] + " = ****"
	}
	return row
}
