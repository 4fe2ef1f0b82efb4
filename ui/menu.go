package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// menuItem is a choice: the key that makes it at once, what it does, what it is about, and what the
// root is told.
type menuItem struct {
	key           key.Binding
	label, detail string
	choose        actionMsg
}

// menu is a dialog that offers choices.
type menu struct {
	title  string
	notes  []menuNote
	items  []menuItem
	keys   keyMap
	cursor int
	spots  *clickTargets
}

// menuNote is a line of explanation above the choices.
type menuNote struct {
	text string
	tone tone
}

// Update moves the cursor, or chooses.
func (m menu) Update(msg tea.Msg) (dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.press(msg)
	case tea.MouseClickMsg:
		if i, _, ok := m.spots.clicked(msg); ok {
			return nil, send(m.items[i].choose)
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			m = m.move(-1)
		case tea.MouseWheelDown:
			m = m.move(1)
		}
	}
	return m, nil
}

func (m menu) press(msg tea.KeyPressMsg) (dialog, tea.Cmd) {
	switch {
	case key.Matches(msg, m.keys.Back):
		return nil, nil
	case key.Matches(msg, m.keys.Up):
		return m.move(-1), nil
	case key.Matches(msg, m.keys.Down):
		return m.move(1), nil
	case key.Matches(msg, m.keys.Top, m.keys.PageUp):
		return m.move(-len(m.items)), nil
	case key.Matches(msg, m.keys.Bottom, m.keys.PageDown):
		return m.move(len(m.items)), nil
	case key.Matches(msg, m.keys.Enter) && len(m.items) > 0:
		return nil, send(m.items[m.cursor].choose)
	}
	for _, item := range m.items {
		if key.Matches(msg, item.key) {
			return nil, send(item.choose)
		}
	}
	return m, nil
}

func (m menu) move(n int) menu {
	m.cursor = max(min(m.cursor+n, len(m.items)-1), 0)
	return m
}

// Cancel implements dialog: nobody waits for a choice.
func (m menu) Cancel() tea.Cmd { return nil }

// Keys implements dialog.
func (m menu) Keys() []helpKey {
	enter := m.keys.Enter
	enter.SetHelp(enter.Help().Key, "choose")
	return helpKeys(enter, m.keys.Up, m.keys.Down, m.keys.Back)
}

func send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
