package ui

import "strings"

// edit is one change of an editor's text: what stood at a place, and what stands there since.
type edit struct {
	at                spot
	removed, inserted string
}

// undoLimit is how many edits can be undone, and undoSize bounds what they hold, in bytes.
const undoLimit, undoSize = 1000, 16 << 20

// record keeps an edit. What is typed letter by letter is undone word by word.
func (e *editor) record(change edit) {
	e.undone = nil
	if n := len(e.done); n > 0 && e.typing && change.removed == "" {
		last := &e.done[n-1]
		if behind(last.at, last.inserted) == change.at && !strings.ContainsAny(change.inserted, " \n\t") {
			last.inserted += change.inserted
			return
		}
	}
	e.done = append(e.done, change)
	held := 0
	for i := len(e.done) - 1; i >= 0; i-- {
		held += len(e.done[i].removed) + len(e.done[i].inserted)
		if held > undoSize || len(e.done)-i > undoLimit {
			e.done = e.done[i+1:]
			return
		}
	}
}

// undo takes the last edit back.
func (e *editor) undo() {
	n := len(e.done)
	if n == 0 {
		return
	}
	last := e.done[n-1]
	e.at = e.splice(last.at, behind(last.at, last.inserted), last.removed)
	e.done, e.undone = e.done[:n-1], append(e.undone, last)
	e.typing, e.column = false, -1
	e.clampCursor()
}

// redo makes the edit again that was taken back last.
func (e *editor) redo() {
	n := len(e.undone)
	if n == 0 {
		return
	}
	next := e.undone[n-1]
	e.at = e.splice(next.at, behind(next.at, next.removed), next.inserted)
	e.undone, e.done = e.undone[:n-1], append(e.done, next)
	e.typing, e.column = false, -1
	e.clampCursor()
}

// behind is the place behind a text that stands at a place.
func behind(at spot, text string) spot {
	breaks := strings.Count(text, "\n")
	if breaks == 0 {
		return spot{at.line, at.byte + len(text)}
	}
	return spot{at.line + breaks, len(text) - strings.LastIndexByte(text, '\n') - 1}
}
