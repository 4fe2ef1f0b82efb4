package ui

import (
	tea "charm.land/bubbletea/v2"
)

// confirmDialog asks a question whose answer is yes or no, no unless it is said.
type confirmDialog struct {
	title, question string
	lines           []string
	yes             tea.Cmd
	onYes           bool
	spots           clickTargets
}

// newConfirmDialog asks whether to run yes. Lines tell what follows from it.
func newConfirmDialog(title, question string, lines []string, yes tea.Cmd) dialog {
	return &confirmDialog{title: title, question: question, lines: lines, yes: yes}
}

func (d *confirmDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return d.press(msg)
	case tea.MouseClickMsg:
		switch id, _, _ := d.spots.clicked(msg); id {
		case confirmNo:
			return nil, d.Cancel()
		case confirmYes:
			return nil, d.yes
		}
	}
	return d, nil
}

// The buttons.
const (
	confirmNo = 1 + iota
	confirmYes
)

func (d *confirmDialog) press(press tea.KeyPressMsg) (dialog, tea.Cmd) {
	switch press.String() {
	case "y", "Y":
		return nil, d.yes
	case "n", "N", "q", "esc":
		return nil, d.Cancel()
	case "left", "right", "tab", "shift+tab", "h", "l":
		d.onYes = !d.onYes
	case "enter":
		if d.onYes {
			return nil, d.yes
		}
		return nil, d.Cancel()
	}
	return d, nil
}

// Cancel does nothing: nobody waits for a no.
func (d *confirmDialog) Cancel() tea.Cmd { return nil }

func (d *confirmDialog) Keys() []helpKey {
	chosen := helpKey{"enter", "no"}
	if d.onYes {
		chosen.does = "yes"
	}
	return []helpKey{{"y", "yes"}, {"n", "no"}, {"tab", "choose"}, chosen}
}

func (d *confirmDialog) View(room rect, s styles) (string, *tea.Cursor) {
	w := innerWidth(dialogWidth, room)
	rows := paragraph(d.question, w, s.Bold.Render)
	rows = append(rows, gap())
	for _, line := range d.lines {
		for _, row := range paragraph(line, w, s.Text.Render) {
			row.drop = max(row.drop, 2)
			rows = append(rows, row)
		}
	}
	no, yes := s.Cursor.Render("[ No ]"), s.Text.Render("  Yes  ")
	if d.onYes {
		no, yes = s.Text.Render("  No  "), s.Cursor.Render("[ Yes ]")
	}
	rows = append(rows, gap(), dialogRow{text: no + "  " + yes, hots: []hot{{0, 6, confirmNo}, {8, 15, confirmYes}}})
	return drawDialog(d.title, d.spots.note(rows, room), dialogWidth, room, s)
}
