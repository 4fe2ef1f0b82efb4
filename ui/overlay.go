package ui

import (
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// overlaid is the topmost dialog as it is drawn, and where it lies.
func (m Model) overlaid(top dialog, s screen) (content string, at rect, cursor *tea.Cursor) {
	room := rect{0, 0, s.Size.W, s.Size.H - 1} // the help line stays
	content, cursor = top.View(room, m.styles)
	return content, room.Center(lipgloss.Width(content), lipgloss.Height(content)), cursor
}

// inDialog is a click as the topmost dialog sees it: from its own corner.
func (m Model) inDialog(msg tea.Msg, s screen) tea.Msg {
	click, ok := msg.(tea.MouseClickMsg)
	if !ok {
		return msg
	}
	_, at, _ := m.overlaid(m.dialogs.top(), s)
	click.X -= at.X
	click.Y -= at.Y
	return click
}

// clickHelp presses the key that was clicked in the help line.
func (m Model) clickHelp(click tea.MouseClickMsg, r rect) (Model, tea.Cmd) {
	press, ok := helpKeyAt(m.helpKeys(), r.W, click.X-r.X)
	if !ok || click.Button != tea.MouseLeft {
		return m, nil
	}
	return m.key(press)
}
