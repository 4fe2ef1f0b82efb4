package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// heading draws the heading of a group.
func (p *rowPainter) heading(group int) string {
	name := p.arranged.headings[group]
	if name == "" {
		name = "no " + p.group.String()
	}
	count := thousands(int(p.counts[group]))
	name = cut(name, p.width-len(count)-8)
	text := p.styles.Border.Render("──") + " " + p.styles.Title.Render(name) + " " + p.styles.Faint.Render(count) + " "
	text += p.styles.Border.Render(strings.Repeat("─", max(0, p.width-ansi.StringWidth(text))))
	return pad(cut(text, p.width), p.width)
}

// topLine is the filter while it is typed, else the names of the columns.
func (p *rowPainter) topLine() string {
	if p.filter.open {
		return p.filterLine(p.width, p.styles)
	}
	ink, bold := newBrush(p.styles.Faint), newBrush(p.styles.Bold)
	label := func(c column, width int) {
		b := ink
		if p.sort.column() == c {
			b = bold
		}
		p.pen.cell(c.label(), width, b, b, nil)
	}
	p.pen.put(ink, spaces(marksWidth))
	label(colName, p.plan.name)
	used := marksWidth + p.plan.name
	for _, other := range p.plan.others {
		p.pen.put(ink, spaces(p.plan.gap))
		label(other.column, other.width)
		used += p.plan.gap + other.width
	}
	if room := p.width - used; room >= p.plan.gap+p.plan.left {
		b := ink
		if p.sort == sortLeft {
			b = bold
		}
		p.pen.put(b, spaces(room-len("left"))+"left")
	}
	return pad(cut(p.pen.take(), p.width), p.width)
}

// filterLine is the filter with its cursor, and how much it leaves.
func (l list) filterLine(width int, s styles) string {
	count := thousands(l.kept) + " of " + thousands(len(l.rows.entries))
	if len(count) > width/3 {
		count = ""
	}
	room := width - 1 - len(count) - 2
	before, under, after := string(l.filter.text[:l.filter.at]), " ", ""
	if l.filter.at < len(l.filter.text) {
		under, _ = ansi.FirstGraphemeCluster(string(l.filter.text[l.filter.at:]), ansi.GraphemeWidth)
		after = string(l.filter.text[l.filter.at:])[len(under):]
	}
	if over := ansi.StringWidth(before) + 2 - room; over > 0 {
		before = ansi.TruncateLeft(before, over+1, "…")
	}
	text := s.Key.Render("/") + s.Text.Render(before) + s.Text.Reverse(true).Render(under) + s.Text.Render(after)
	line := pad(cut(text, width-len(count)-1), width-len(count)) + s.Faint.Render(count)
	return pad(cut(line, width), width)
}
