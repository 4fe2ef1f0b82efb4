package ui

import (
	tea "charm.land/bubbletea/v2"
)

// openRequest shows the request screen for a profile.
func (m Model) openRequest(profile string) (Model, tea.Cmd) {
	if m.deps.Requests == nil {
		return m.tell("requests can't be sent from here", true), nil
	}
	names := make([]string, 0, len(m.list.rows.entries))
	for _, entry := range m.list.rows.entries {
		names = append(names, entry.Profile.Name)
	}
	return m, m.request.Open(profile, names)
}

// loadRequest fills the request's form.
func (m Model) loadRequest(form *RequestForm) (Model, tea.Cmd) {
	if form == nil {
		return m, nil
	}
	return m, m.request.Load(*form)
}

// requestMouse hands the mouse to the request screen.
func (m Model) requestMouse(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		return m.request.Click(msg.X, msg.Y)
	case tea.MouseWheelMsg:
		step := wheelStep
		if msg.Button == tea.MouseWheelUp {
			step = -wheelStep
		}
		m.request.Wheel(msg.X, msg.Y, step)
	}
	return nil
}

// withDialog draws a frame with the topmost dialog above it, if there is one.
func (m Model) withDialog(s screen, draw func(screen) (string, *tea.Cursor)) (string, *tea.Cursor) {
	frame, cursor := draw(s)
	if top := m.dialogs.top(); top != nil {
		return m.overlay(frame, top, s)
	}
	return frame, cursor
}

// requestFrame draws the whole screen while a request is composed.
func (m Model) requestFrame(s screen) (string, *tea.Cursor) {
	middle := rect{0, s.Header.H, s.Size.W, max(0, s.Size.H-s.Header.H-s.Status.H-s.Help.H)}
	content, cursor := m.request.View(middle, m.styles)
	title := block([]string{m.styles.Title.Render("lanyard") + "  " + m.request.Title(m.styles)}, s.Header)
	return title + "\n" + content + "\n" + m.statusLine(s.Status) + "\n" + m.helpLine(s.Help), cursor
}
