package profiles

import (
	"bytes"
)

// A file is the text of one AWS file and where its section headers are. Sections are read when
// they are asked for.
type file struct {
	path        string
	credentials bool
	bom         bool
	heads       []int32 // offsets of the "[" of every header line
	text        []byte  // without the byte order mark

	index *index // nil until enough look-ups make it worthwhile
	finds int

	// The line number of one offset in text, from which the next is counted.
	lineOff, lineNo int
}

// indexAfter is the number of look-ups that may walk all headers before an index is made: a walk
// over 10,000 headers takes a twentieth of the time that the index does.
const indexAfter = 12

const (
	utf8BOM       = "\xef\xbb\xbf"
	profilePrefix = "profile "
)

// newFile scans text for headers: lines whose first visible character is "[".
func newFile(path string, text []byte, credentials bool) *file {
	f := &file{path: path, credentials: credentials, lineNo: 1}
	f.text, f.bom = bytes.CutPrefix(text, []byte(utf8BOM))
	for i := nextHead(f.text, 0); i >= 0; i = nextHead(f.text, i+1) {
		f.heads = append(f.heads, int32(i)) //nolint:gosec // at most maxFileSize
	}
	return f
}

// nextHead returns the offset of the next header at or behind from, -1 if there is none. A scan
// of 2 MB takes a fraction of a millisecond, which is what makes one profile of 10,000 cheap.
func nextHead(text []byte, from int) int {
	for from < len(text) {
		next := bytes.IndexByte(text[from:], '[')
		if next < 0 {
			return -1
		}
		from += next
		if startsLine(text, from) {
			return from
		}
		from++
	}
	return -1
}

func startsLine(text []byte, i int) bool {
	for i--; i >= 0; i-- {
		switch text[i] {
		case '\n':
			return true
		case ' ', '\t', '\r':
		default:
			return false
		}
	}
	return true
}

// line returns the number of the line that offset is on, from 1. Calls with growing offsets cost
// one pass over the text together.
func (f *file) line(offset int) int {
	if offset < f.lineOff {
		f.lineOff, f.lineNo = 0, 1
	}
	f.lineNo += bytes.Count(f.text[f.lineOff:offset], []byte{'\n'})
	f.lineOff = offset
	return f.lineNo
}

// headLine returns the text of header i without its line break.
func (f *file) headLine(i int) []byte { return firstLine(f.text[f.heads[i]:]) }

func firstLine(text []byte) []byte {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		text = text[:end]
	}
	return bytes.TrimRight(text, "\r")
}

func (f *file) head(i int) head { return parseHead(f.headLine(i), f.credentials) }

// section prepares section i for reading.
func (f *file) section(i int) body {
	start, end := int(f.heads[i]), len(f.text)
	if i+1 < len(f.heads) {
		end = int(f.heads[i+1])
	}
	text := f.text[start+len(f.headLine(i)) : end]
	return body{file: f, head: f.head(i), line: f.line(start), text: text}
}

// find appends the sections of that kind and name, in file order.
func (f *file) find(found []int, kind headKind, name string) []int {
	if f.index == nil {
		if f.finds++; f.finds > indexAfter {
			f.index = newIndex(f)
		}
	}
	if f.index != nil {
		return f.index.find(found, kind, name)
	}
	for i := range f.heads {
		if !f.mayBe(f.text[f.heads[i]+1:], name) {
			continue
		}
		if h := f.head(i); h.kind == kind && string(h.name) == name {
			found = append(found, i)
		}
	}
	return found
}

// mayBe is a quick look at a header that spares most of them from being parsed.
func (f *file) mayBe(text []byte, name string) bool {
	if !f.credentials {
		if len(text) < len(profilePrefix) || string(text[:len(profilePrefix)]) != profilePrefix {
			return true
		}
		text = text[len(profilePrefix):]
	}
	if len(text) == 0 {
		return false
	}
	if c := text[0]; c <= ' ' || c >= 0x80 || c == '"' || c == '\'' { // may be trimmed
		return true
	}
	return len(text) >= len(name) && string(text[:len(name)]) == name
}
