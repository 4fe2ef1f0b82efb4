package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// View draws the answer into a rectangle.
func (p *answerPane) View(r rect, s styles, focused bool) ([]string, *tea.Cursor) {
	lines := []string{p.tabs(r.W, s, focused)}
	if p.tab == tabTiming && p.timedAt != r.W {
		p.timedAt = r.W
		p.view().SetLines(timingLines(p.answer.Attempts, r.W-viewGutter))
	}
	band := p.band(r.W, s)
	most := r.H / 3
	if p.answer == nil {
		most = r.H - 3 // there is nothing else to read
	}
	p.bandRows = min(len(band), max(1, most))
	if len(band) > p.bandRows {
		band[p.bandRows-1] = pad(cut(band[p.bandRows-1], r.W-2), r.W-2) + s.Faint.Render(" …")
	}
	lines = append(lines, band[:p.bandRows]...)
	height := max(1, r.H-len(lines)-1)
	p.view().Resize(r.W, height)
	lines = append(lines, p.view().View(s, focused)...)
	status, column := p.view().Status(r.W, s)
	lines = append(lines, status)
	var cursor *tea.Cursor
	if column >= 0 && focused && len(lines) <= r.H {
		cursor = tea.NewCursor(r.X+min(column, r.W-1), r.Y+len(lines)-1)
	}
	return splitLines(block(lines, r)), cursor
}

// tabs is the line with the tabs' names: all of them, or where they have no room only the one shown.
func (p *answerPane) tabs(width int, s styles, focused bool) string {
	if p.answer == nil {
		return rule("No answer", width, s, focused)
	}
	short := false
	for _, next := range []bool{false, true} {
		short = next
		if p.tabsWidth(short) <= width {
			break
		}
	}
	var b strings.Builder
	used := 0
	put := func(text string, render func(...string) string) {
		b.WriteString(render(text))
		used += ansi.StringWidth(text)
	}
	for tab := range tabCount {
		put("─", s.ruleStyle(focused).Render)
		text := p.tabText(tab, short)
		if tab == p.tab {
			put(text, s.Cursor.Render)
		} else {
			put(text, s.Faint.Render)
		}
		p.tabEnds[tab] = used
	}
	return cut(b.String(), width) + s.ruleStyle(focused).Render(strings.Repeat("─", max(0, width-used)))
}

func (p *answerPane) tabText(tab answerTab, short bool) string {
	if short && tab != p.tab {
		return fmt.Sprintf(" %d ", tab+1)
	}
	return fmt.Sprintf(" %d %s ", tab+1, tab.name())
}

func (p *answerPane) tabsWidth(short bool) (width int) {
	for tab := range tabCount {
		width += 1 + len(p.tabText(tab, short))
	}
	return width
}

// Keys are the keys that work now.
func (p *answerPane) Keys() []helpKey {
	if p.Searching() {
		return []helpKey{{"enter", "found"}, {"esc", "back"}}
	}
	if p.answer == nil {
		return []helpKey{{"esc", "the form"}, {"r", "send again"}, {"y", "copy"}}
	}
	keys := []helpKey{{"esc", "the form"}, {"1-5", "tabs"}, {"r", "send again"}, {"/", "search"}}
	if p.view().search.text.Value() != "" {
		keys = append(keys, helpKey{"n N", "next, before"})
	}
	switch p.tab {
	case tabBody:
		keys = append(keys, helpKey{"space", "fold"}, helpKey{"y", "copy"}, helpKey{"o", "save"})
	case tabCopy:
		keys = append([]helpKey{{"c", "copy curl"}, {"L", "copy lanyard"}, {"o", "save the body"}}, keys...)
	default:
		keys = append(keys, helpKey{"y", "copy"})
	}
	return append(keys, helpKey{"f1", "keys"})
}
