package ui

import tea "charm.land/bubbletea/v2"

// hot is a part of a line's cells that does something when it is clicked.
type hot struct{ from, to, id int }

// clickTargets are where a dialog can be clicked, as it was drawn last.
type clickTargets struct {
	lines []int // of the dialog, its border included
	hots  []hot
}

// note keeps the hot parts of the rows that are drawn: those that fit.
func (p *clickTargets) note(rows []dialogRow, room rect) []dialogRow {
	p.lines, p.hots = p.lines[:0], p.hots[:0]
	if room.W <= boxFrame || room.H <= 2 {
		return rows // nothing of it is drawn
	}
	rows = fitRows(rows, room.H-2)
	for y, row := range rows {
		for _, h := range row.hots {
			p.lines = append(p.lines, y+1)
			p.hots = append(p.hots, hot{h.from + boxFrame/2, h.to + boxFrame/2, h.id})
		}
	}
	return rows
}

// clicked is what the left button hit: its id, and in which of its cells. The place is that within the
// dialog.
func (p *clickTargets) clicked(msg tea.MouseClickMsg) (id, column int, ok bool) {
	if msg.Button != tea.MouseLeft {
		return 0, 0, false
	}
	for i, h := range p.hots {
		if msg.Y == p.lines[i] && msg.X >= h.from && msg.X < h.to {
			return h.id, msg.X - h.from, true
		}
	}
	return 0, 0, false
}

// whole makes all of a row hot.
func whole(id, width int) []hot { return []hot{{0, width, id}} }
