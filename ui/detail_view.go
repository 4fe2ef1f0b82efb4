package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// detailFrame is what the pane's frame takes of its width: a line and a space at the left.
const detailFrame = 2

// View draws the pane: a title in the top edge, a line down the left side, heavy while it has the
// focus.
func (d detail) View(r rect, s styles, focused bool) string {
	if r.W <= detailFrame+1 || r.H <= 0 {
		return block(nil, r)
	}
	d = d.Resize(r)
	frame, corner, rule, side := s.Border, "╭", "─", "│"
	if focused {
		frame, corner, rule, side = s.Focus, "┏", "━", "┃"
	}
	title, used := d.title(r.W-4, s)
	lines := make([]string, 1, r.H)
	lines[0] = frame.Render(corner+rule) + title + frame.Render(strings.Repeat(rule, max(r.W-2-used, 0)))
	bar := frame.Render(side) + " "
	for i := range r.H - 1 {
		line := ""
		if at := d.top + i; at < len(d.rows) {
			line = d.rows[at].draw(s)
		} else if i == 0 && !d.ok {
			line = s.Faint.Render("no profile is chosen")
		}
		lines = append(lines, bar+line)
	}
	return block(lines, r)
}

// title is the status mark, the name, the kind, the status and the time left, and which rows are
// shown if not all. What there is no room for is left out, the kind first; the name is cut.
func (d detail) title(width int, s styles) (text string, used int) {
	if !d.ok || width < 8 {
		return "", 0
	}
	state := liveState(&d.entry, d.now)
	style, mark := s.Status(state.Status)
	kind, status, position := string(d.entry.Plan.Kind), statusText(state, d.now), ""
	if len(d.rows) > d.page() {
		position = fmt.Sprintf("%d–%d/%d", d.top+1, min(d.top+d.page(), len(d.rows)), len(d.rows))
	}
	name := clean(d.entry.Profile.Name)
	room := width - 3 // the mark and the spaces around
	wanted := min(ansi.StringWidth(name), max(room/2, 8))
	for _, part := range []*string{&status, &position, &kind} {
		w := ansi.StringWidth(*part) + 2
		if w == 2 || wanted+w > room {
			*part = ""
			continue
		}
		room -= w
		*part = "  " + *part
	}
	text = " " + style.Render(mark) + " " + s.Title.Render(cut(name, room)) +
		s.Faint.Render(kind) + style.Render(status) + s.Faint.Render(position) + " "
	return text, ansi.StringWidth(text)
}
