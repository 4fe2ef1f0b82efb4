package profiles

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A document is the text of one file with the edits that are planned for it. Edits are replacements
// of byte ranges, so that every other byte stays: line ends, tabs, comments, byte order mark.
type document struct {
	path        string
	credentials bool
	shared      bool   // it is both files: [x] and [profile x] are parts of one profile
	before      []byte // as read, with the byte order mark; nil if there is no file
	file        *file  // scanned; its text begins after the byte order mark
	bodies      []body
	lines       []int // offsets of lines in file.text
	splices     []splice
	want        model // what the text will mean
	appended    bool  // a section has been added at the end
}

// A splice replaces a range of file.text.
type splice struct {
	from, to int
	text     string
}

// A model is what a file says: settings by section and key.
type model map[section]map[string]string

func newDocument(path string, credentials, shared bool) (*document, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	d := &document{path: path, credentials: credentials, shared: shared, before: text}
	d.parse()
	return d, nil
}

func (d *document) parse() {
	d.file, d.bodies = d.read(d.before)
	d.want = modelOf(d.bodies)
	d.findLines()
}

func (d *document) findLines() {
	d.lines = append(d.lines, 0)
	for i, c := range d.file.text {
		if c == '\n' && i+1 < len(d.file.text) {
			d.lines = append(d.lines, i+1)
		}
	}
}

// read reads text as the content of the document.
func (d *document) read(text []byte) (*file, []body) {
	f, bodies := parseAll(d.path, text, d.credentials)
	for i := range bodies {
		if h := &bodies[i].head; d.shared && h.flaws&flawBare != 0 {
			h.kind = headProfile
		}
	}
	return f, bodies
}

// parseAll reads every section of a file.
func parseAll(path string, text []byte, credentials bool) (*file, []body) {
	f := newFile(path, text, credentials)
	bodies := make([]body, len(f.heads))
	for i := range f.heads {
		bodies[i] = f.section(i)
		bodies[i].read()
	}
	return f, bodies
}

// modelOf says what sections mean together: the last value of each key.
func modelOf(bodies []body) model {
	m := make(model)
	for _, b := range bodies {
		name := b.section()
		if m[name] == nil {
			m[name] = make(map[string]string, len(b.entries))
		}
		for _, e := range b.entries {
			if !e.group {
				m[name][e.key] = e.value
			}
		}
	}
	return m
}

// section names a body for edits: "[default]" and "[profile default]" are two.
func (b *body) section() section {
	name := string(b.head.name)
	if b.head.flaws&flawPlainDefault != 0 {
		name = "\x00" + name // no name in a file holds a NUL
	}
	return section{b.head.kind, name}
}

// sections returns those that make up a profile or other named section. Of [default] and
// [profile default] the one that counts is meant. Those that count as the credentials file's come last,
// since they win.
func (d *document) sections(kind headKind, name string) []body {
	var found []body
	for _, b := range d.bodies {
		if b.head.kind == kind && string(b.head.name) == name {
			found = append(found, b)
		}
	}
	if d.shared {
		slices.SortStableFunc(found, func(a, b body) int { return cmp.Compare(a.head.flaws&flawBare, b.head.flaws&flawBare) })
	}
	if d.credentials || d.shared || !hasPrefixedDefault(found) {
		return found
	}
	return slices.DeleteFunc(found, func(b body) bool { return b.head.flaws&flawPlainDefault != 0 })
}

func (d *document) splice(from, to int, text string) {
	d.splices = append(d.splices, splice{from, to, text})
}

// after is the text with all edits made.
func (d *document) after() []byte {
	slices.SortStableFunc(d.splices, func(a, b splice) int { return cmp.Compare(a.from, b.from) })
	mark := len(d.before) - len(d.file.text)
	text := d.before[mark:] // not the file's, whose line breaks have been made alike
	out := bytes.NewBuffer(make([]byte, 0, len(d.before)))
	out.Write(d.before[:mark])
	at := 0
	for _, s := range d.splices {
		out.Write(text[at:s.from])
		out.WriteString(s.text)
		at = s.to
	}
	out.Write(text[at:])
	return out.Bytes()
}

// verify reads the edited text as any reader would, and refuses if it does not say exactly what
// was asked for.
func (d *document) verify() error {
	_, bodies := d.read(d.after())
	got := modelOf(bodies)
	if !maps.EqualFunc(got, d.want, maps.Equal[map[string]string, map[string]string]) {
		return fmt.Errorf("edit %q: %w", d.path, ErrEntangled)
	}
	return nil
}

// rowStart and rowEnd are the bounds of a line, the latter behind its line break.
func (d *document) rowStart(line int) int { return d.lines[line-1] }

func (d *document) rowEnd(line int) int {
	if line < len(d.lines) {
		return d.lines[line]
	}
	return len(d.file.text)
}

// row returns a line without its line break.
func (d *document) row(line int) string {
	return strings.TrimRight(string(d.file.text[d.rowStart(line):d.rowEnd(line)]), "\r\n")
}

// lastLine is the last line of an entry.
func (e entry) lastLine() int { return int(max(e.line, e.last)) }

// eol is the line break that the file uses, judged by its first line.
func (d *document) eol() string {
	end := bytes.IndexByte(d.file.text, '\n')
	switch {
	case end > 0 && d.file.text[end-1] == '\r':
		return "\r\n"
	case end >= 0 && d.before[len(d.before)-len(d.file.text)+end] == '\r':
		return "\r"
	}
	return "\n"
}

// insertAfter adds lines below a line. A file whose last line has no line break keeps it so.
func (d *document) insertAfter(line int, rows ...string) {
	at, eol := d.rowEnd(line), d.eol()
	text := strings.Join(rows, eol)
	if at > 0 && d.file.text[at-1] == '\n' {
		text += eol
	} else {
		text = eol + text
	}
	d.splice(at, at, text)
}
