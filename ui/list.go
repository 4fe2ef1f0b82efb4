package ui

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"lanyard/internal/app"
)

// list is the pane of all profiles. It is a value: every method that changes something returns the
// list that follows.
type list struct {
	keys   keyMap
	rows   *rows
	loaded bool // entries came, if only none
	size   rect

	now     time.Time
	stale   time.Time // when the first state will have ended, zero for never
	current string
	busy    map[string]bool
	frame   int // of the spinner

	sort     sorting
	group    grouping
	arranged arrangement
	filter   query
	found    []hits
	kept     int // rows that match

	// lines are what can be scrolled through: a row, or the heading of a group as headingLine has it.
	lines       []int
	counts      []int // rows of each group
	cursor, top int   // lines
}

// headingLine is a group as a line, and a line as a group.
func headingLine(n int) int { return -1 - n }

func newList(keys keyMap) list {
	return list{keys: keys, rows: newRows(nil)}
}

// SetEntries shows other entries. The cursor stays on its profile, or about where it was if that is gone.
func (l list) SetEntries(entries []app.Entry, current string, now time.Time) list {
	name, ok := l.selectedName()
	l.rows, l.current, l.now, l.loaded = newRows(entries), current, now, true
	l.stale = firstStale(entries, now)
	l.arranged = arrange(l.rows, l.sort, l.group)
	l.found = search(l.rows, l.filter.words(), nil)
	l = l.relist()
	if row := l.rows.find(name); ok && row >= 0 {
		return l.onto(row)
	}
	return l.selectNear(l.cursor, 1)
}

// SetNow moves the countdowns.
func (l list) SetNow(now time.Time) list {
	l.now = now
	return l
}

// Stale reports that the state of an entry has ended since it was read.
func (l list) Stale() bool { return !l.stale.IsZero() && !l.stale.After(l.now) }

// SetBusy starts or ends the spinner of a profile.
func (l list) SetBusy(profile string, busy bool) list {
	l.busy = maps.Clone(l.busy)
	if busy {
		if l.busy == nil {
			l.busy = map[string]bool{}
		}
		l.busy[profile] = true
	} else {
		delete(l.busy, profile)
	}
	return l
}

// Spin turns the spinners.
func (l list) Spin() list {
	l.frame++
	return l
}

// Resize gives the list its place.
func (l list) Resize(r rect) list {
	if r == l.size {
		return l
	}
	l.size = r
	return l.follow()
}

// Selected is the entry under the cursor, if there is one.
func (l list) Selected() (app.Entry, bool) {
	if row, ok := l.row(); ok {
		return l.rows.entries[row], true
	}
	return app.Entry{}, false
}

func (l list) row() (int, bool) {
	if l.cursor < 0 || l.cursor >= len(l.lines) || l.lines[l.cursor] < 0 {
		return 0, false
	}
	return l.lines[l.cursor], true
}

func (l list) selectedName() (string, bool) {
	if row, ok := l.row(); ok {
		return l.rows.entries[row].Profile.Name, true
	}
	return "", false
}

// Filtering reports that the filter is being typed: all keys belong to it.
func (l list) Filtering() bool { return l.filter.open }

// Filter is the text of the filter.
func (l list) Filter() string { return l.filter.String() }

// WithFilter sets the filter, as if it had been typed and kept.
func (l list) WithFilter(text string) list {
	l.filter = newQuery(text)
	return l.refilter()
}

// Title says how many profiles are shown, and how.
func (l list) Title() string {
	parts := []string{"profiles " + thousands(len(l.rows.entries))}
	if len(l.found) > 0 {
		parts[0] = fmt.Sprintf("profiles %s/%s", thousands(l.kept), thousands(len(l.rows.entries)))
	}
	if l.sort != sortFile {
		parts = append(parts, "sort "+l.sort.String())
	}
	if l.group != groupNone {
		parts = append(parts, "group "+l.group.String())
	}
	if l.filter.open || len(l.filter.text) > 0 {
		parts = append(parts, "/"+l.filter.String())
	}
	return strings.Join(parts, " · ")
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
