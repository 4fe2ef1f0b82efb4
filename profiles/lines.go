package profiles

import (
	"bytes"
	"slices"
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

// A body is a section that has been read.
type body struct {
	file     *file
	head     head
	line     int     // of the header
	text     []byte  // what follows the header
	entries  []entry // valid until its batch reads again
	problems []Problem
}

// report adds a problem of one line.
func (b *body) report(line int, p Problem) {
	p.Source = Source{File: b.file.path, Line: line}
	b.problems = append(b.problems, p)
}

// A lexer walks the lines of a section body as the AWS clients do, and puts each setting into a
// batch for ini.v1, which has no line numbers and other ideas about indentation.
type lexer struct {
	*batch
	*body
	// The last setting that was not nested: further indented lines belong to it or not.
	parent       int // in batch.entries; -1 at first
	parentIndent int
	parentEmpty  bool
}

// lex reads the lines of text, the first of which has the number line.
func (x *lexer) lex(text []byte, line int) {
	x.parent = -1
	for ; len(text) > 0; line++ {
		row := text
		if end := bytes.IndexByte(text, '\n'); end >= 0 {
			row, text = text[:end], text[end+1:]
		} else {
			text = nil
		}
		trimmed := bytes.TrimSpace(row)
		if len(trimmed) == 0 || trimmed[0] == '#' || trimmed[0] == ';' {
			continue
		}
		x.row(trimmed, indent(row), line)
	}
}

func indent(row []byte) int {
	n := 0
	for n < len(row) && (row[n] == ' ' || row[n] == '\t') {
		n++
	}
	return n
}

// row reads one line that is neither blank nor a comment.
func (x *lexer) row(text []byte, indent, line int) {
	key, value, ok := splitRow(text)
	below := x.parent >= 0 && indent > x.parentIndent
	switch {
	case below && x.parentEmpty:
		if !ok {
			x.report(line, strayLine.problem())
			return
		}
		parent := &x.batch.entries[x.parent]
		parent.group = true
		// Both clients keep a comment in a nested value.
		if startOfComment(value) >= 0 {
			x.report(line, nestedComment.problem())
		}
		x.add(x.lowerKey([]byte(parent.key+"."+string(key))), bytes.TrimSpace(value), line)
	case below && (!ok || bytes.ContainsAny(key, " \t")):
		x.report(line, continuedValue.problem())
		x.tails = append(x.tails, tail{len(x.batch.entries) - 1, line, string(text)})
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
		value = bytes.TrimSpace(value)
		x.parent, x.parentEmpty = len(x.batch.entries), len(value) == 0
		x.add(x.lowerKey(key), value, line)
	}
}

// splitRow splits at the first "=" or ":", both of which the clients take. The value keeps the
// space around it, which decides whether a "#" begins a comment.
func splitRow(text []byte) (key, value []byte, ok bool) {
	for i, c := range text {
		if c == '=' || c == ':' {
			key = bytes.TrimSpace(text[:i])
			return key, text[i+1:], len(key) > 0
		}
	}
	return nil, nil, false
}

// startOfComment returns where " #" or " ;" begins a comment outside of quotes, else -1. A quote
// counts at the beginning of a word and if it is closed again.
func startOfComment(value []byte) int {
	if bytes.IndexByte(value, '#') < 0 && bytes.IndexByte(value, ';') < 0 {
		return -1
	}
	for i := 0; i < len(value); i++ {
		spaced := i > 0 && (value[i-1] == ' ' || value[i-1] == '\t')
		switch c := value[i]; {
		case (c == '#' || c == ';') && spaced:
			return i
		case (c == '"' || c == '\'') && (spaced || i == 0):
			if end := bytes.IndexByte(value[i+1:], c); end >= 0 {
				i += end + 1
			}
		}
	}
	return -1
}

// lowerKey returns key in lower case. Files repeat few keys, so each is kept once.
func (x *lexer) lowerKey(key []byte) string {
	if s, ok := x.keys[string(key)]; ok {
		return s
	}
	s := strings.ToLower(string(key))
	x.keys[string(key)] = s
	return s
}

// quoted reports whether ini.v1 will take quotes off value.
func quoted(value []byte) bool {
	n := len(value)
	return n >= 2 && (value[0] == '"' || value[0] == '\'') && bytes.IndexByte(value[1:], value[0]) == n-2
}

// secretKeys are the settings whose values never become part of Setting.Value.
func secretKey(key string) bool {
	return slices.Contains([]string{"aws_secret_access_key", "aws_session_token", "aws_security_token"}, key)
}
