package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// unasked is a dialog that opens by itself: it waits until no other is open, since what is being typed
// there is not meant for it.
type unasked struct {
	dialog dialog
	// question tells that a job waits for the answer: it goes before the dialog that waits for the job.
	question bool
}

// graceEndedMsg says that nothing was typed for a while since a dialog opened by itself.
type graceEndedMsg struct{ id int }

// gracePeriod is how long the keys are ignored that were meant for what was there before.
const gracePeriod = 300 * time.Millisecond

// enqueueDialog puts a dialog that nobody asked for to those that wait.
func (m Model) enqueueDialog(d dialog, question bool) Model {
	m.waiting = append(m.waiting[:len(m.waiting):len(m.waiting)], unasked{d, question})
	return m
}

// showNextDialog opens the next dialog that waits, if none is in its way.
func (m Model) showNextDialog() (Model, tea.Cmd) {
	next := -1
	_, waits := m.dialogs.top().(*waitDialog)
	for i, u := range m.waiting {
		if len(m.dialogs) == 0 || waits && u.question {
			next = i
			break
		}
	}
	if next < 0 {
		return m, nil
	}
	shown := m.waiting[next].dialog
	m.dialogs = append(m.dialogs, shown)
	m.waiting = append(m.waiting[:next:next], m.waiting[next+1:]...)
	m, cmd := m.startGracePeriod()
	if o, ok := shown.(opener); ok {
		cmd = tea.Batch(cmd, o.opened())
	}
	return m, cmd
}

// startGracePeriod ignores keys until nothing was typed for a while.
func (m Model) startGracePeriod() (Model, tea.Cmd) {
	m.lastSettle++
	m.unsettled = true
	id := m.lastSettle
	return m, tea.Tick(gracePeriod, func(time.Time) tea.Msg { return graceEndedMsg{id} })
}

func (m Model) endGracePeriod(msg graceEndedMsg) Model {
	if msg.id == m.lastSettle {
		m.unsettled = false
	}
	return m
}
