package profiles

import (
	"fmt"
	"strings"
)

// addSection appends a section to the end of the file.
func (d *document) addSection(kind headKind, name string, sets []KV) {
	eol := d.eol()
	rows := append([]string{d.header(kind, name)}, d.rows(&body{}, sets)...)
	text := strings.Join(rows, eol)
	switch old := string(d.file.text); {
	case d.appended && (old == "" || strings.HasSuffix(old, "\n")):
		text = eol + text + eol
	case old == "":
		text += eol
	case strings.HasSuffix(old, "\n\n"), strings.HasSuffix(old, "\n\r\n"):
		text += eol
	case strings.HasSuffix(old, "\n"):
		text = eol + text + eol
	default: // no line break at the end: none after, either
		text = eol + eol + text
	}
	d.splice(len(d.file.text), len(d.file.text), text)
	d.appended = true
	added := make(map[string]string, len(sets))
	for _, kv := range sets {
		added[kv.Key] = kv.Value
	}
	key := section{kind, name}
	if kind == headProfile && name == "default" && !d.credentials {
		key.name = "\x00default"
	}
	d.want[key] = added
}

// header writes a section header, the name in quotes where the AWS CLI needs them.
func (d *document) header(kind headKind, name string) string {
	switch {
	case d.credentials:
		return "[" + name + "]"
	case kind == headSession:
		return configHeader("sso-session ", name)
	case kind == headServices:
		return configHeader("services ", name)
	}
	return configHeader(profilePrefix, name)
}

// Remove prepares to remove a profile from both files. Comments around it stay.
func (f Files) Remove(name string) (*Change, error) {
	return f.edit(func(e *editor) error { return e.edit(Edit{Name: name, Remove: true}) })
}

func (e *editor) remove(name string) {
	for _, d := range e.documents() {
		for _, b := range d.bodies { // [default] beside [profile default] included
			if b.head.kind == headProfile && string(b.head.name) == name {
				d.removeSection(&b)
			}
		}
	}
}

// removeSection takes out a section up to its last setting, and the blank lines below; at the end
// of the file those above.
func (d *document) removeSection(b *body) {
	last := b.line
	if n := len(b.entries); n > 0 {
		last = b.entries[n-1].lastLine()
	}
	for last < len(d.lines) && strings.TrimSpace(d.row(last+1)) == "" {
		last++
	}
	first := b.line
	if last == len(d.lines) {
		for first > 1 && strings.TrimSpace(d.row(first-1)) == "" && !d.spliced(first-1) {
			first--
		}
	}
	d.splice(d.rowStart(first), d.rowEnd(last), "")
	delete(d.want, b.section())
}

// spliced reports whether a line is part of an edit already.
func (d *document) spliced(line int) bool {
	for _, s := range d.splices {
		if s.from <= d.rowStart(line) && d.rowStart(line) < s.to {
			return true
		}
	}
	return false
}

// Rename prepares to rename a profile in both files, and where other profiles name it as their
// source_profile or include_profile.
func (f Files) Rename(from, to string) (*Change, error) {
	return f.edit(func(e *editor) error {
		if !e.known(from) {
			return e.notFound(from)
		}
		err := CheckName(to)
		if e.known(to) {
			err = ErrExists
		}
		if err != nil {
			return fmt.Errorf("rename profile %q to %q: %w", from, to, err)
		}
		e.rename(from, to)
		return nil
	})
}

// CompleteRename prepares what is left of a rename that ended between the two files. It is empty if
// nothing is left, and returns ErrExists if one file has both names.
func (f Files) CompleteRename(from, to string) (*Change, error) {
	return f.edit(func(e *editor) error {
		for _, d := range e.documents() {
			if len(d.sections(headProfile, from)) > 0 && len(d.sections(headProfile, to)) > 0 {
				return fmt.Errorf("rename profile %q to %q: %w", from, to, ErrExists)
			}
		}
		e.rename(from, to)
		return nil
	})
}

func (e *editor) rename(from, to string) {
	for _, d := range e.documents() {
		e.references += d.rename(from, to)
	}
}

// rename edits headers and references, and returns the number of the latter.
func (d *document) rename(from, to string) int {
	references := 0
	renamed := d.sections(headProfile, from)
	for _, b := range d.bodies {
		for i, e := range b.entries {
			if (e.key != "source_profile" && e.key != "include_profile") || e.value != from || b.head.kind != headProfile {
				continue
			}
			first, last := d.valueRange(e)
			d.splice(first, last, to)
			if b.index(e.key) == i {
				d.want[b.section()][e.key] = to
			}
			references++
		}
	}
	for _, b := range renamed {
		start := d.rowStart(b.line) + indent(d.row(b.line))
		line := d.row(b.line)[start-d.rowStart(b.line):]
		inner, _ := headText([]byte(line))
		end := start + strings.Index(line, string(inner)) + len(inner)
		header := d.header(headProfile, to)
		if b.head.flaws&flawBare != 0 {
			header = "[" + to + "]"
		}
		d.splice(start+strings.Index(line, string(inner)), end, header[1:len(header)-1])
	}
	if len(renamed) > 0 {
		d.want.rename(renamed[0].section(), d.sectionOf(to))
	}
	return references
}

// sectionOf is how a profile that this program writes appears in the model.
func (d *document) sectionOf(name string) section {
	if name == "default" && !d.credentials {
		name = "\x00default"
	}
	return section{headProfile, name}
}

func (m model) rename(from, to section) {
	m[to] = m[from]
	delete(m, from)
}
