package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"

	"lanyard/internal/creds"
)

// rowPainter draws rows into one width.
type rowPainter struct {
	list
	plan   columnPlan
	width  int
	styles styles
	normal inks
	ink    inks // of the row being drawn
	status map[creds.Status]brush
	pen    pen
}

// spinnerFrames turn before the name of a profile that is being renewed.
const spinnerFrames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

// View draws the list.
func (l list) View(r rect, s styles) string {
	if r.Empty() {
		return ""
	}
	l = l.Resize(r)
	if len(l.lines) == 0 {
		return l.emptyView(r, s)
	}
	p := rowPainter{list: l, plan: planColumns(l.rows, r.W), width: r.W, styles: s, normal: newInks(s), status: map[creds.Status]brush{}}
	lines := make([]string, 0, r.H)
	if l.above() > 0 {
		lines = append(lines, p.topLine())
	}
	for at := l.top; len(lines) < r.H; at++ {
		switch {
		case at >= len(l.lines):
			lines = append(lines, spaces(r.W))
		case l.lines[at] < 0:
			lines = append(lines, p.heading(headingLine(l.lines[at])))
		default:
			lines = append(lines, p.row(l.lines[at], at == l.cursor))
		}
	}
	return strings.Join(lines, "\n")
}

// emptyView says why there is nothing to show, and what to do.
func (l list) emptyView(r rect, s styles) string {
	var lines []string
	if l.filter.open {
		lines = append(lines, l.filterLine(r.W, s))
	}
	said := func(style lipgloss.Style, text string) {
		if len(lines)+1 < r.H || len(lines) == 0 {
			lines = append(lines, "  "+style.Render(text))
		}
	}
	press := func(b key.Binding) string { return s.Key.Render(b.Help().Key) }
	switch {
	case !l.loaded:
		said(s.Faint, "Reading the profiles…")
	case len(l.rows.entries) == 0:
		said(s.Bold, "There are no profiles yet.")
		said(s.Text, press(l.keys.New)+" adds one.")
		said(s.Text, "Run "+s.Bold.Render("lanyard demo")+" to look around.")
	default:
		said(s.Bold, "No profile matches the filter.")
		said(s.Text, press(l.keys.Back)+" clears it.")
	}
	return block(lines, r)
}
