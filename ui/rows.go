package ui

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
)

// column is one of the texts that a row of the list shows.
type column int

const (
	colName column = iota
	colKind
	colAccount
	colRole
	colRegion
	colSession
	colStatus
	columnCount
)

// rows is the text of every cell of the list, made once when entries arrive. Nothing changes it later.
type rows struct {
	entries []app.Entry
	columns [columnCount]texts
}

// texts is one column: its different values, and which of them each row has. Ten thousand profiles
// share a few hundred accounts, roles and regions, so that a word is looked for in a value once.
type texts struct {
	values []string // clean
	folded []string // the same as fold has it; shares its bytes where there is none
	of     []int    // the value of each row
	width  int      // of the widest value, in cells
}

// shownLimit bounds the part of a text that is shown and searched, in bytes: no cell is wider.
const shownLimit = 256

func newRows(entries []app.Entry) *rows {
	r := &rows{entries: entries}
	var known [columnCount]map[string]int
	for c := range r.columns {
		r.columns[c].of = make([]int, 0, len(entries))
		known[c] = map[string]int{}
	}
	known[colName] = nil // names are all different
	r.columns[colName].values = make([]string, 0, len(entries))
	r.columns[colName].folded = make([]string, 0, len(entries))
	for i := range entries {
		for c, text := range cells(&entries[i]) {
			r.columns[c].add(text, known[c])
		}
	}
	return r
}

// cells are the texts of an entry, as they stand in the files.
func cells(e *app.Entry) [columnCount]string {
	return [columnCount]string{
		colName: e.Profile.Name, colKind: string(e.Plan.Kind), colAccount: e.Account(), colRole: e.Role(),
		colRegion: e.Plan.Region, colSession: e.Session(), colStatus: string(e.State.Status),
	}
}

// add gives the next row its value.
func (t *texts) add(text string, known map[string]int) {
	at, ok := known[text]
	if !ok {
		at = int(len(t.values))
		if known != nil {
			known[text] = at
		}
		value := shorten(clean(text))
		t.values = append(t.values, value)
		t.folded = append(t.folded, fold(value))
		t.width = max(t.width, cellWidth(value))
	}
	t.of = append(t.of, at)
}

func (r *rows) text(c column, row int) string {
	return r.columns[c].values[r.columns[c].of[row]]
}

// find is the row of the profile with a name, or -1.
func (r *rows) find(name string) int {
	for i := range r.entries {
		if r.entries[i].Profile.Name == name {
			return i
		}
	}
	return -1
}

func shorten(text string) string {
	if len(text) <= shownLimit {
		return text
	}
	end := shownLimit
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

func cellWidth(text string) int {
	if isASCII(text) {
		return len(text) // clean text has no control characters
	}
	return ansi.StringWidth(text)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
