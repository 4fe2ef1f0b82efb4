package profiles

import (
	"bytes"
	"strings"
)

// An entry is one setting of a section body.
type entry struct {
	key   string // lower case; dotted when nested
	value string
	line  int32
	last  int32 // the line of its last continuation, 0 without
	group bool  // an empty value whose nested settings follow
}

// A body is one section: where it stands, and after read its settings.
type body struct {
	file     *file
	head     head
	line     int    // of the header
	text     []byte // what follows the header
	entries  []entry
	problems []Problem
}

// report adds a problem of one line.
func (b *body) report(line int, p Problem) {
	p.Source = Source{File: b.file.path, Line: line}
	b.problems = appendProblem(b.problems, p)
}

// read fills in the settings and the problems of the section.
func (b *body) read() {
	x := lexer{body: b, parent: -1}
	x.lex(string(b.text), b.line)
	x.endValue()
}

// A lexer walks the lines of a section body as the AWS clients do.
type lexer struct {
	*body
	// The last setting that was not nested: further indented lines belong to it or not.
	parent       int // in entries; -1 at first
	parentIndent int
	parentEmpty  bool

	tails []string // continuation lines of the last entry
}

// lex reads the lines of text, the first of which has the number line.
func (x *lexer) lex(text string, line int) {
	for ; text != ""; line++ {
		var row string
		row, text, _ = strings.Cut(text, "\n")
		trimmed := strings.TrimSpace(row)
		if trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';' {
			continue
		}
		x.row(trimmed, indent(row), line)
	}
}

func indent(row string) int {
	return len(row) - len(strings.TrimLeft(row, " \t"))
}

// row reads one line that is neither blank nor a comment.
func (x *lexer) row(text string, indent, line int) {
	key, value, ok := splitRow(text)
	below := x.parent >= 0 && indent > x.parentIndent
	switch {
	case below && x.parentEmpty:
		if !ok {
			x.report(line, strayLine.problem())
			return
		}
		parent := &x.entries[x.parent]
		parent.group = true
		// Both clients keep a comment in a nested value.
		if startOfComment(value) >= 0 {
			x.report(line, nestedComment.problem())
		}
		x.add(parent.key+"."+key, strings.TrimSpace(value), line)
	case below && (!ok || strings.ContainsAny(key, " \t")):
		x.report(line, continuedValue.problem())
		x.tails = append(x.tails, text)
		x.entries[len(x.entries)-1].last = int32(line) //nolint:gosec // bounded by the file's size
	case !ok:
		x.report(line, strayLine.problem())
	default:
		if below {
			x.report(line, indentedSetting.problem())
		} else {
			x.parentIndent = indent
		}
		if cut := startOfComment(value); cut >= 0 {
			x.report(line, inlineComment.problem())
			value = value[:cut]
		}
		value = strings.TrimSpace(value)
		x.endValue()
		x.parent, x.parentEmpty = len(x.entries), value == ""
		x.add(key, value, line)
	}
}

// add appends a setting. Clients that keep the quotes around a value are named in a problem.
func (x *lexer) add(key, value string, line int) {
	x.endValue()
	if quoted(value) {
		x.report(line, quotedValue.problem())
		value = value[1 : len(value)-1]
	}
	if x.entries == nil {
		x.entries = make([]entry, 0, min(usualSettings, bytes.Count(x.body.text, []byte{'\n'})+1))
	}
	x.entries = append(x.entries, entry{key: strings.ToLower(key), value: value, line: int32(line)}) //nolint:gosec // bounded by the file's size
}

// usualSettings is how many settings most sections have at most.
const usualSettings = 8

// endValue joins the continuation lines of the last entry to its value.
func (x *lexer) endValue() {
	if len(x.tails) == 0 {
		return
	}
	e := &x.entries[len(x.entries)-1]
	e.value += "\n" + strings.Join(x.tails, "\n")
	x.tails = x.tails[:0]
}

// splitRow splits at the first "=" or ":", both of which the clients take. The value keeps the
// space around it, which decides whether a "#" begins a comment.
func splitRow(text string) (key, value string, ok bool) {
	i := strings.IndexAny(text, "=:")
	if i < 0 {
		return "", "", false
	}
	key = strings.TrimSpace(text[:i])
	return key, text[i+1:], key != ""
}

// startOfComment returns where " #" or " ;" begins a comment outside of quotes, else -1. A quote
// counts at the beginning of a word and if it is closed again.
func startOfComment(value string) int {
	if !strings.ContainsAny(value, "#;") {
		return -1
	}
	for i := 0; i < len(value); i++ {
		spaced := i > 0 && (value[i-1] == ' ' || value[i-1] == '\t')
		switch c := value[i]; {
		case (c == '#' || c == ';') && spaced:
			return i
		case (c == '"' || c == '\'') && (spaced || i == 0):
			if end := strings.IndexByte(value[i+1:], c); end >= 0 {
				i += end + 1
			}
		}
	}
	return -1
}

// quoted reports whether the SDKs take quotes off value: one pair that encloses all of it.
func quoted(value string) bool {
	n := len(value)
	return n >= 2 && (value[0] == '"' || value[0] == '\'') && strings.IndexByte(value[1:], value[0]) == n-2
}
