// Package keyfile finds access keys in a text: the AWS CLI's JSON, the IAM console's CSV, NAME=VALUE lines of a
// credentials file or a shell, or an id and a secret on two lines. It can also remove one key from the text.
package keyfile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lanyard/internal/redact"
)

// The classes of errors.
var (
	ErrNone      = errors.New("there is no whole access key: give the key id and the secret")
	ErrSeveral   = errors.New("several access keys")
	ErrTemporary = errors.New("temporary credentials are not stored: they expire soon")
)

// A Key is a long-lived access key.
type Key struct {
	// Name is the name of its section, row or object, or "".
	Name   string
	ID     string
	Secret redact.Secret
	spans  []span
}

// A Text is a parsed text.
type Text struct {
	content []byte
	groups  []group
	// spent reports whether the rest of the text, without the key, is worthless.
	spent func(rest []byte) bool
}

// A group holds the fields of one section, object or row.
type group struct {
	name   string
	line   int
	fields []field
}

// A field is a part of an access key.
type field struct {
	part  part
	value string
	line  int
	span  span // to cut out with the key
}

type span struct{ from, to int }

type part int

const (
	noPart part = iota
	idPart
	secretPart
	tokenPart
)

// partOf recognizes the name of a setting, column or member in any case and punctuation.
func partOf(name string) part {
	switch fold(name) {
	case "awsaccesskeyid", "awsaccesskey", "accesskeyid", "accesskey":
		return idPart
	case "awssecretaccesskey", "awssecretkey", "secretaccesskey", "secretkey":
		return secretPart
	case "awssessiontoken", "awssecuritytoken", "sessiontoken", "securitytoken":
		return tokenPart
	}
	return noPart
}

func fold(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
}

// Parse parses a text. Its errors quote no values.
func Parse(content []byte) (*Text, error) {
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) || bytes.IndexByte(content, 0) >= 0 {
		return nil, errors.New("the text is UTF-16 or binary: save it as UTF-8")
	}
	if !utf8.Valid(content) {
		return nil, errors.New("the text is not UTF-8")
	}
	t := &Text{content: content}
	body := strings.TrimPrefix(string(content), bom)
	start := strings.TrimLeft(body, blanks)
	var err error
	switch {
	case strings.HasPrefix(start, "{"), strings.HasPrefix(start, "[") && strings.HasPrefix(strings.TrimLeft(start[1:], blanks), "{"):
		t.spent = spentJSON
		t.groups, err = parseJSON(body)
	case isCSV(start):
		t.spent = spentCSV
		t.groups, err = parseCSV(body)
	default:
		t.spent = spentLines
		t.groups, err = parseLines(body)
	}
	if err != nil {
		return nil, err
	}
	t.shift(len(content) - len(body))
	return t, nil
}

const (
	bom    = "\ufeff"
	blanks = " \t\r\n\f\v"
)

// shift moves every span, by the length of a byte order mark.
func (t *Text) shift(by int) {
	for i := range t.groups {
		for j := range t.groups[i].fields {
			t.groups[i].fields[j].span.from += by
			t.groups[i].fields[j].span.to += by
		}
	}
}

// Key returns the only key of a text or, of several, the key whose section, row or object has the name. It never
// combines the id of one group with the secret of another.
func (t *Text) Key(name string) (Key, error) {
	groups := slices.DeleteFunc(slices.Clone(t.groups), func(g group) bool { return len(g.fields) == 0 })
	if len(groups) > 1 {
		named := slices.DeleteFunc(slices.Clone(groups), func(g group) bool { return g.name != name })
		if len(named) != 1 {
			return Key{}, fmt.Errorf("%w, but not exactly one named %q: %s", ErrSeveral, name, list(groups))
		}
		groups = named
	}
	if len(groups) == 0 {
		return Key{}, ErrNone
	}
	return groups[0].key()
}

// key returns the key that a group holds.
func (g group) key() (Key, error) {
	ids, secrets, tokens := g.values(idPart), g.values(secretPart), g.values(tokenPart)
	switch {
	case len(ids) > 1 || len(secrets) > 1:
		return Key{}, fmt.Errorf("%w together: %s", ErrSeveral, g.describe())
	case len(tokens) > 0:
		return Key{}, ErrTemporary
	case len(ids) == 0 || len(secrets) == 0:
		return Key{}, ErrNone
	}
	k := Key{Name: g.name, ID: ids[0], Secret: redact.New(secrets[0])}
	for _, f := range g.fields {
		k.spans = append(k.spans, f.span)
	}
	return k, nil
}

// values returns the distinct values of a part.
func (g group) values(p part) (found []string) {
	for _, f := range g.fields {
		if f.part == p && !slices.Contains(found, f.value) {
			found = append(found, f.value)
		}
	}
	return found
}

// describe names a group and its key ids: "one (AKIA…, line 2)".
func (g group) describe() string {
	name := g.name
	if name == "" {
		name = "without a name"
	}
	var parts []string
	for _, f := range g.fields {
		switch {
		case f.part != idPart:
		case isAWS(f.value):
			parts = append(parts, fmt.Sprintf("%s, line %d", f.value, f.line))
		default: // perhaps a secret in the wrong place
			parts = append(parts, fmt.Sprintf("line %d", f.line))
		}
	}
	if secrets := len(g.values(secretPart)); len(parts) > 1 || len(parts) != secrets {
		parts = append(parts, fmt.Sprintf("secrets: %d", secrets))
	}
	return fmt.Sprintf("%s (%s)", name, strings.Join(parts, "; "))
}

// isAWS reports whether a value looks like an AWS id and therefore not like a secret.
func isAWS(id string) bool {
	return len(id) >= 16 && id[0] == 'A' && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
}

// mostListed bounds the number of keys in an error.
const mostListed = 10

func list(groups []group) string {
	var names []string
	for i, g := range groups {
		if i == mostListed {
			names = append(names, fmt.Sprintf("and %d more", len(groups)-i))
			break
		}
		names = append(names, g.describe())
	}
	return strings.Join(names, ", ")
}

// Without returns the text without a key, every other byte unchanged, and whether the rest is worthless.
func (t *Text) Without(k Key) (rest []byte, spent bool) {
	slices.SortFunc(k.spans, func(a, b span) int { return a.from - b.from })
	at := 0
	for _, s := range k.spans {
		rest = append(rest, t.content[at:s.from]...)
		at = s.to
	}
	rest = append(rest, t.content[at:]...)
	return rest, t.spent(bytes.TrimPrefix(rest, []byte(bom)))
}

// addField adds a part unless its value is empty.
func (g *group) addField(p part, value string, line int, cut span) {
	if p != noPart && value != "" {
		g.fields = append(g.fields, field{p, value, line, cut})
	}
}
