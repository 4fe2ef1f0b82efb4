package profiles

import (
	"bytes"
)

// A file is the text of one AWS file and where its section headers are. Nothing else is known of
// it until somebody asks.
type file struct {
	path        string
	credentials bool
	bom         bool
	text        []byte  // without the byte order mark
	heads       []int32 // offsets of the "[" of every header line

	index *index // nil until enough look-ups make it worthwhile
	finds int

	// The line number of one offset, from which the next is counted.
	lineOff, lineNo int
}

// indexAfter is the number of look-ups that may walk all headers before an index is made: a walk
// over 10,000 headers takes a twentieth of the time that the index does.
const indexAfter = 12

var (
	utf8BOM      = []byte("\xef\xbb\xbf")
	profileSpace = []byte("profile ")
)

// newFile scans text for headers: lines whose first visible character is "[". A scan of 2 MB
// takes a fraction of a millisecond, which is what makes one profile of 10,000 cheap.
func newFile(path string, text []byte, credentials bool) *file {
	f := &file{path: path, credentials: credentials, lineNo: 1}
	f.text, f.bom = bytes.CutPrefix(text, utf8BOM)
	for i := 0; ; i++ {
		next := bytes.IndexByte(f.text[i:], '[')
		if next < 0 {
			return f
		}
		i += next
		if startsLine(f.text, i) {
			f.heads = append(f.heads, int32(i)) //nolint:gosec // at most maxFileSize
		}
	}
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
func (f *file) headLine(i int) []byte {
	rest := f.text[f.heads[i]:]
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	return bytes.TrimRight(rest, "\r")
}

// body returns what follows header i up to the next header.
func (f *file) body(i int) []byte {
	end := len(f.text)
	if i+1 < len(f.heads) {
		end = int(f.heads[i+1])
	}
	start := int(f.heads[i]) + len(f.headLine(i))
	return f.text[start:end]
}

func (f *file) head(i int) head { return parseHead(f.headLine(i), f.credentials) }

// find returns the sections of that kind and name, in file order.
func (f *file) find(kind headKind, name string) []int {
	if f.index == nil {
		if f.finds++; f.finds > indexAfter {
			f.index = newIndex(f)
		}
	}
	if f.index != nil {
		return f.index.find(kind, name)
	}
	var found []int
	for i, off := range f.heads {
		if !f.mayBe(f.text[off+1:], name) {
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
		rest, ok := bytes.CutPrefix(text, profileSpace)
		if !ok {
			return true
		}
		text = rest
	}
	if len(text) == 0 {
		return false
	}
	switch text[0] {
	case ' ', '\t', '"', '\'':
		return true
	}
	return len(text) >= len(name) && string(text[:len(name)]) == name
}

// An index finds sections by kind and name.
type index struct {
	first map[section]int32
	more  map[section][]int // the second and later ones of the same name
	names []string          // of profiles, in file order, each once
}

// A section is the kind and name that a header gives.
type section struct {
	kind headKind
	name string
}

func newIndex(f *file) *index {
	x := &index{first: make(map[section]int32, len(f.heads))}
	for i := range f.heads {
		h := f.head(i)
		if h.kind == headOther {
			continue
		}
		key := section{h.kind, string(h.name)}
		if _, ok := x.first[key]; ok {
			if x.more == nil {
				x.more = make(map[section][]int)
			}
			x.more[key] = append(x.more[key], i)
			continue
		}
		x.first[key] = int32(i) //nolint:gosec // bounded by the file's size
		if h.kind == headProfile {
			x.names = append(x.names, key.name)
		}
	}
	return x
}

func (x *index) find(kind headKind, name string) []int {
	key := section{kind, name}
	first, ok := x.first[key]
	if !ok {
		return nil
	}
	return append([]int{int(first)}, x.more[key]...)
}

// indexed makes the index now, for callers that need all sections.
func (f *file) indexed() *index {
	if f.index == nil {
		f.index = newIndex(f)
	}
	return f.index
}
