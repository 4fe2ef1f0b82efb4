package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// stops waits until somebody stops this process from outside.
func (m Model) stops() tea.Cmd {
	from := m.deps.Stops
	if from == nil {
		return nil
	}
	return m.tasks.run(m.tasks.ctx, func(ctx context.Context) tea.Msg {
		p, err := from.Wait(ctx)
		if err != nil {
			return nil // the program ends, or nothing here can be stopped
		}
		return programMsg{program: p, stopped: true}
	})
}

// stop gives the terminal back to the shell.
func (m Model) stop() (Model, tea.Cmd) {
	if m.deps.Stops == nil {
		return m, nil
	}
	p := m.deps.Stops.Job()
	if p == nil {
		return m, nil
	}
	return m.handOver(programMsg{program: p})
}
