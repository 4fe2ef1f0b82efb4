package ui

import "lanyard/internal/app"

// Select puts the cursor on a profile, if it is shown.
func (l list) Select(name string) list {
	if row := l.rows.find(name); row >= 0 {
		return l.onto(row)
	}
	return l
}

// Entry is the entry of a profile, shown or not.
func (l list) Entry(name string) (app.Entry, bool) {
	if row := l.rows.find(name); row >= 0 {
		return l.rows.entries[row], true
	}
	return app.Entry{}, false
}
