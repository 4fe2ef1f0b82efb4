package profiles

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// A file is the text of one AWS file and where its section headers are. Sections are read when
// they are asked for.
type file struct {
	path        string
	credentials bool
	shared      bool // it is both files; each header is a profile's in one of the two
	bom         bool
	utf16       bool
	nul         bool    // text has a NUL byte: it is not an AWS file
	heads       []int32 // offsets of the "[" of every header line
	text        []byte  // without the byte order mark; every line ends in a line feed

	index *index // nil until enough look-ups make it worthwhile
	finds int

	// The line number of one offset in text, from which the next is counted.
	lineOff, lineNo int
	headLines       []int32 // of each header; nil until all sections are wanted
}

// indexAfter is the number of look-ups that may walk all headers before an index is made: a walk
// over 10,000 headers takes a twentieth of the time that the index does.
const indexAfter = 12

const (
	utf8BOM       = "\xef\xbb\xbf"
	profilePrefix = "profile "
)

// scanBlock is the number of bytes that newFile searches at a time for NUL, carriage returns and headers. A
// block fits into the processor's first cache, which saves a tenth of the time for a file of 2 MB.
const scanBlock = 32 << 10

// newFile scans text for headers: lines whose first visible character is "[".
func newFile(path string, text []byte, credentials bool) *file {
	f := &file{path: path, credentials: credentials, lineNo: 1}
	f.text, f.bom = bytes.CutPrefix(text, []byte(utf8BOM))
	returns := false
	for start, end := 0, 0; start < len(f.text); start = end {
		end = min(start+scanBlock, len(f.text))
		block := f.text[start:end]
		f.nul = f.nul || bytes.IndexByte(block, 0) >= 0
		if !returns && bytes.IndexByte(block, '\r') >= 0 {
			returns = true
			f.text = lineFeeds(f.text)
		}
		for i := nextHead(f.text[:end], start); i >= 0; i = nextHead(f.text[:end], i+1) {
			f.heads = append(f.heads, int32(i)) //nolint:gosec // at most maxFileSize
		}
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

// startsLine reports whether nothing but blanks precedes offset i on its line. All clients strip Unicode's
// blanks too, such as the U+00A0 of text that was copied from a web page.
func startsLine(text []byte, i int) bool {
	for i > 0 && text[i-1] != '\n' {
		c, size := utf8.DecodeLastRune(text[:i])
		if !unicode.IsSpace(c) {
			return false
		}
		i -= size
	}
	return true
}

// lineFeeds returns text with a line feed for each carriage return that is a line break of its own, as
// Python reads it. Offsets stay. Text without any is returned itself.
func lineFeeds(text []byte) []byte {
	own := false
	for from := 0; ; {
		next := bytes.IndexByte(text[from:], '\r')
		if next < 0 {
			return text
		}
		from += next + 1
		if from < len(text) && text[from] == '\n' {
			continue
		}
		if !own {
			text, own = bytes.Clone(text), true // edits need the bytes as they were
		}
		text[from-1] = '\n'
	}
}

// countHeadLines numbers the lines of all headers in one pass over the text.
func (f *file) countHeadLines() {
	f.headLines = make([]int32, len(f.heads))
	for i := range f.heads {
		f.headLines[i] = int32(f.headLine(i)) //nolint:gosec // at most maxFileSize
	}
}

// headLine returns the number of the line of header i, from 1. Calls with growing i cost one pass over
// the text together.
func (f *file) headLine(i int) int {
	offset := int(f.heads[i])
	if i < len(f.headLines) && f.headLines[i] > 0 {
		return int(f.headLines[i])
	}
	if offset < f.lineOff {
		f.lineOff, f.lineNo = 0, 1
	}
	f.lineNo += bytes.Count(f.text[f.lineOff:offset], []byte{'\n'})
	f.lineOff = offset
	return f.lineNo
}

// headText returns the text of header i without its line break.
func (f *file) headText(i int) []byte { return firstLine(f.text[f.heads[i]:]) }

func firstLine(text []byte) []byte {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		text = text[:end]
	}
	return bytes.TrimRight(text, "\r")
}

func (f *file) parseHead(i int) head {
	h := parseHead(f.headText(i), f.credentials)
	if f.shared && h.flaws&(flawBare|flawPrefixed|flawForeign) != 0 {
		return head{name: h.name}
	}
	return h
}

func (f *file) head(i int) head {
	h := f.parseHead(i)
	if f.continues(i) {
		h.flaws |= flawIndented
	}
	return h
}

// continues reports whether header i is indented more than the settings above it: the AWS CLI takes it
// for a part of their values then.
func (f *file) continues(i int) bool {
	at := int(f.heads[i])
	if at == 0 || f.text[at-1] == '\n' || i == 0 {
		return false
	}
	above := f.text[int(f.heads[i-1])+len(f.headText(i-1)) : at]
	start := bytes.LastIndexByte(above, '\n') + 1
	indent := utf8.RuneCount(above[start:])
	for row := range bytes.Lines(above[:start]) {
		text := bytes.TrimSpace(row)
		if len(text) > 0 && text[0] != '#' && text[0] != ';' {
			return indent > utf8.RuneCount(row)-utf8.RuneCount(bytes.TrimLeftFunc(row, unicode.IsSpace))
		}
	}
	return false
}

// section prepares section i for reading.
func (f *file) section(i int) body {
	start, end := int(f.heads[i]), len(f.text)
	if i+1 < len(f.heads) {
		end = int(f.heads[i+1])
	}
	text := f.text[start+len(f.headText(i)) : end]
	return body{file: f, head: f.head(i), line: f.headLine(i), text: text}
}

// find appends the sections of that kind and name, in file order; of profiles then the stray ones.
func (f *file) find(found []int, kind headKind, name string) []int {
	if f.index == nil {
		if f.finds++; f.finds > indexAfter {
			f.index = newIndex(f)
		}
	}
	if f.index != nil {
		return f.index.find(found, kind, name)
	}
	var stray []int
	for i := range f.heads {
		if !f.mayBe(f.text[f.heads[i]+1:], name) {
			continue
		}
		switch h := f.parseHead(i); {
		case string(h.name) != name:
		case h.kind == kind:
			found = append(found, i)
		case h.kind == headStray && kind == headProfile:
			stray = append(stray, i)
		}
	}
	return append(found, stray...)
}

// mayBe rules out most headers before they are parsed. A header that begins with a blank or outside ASCII, or
// first differs from name at a quote or a backslash, may still have that name.
func (f *file) mayBe(text []byte, name string) bool {
	if len(text) >= len(profilePrefix) && string(text[:len(profilePrefix)]) == profilePrefix {
		text = text[len(profilePrefix):]
	} else if !f.credentials {
		return true
	}
	i := 0
	for i < len(text) && i < len(name) && text[i] == name[i] {
		i++
	}
	if i == len(name) {
		return true
	}
	if i == len(text) {
		return false
	}
	switch c := text[i]; {
	case c == '"', c == '\'', c == '\\': // which the AWS CLI removes
		return true
	default:
		return text[0] <= ' ' || text[0] >= 0x80 // which may be trimmed
	}
}
