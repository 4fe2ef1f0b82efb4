package signer

import (
	"bytes"
	"slices"
	"strings"
)

// pair is one parameter of a query: its canonically encoded name and value in query.text.
type pair struct{ start, equals, end int }

// query is a list of encoded parameters in one buffer, which is reused.
type query struct {
	text  []byte
	pairs []pair
}

func (q *query) reset() { q.text, q.pairs = q.text[:0], q.pairs[:0] }

func (q *query) name(p pair) []byte  { return q.text[p.start:p.equals] }
func (q *query) value(p pair) []byte { return q.text[p.equals+1 : p.end] }

// parse parses a query. It skips empty pairs and reads a plus sign as a space. A semicolon or a stray percent sign
// has no special meaning.
func (q *query) parse(raw string) {
	for raw != "" {
		var part string
		part, raw, _ = strings.Cut(raw, "&")
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		start := len(q.text)
		q.text = appendRequoted(q.text, name)
		q.finish(start, value, appendRequoted)
	}
}

func (q *query) add(name, value string) {
	start := len(q.text)
	q.text = appendEscaped(q.text, name)
	q.finish(start, value, appendEscaped)
}

func (q *query) finish(start int, value string, appendValue func([]byte, string) []byte) {
	equals := len(q.text)
	q.text = appendValue(append(q.text, '='), value)
	q.pairs = append(q.pairs, pair{start, equals, len(q.text)})
}

// has reports whether there is a parameter with a name of unreserved characters.
func (q *query) has(name string) bool {
	return slices.ContainsFunc(q.pairs, func(p pair) bool { return string(q.name(p)) == name })
}

// drop removes the parameters with a name, given in encoded form.
func (q *query) drop(name string) {
	q.pairs = slices.DeleteFunc(q.pairs, func(p pair) bool { return string(q.name(p)) == name })
}

// set replaces the parameters with a name.
func (q *query) set(name, value string) {
	q.drop(name)
	q.add(name, value)
}

// appendTo appends the parameters in their current order.
func (q *query) appendTo(dst []byte) []byte {
	for i, p := range q.pairs {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = append(dst, q.text[p.start:p.end]...)
	}
	return dst
}

// sort sorts the parameters by encoded name, then by encoded value.
func (q *query) sort() {
	// Comparing "name=value" as a whole would be wrong: "-" and "." sort before "=".
	slices.SortFunc(q.pairs, func(a, b pair) int {
		if c := bytes.Compare(q.name(a), q.name(b)); c != 0 {
			return c
		}
		return bytes.Compare(q.value(a), q.value(b))
	})
}

// appendRequoted decodes part of a query and encodes it in the one canonical way.
func appendRequoted(dst []byte, s string) []byte {
	for {
		n := plainRun(s)
		dst = append(dst, s[:n]...)
		if n == len(s) {
			return dst
		}
		c, width := s[n], 1
		switch c {
		case '%':
			c, width = nextByte(s[n:])
		case '+':
			c = ' '
		}
		if unreserved(c) {
			dst = append(dst, c)
		} else {
			dst = appendPercent(dst, c)
		}
		s = s[n+width:]
	}
}

// sendable reports whether every server parses a query the way parse does. Any other query is sent in canonical
// form.
func sendable(raw string) bool {
	previous := byte('&')
	for i := range len(raw) {
		c := raw[i]
		switch {
		case unreserved(c), c == '=', strings.IndexByte("!$'()*,:@/?", c) >= 0:
		case c == '%' && isEscape(raw[i:]):
		case c == '&' && previous != '&':
		default:
			return false
		}
		previous = c
	}
	return raw == "" || previous != '&'
}

// addBytes is like add for a value in a byte slice.
func (q *query) addBytes(name string, value []byte) {
	start := len(q.text)
	q.text = append(appendEscaped(q.text, name), '=')
	equals := len(q.text) - 1
	for _, c := range value {
		if unreserved(c) {
			q.text = append(q.text, c)
		} else {
			q.text = appendPercent(q.text, c)
		}
	}
	q.pairs = append(q.pairs, pair{start, equals, len(q.text)})
}
