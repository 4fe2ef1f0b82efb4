package profiles

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"lanyard/internal/redact"
)

// ErrOtherKeys means that a profile has more in its sections than the access key that is to be removed.
var ErrOtherKeys = errors.New("the profile has more than one access key, or part of one")

// RemoveKeys prepares to remove one access key of a profile from both files, and a section that held
// nothing else. Any other id, secret or token there is ErrOtherKeys, which names the lines: only what
// the caller holds may go.
func (f Files) RemoveKeys(name, id string, secret redact.Secret) (*Change, error) {
	return f.edit(func(e *editor) error {
		if !e.known(name) {
			return e.notFound(name)
		}
		e.discards = true
		var others []string
		for _, d := range e.documents() {
			for _, b := range d.sections(headProfile, name) {
				others = append(others, b.otherKeys(id, secret)...)
				d.removeKeys(&b)
			}
		}
		if len(others) > 0 {
			return fmt.Errorf("%w: beside %s there is %s", ErrOtherKeys, id, strings.Join(others, ", "))
		}
		return nil
	})
}

// otherKeys describes what a section holds of other keys than the given one. A line that looks like a
// header and is not read as one (a U+00A0 before it) may begin a profile of its own.
func (b *body) otherKeys(id string, secret redact.Secret) (found []string) {
	say := func(line int, what string) {
		found = append(found, fmt.Sprintf("%s (line %d of %q)", what, line, b.file.path))
	}
	for _, e := range b.entries {
		line := int(e.line)
		switch {
		case !isKeySetting(e.key) || e.key == accessKeySetting && e.value == id:
		case e.key == accessKeySetting:
			say(line, "the key id "+e.value)
		case e.key != "aws_secret_access_key":
			say(line, "an "+e.key)
		case !secret.Equal(redact.New(e.value)):
			say(line, "another "+e.key)
		}
	}
	line := b.line
	for row := range strings.Lines(string(b.text)) {
		if line > b.line && strings.HasPrefix(strings.TrimFunc(row, notGraphic), "[") {
			say(line, "a header with an invisible character before it")
		}
		line++
	}
	return found
}

func notGraphic(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }

func (d *document) removeKeys(b *body) {
	var found []entry
	for _, e := range b.entries {
		if isKeySetting(e.key) {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return
	}
	hasComment := func(e entry) bool { return d.comment(e) >= 0 }
	if len(found) == b.rows() && !d.hidesDefault(b) && !slices.ContainsFunc(found, hasComment) {
		rest := d.want[b.section()]
		d.removeSection(b)
		if d.continued(b) {
			d.want[b.section()] = rest
		}
	} else {
		for _, e := range found {
			d.removeKey(e)
		}
	}
	for _, e := range found {
		delete(d.want[b.section()], e.key)
	}
}

// removeKey removes the lines of an entry. A comment behind its value stays: it may hold another key.
func (d *document) removeKey(e entry) {
	comment := d.comment(e)
	if comment < 0 {
		d.removeLines(int(e.line), e.lastLine())
		return
	}
	d.splice(d.rowStart(int(e.line)), comment, "")
	d.removeContinuation(e)
}

// comment returns where a comment behind the value of a plain entry begins, else -1.
func (d *document) comment(e entry) int {
	row := d.row(int(e.line))
	cut := strings.IndexAny(row, "=:") + 1
	if at := startOfComment(row[cut:]); at >= 0 {
		return d.rowStart(int(e.line)) + cut + at
	}
	return -1
}

// continued reports whether other sections of the file have settings of the same profile.
func (d *document) continued(b *body) bool {
	return slices.ContainsFunc(d.bodies, func(other body) bool {
		return other.section() == b.section() && other.line != b.line && !d.spliced(other.line)
	})
}

// hidesDefault reports whether b is a [profile default] without which a [default] would count.
func (d *document) hidesDefault(b *body) bool {
	isPlain := func(b body) bool { return b.head.kind == headProfile && b.head.flaws&flawPlainDefault != 0 }
	return !isPlain(*b) && string(b.head.name) == "default" && slices.ContainsFunc(d.bodies, isPlain)
}

// rows counts the lines of a section that say something, comments included.
func (b *body) rows() int {
	n := -1 // the rest of the header's line
	for row := range strings.Lines(string(b.text)) {
		if n < 0 || strings.TrimSpace(row) != "" {
			n++
		}
	}
	return n
}
