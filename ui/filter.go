package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// query is the line in which the filter is written.
type query struct {
	text []rune
	at   int  // where the next character goes
	open bool // being typed into
}

// queryLimit is the longest filter, in characters: whatever is pasted, a key press stays quick.
const queryLimit = 64

func newQuery(text string) query {
	return query{}.insert(text)
}

func (q query) String() string { return string(q.text) }

// words are what must all match: each once, without the difference of case.
func (q query) words() []string {
	var words []string
	for _, word := range strings.Fields(fold(string(q.text))) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// insert puts text at the cursor, as far as there is room.
func (q query) insert(text string) query {
	room := queryLimit - len(q.text)
	if len(text) > 8*queryLimit {
		text = text[:8*queryLimit]
	}
	added := []rune(clean(text))
	added = added[:min(len(added), room)]
	q.text = slices.Concat(q.text[:q.at], added, q.text[q.at:])
	q.at += len(added)
	return q
}

// remove takes out what is between a place and the cursor.
func (q query) remove(from int) query {
	q.text = slices.Concat(q.text[:from], q.text[q.at:])
	q.at = from
	return q
}

// key handles what edits the line, and reports whether the key was one of those.
func (q query) key(press tea.KeyPressMsg) (query, bool) {
	switch press.String() {
	case "backspace", "ctrl+h":
		return q.remove(max(0, q.at-1)), true
	case "delete", "ctrl+d":
		if q.at < len(q.text) {
			q.at++
			q = q.remove(q.at - 1)
		}
	case "ctrl+u":
		return q.remove(0), true
	case "ctrl+w", "alt+backspace":
		return q.remove(q.wordStart()), true
	case "left", "ctrl+b":
		q.at = max(0, q.at-1)
	case "right", "ctrl+f":
		q.at = min(len(q.text), q.at+1)
	case "home", "ctrl+a":
		q.at = 0
	case "end", "ctrl+e":
		q.at = len(q.text)
	default:
		if press.Text == "" {
			return q, false
		}
		return q.insert(press.Text), true
	}
	return q, true
}

// wordStart is where the word before the cursor begins.
func (q query) wordStart() int {
	at := q.at
	for at > 0 && q.text[at-1] == ' ' {
		at--
	}
	for at > 0 && q.text[at-1] != ' ' {
		at--
	}
	return at
}
