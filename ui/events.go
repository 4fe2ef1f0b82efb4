package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/creds"
)

// spinMsg turns the spinners of what is under way.
type spinMsg struct{}

// copiedMsg brings what is to be copied.
type copiedMsg struct {
	id            int
	profile, text string
	err           error
}

// handedMsg says that the screen is blank and the terminal can be handed over.
type handedMsg struct{ programMsg }

const spinEvery = 120 * time.Millisecond

func spinTick() tea.Cmd {
	return tea.Tick(spinEvery, func(time.Time) tea.Msg { return spinMsg{} })
}

// tick comes at each full second by the UI's clock.
func tick(now time.Time) tea.Cmd {
	return tea.Tick(now.Truncate(time.Second).Add(time.Second).Sub(now), func(t time.Time) tea.Msg { return tickMsg(t) })
}

func (m Model) tick(_ tickMsg) (Model, tea.Cmd) {
	now := m.deps.Now()
	m.list = m.list.SetNow(now)
	if m.note.text != "" && now.After(m.note.till) {
		m.note = note{}
	}
	var cmd tea.Cmd
	m.dialogs, cmd = m.dialogs.update(tickMsg(now)) // not the timer's own clock
	if m.list.Stale() && !m.loading {
		return m.reload(tea.Batch(cmd, tick(now)))
	}
	return m, tea.Batch(cmd, tick(now))
}

func (m Model) spin() (Model, tea.Cmd) {
	if len(m.running) == 0 {
		return m, nil
	}
	m.list = m.list.Spin()
	return m, spinTick()
}

// load reads the list beside the event loop.
func (m Model) load() tea.Cmd {
	id, source := m.loadID, m.deps.Profiles
	return func() tea.Msg {
		entries, err := source.List(context.Background())
		return loadedMsg{id: id, entries: entries, current: source.Current(), err: err}
	}
}

func (m Model) reload(then tea.Cmd) (Model, tea.Cmd) {
	m.loadID++
	m.loading = true
	return m, tea.Batch(m.load(), then)
}

// watch waits for the next change of the files.
func (m Model) watch() tea.Cmd {
	source := m.deps.Profiles
	return func() tea.Msg {
		if source.Wait(context.Background()) != nil {
			return nil // nothing can be watched here: ctrl+r reads anew
		}
		return changedMsg{}
	}
}

// loaded shows a list, unless a later one is on its way.
func (m Model) loaded(msg loadedMsg) Model {
	if msg.id != m.loadID {
		return m
	}
	m.loading = false
	if msg.err != nil {
		if !m.listed {
			m.list = m.list.SetEntries(nil, "", m.deps.Now())
		}
		return m.fail("read the profiles", msg.err)
	}
	m.listed = true
	m.list = m.list.SetEntries(msg.entries, msg.current, m.deps.Now())
	return m
}

// question is the dialog of something that a person is asked.
func (m Model) question(msg askMsg) dialog {
	if msg.code != nil {
		return newMFADialog(msg, m.deps.Now())
	}
	return newPassphraseDialog(msg)
}

// withdraw closes the dialog whose asker is gone, wherever it lies.
func (m Model) withdraw(msg withdrawMsg) Model {
	kept := m.dialogs[:0:0]
	for _, d := range m.dialogs {
		if next, _ := d.Update(msg); next != nil {
			kept = append(kept, next)
		}
	}
	m.dialogs = kept
	return m
}

// finish ends an action and reports whether it was still awaited.
func (m Model) finish(id int, profile string) (Model, bool) {
	if _, ok := m.running[id]; !ok {
		return m, id == 0
	}
	delete(m.running, id)
	for _, other := range m.running {
		if other == profile {
			return m, true
		}
	}
	m.list = m.list.SetBusy(profile, false)
	return m, true
}

func (m Model) done(msg doneMsg) (Model, tea.Cmd) {
	m, ok := m.finish(msg.id, msg.profile)
	if !ok {
		return m, nil
	}
	if msg.err != nil {
		m = m.fail(msg.profile, msg.err)
	} else {
		m = m.tell(msg.profile+" "+msg.note, false)
		m.undo = msg.undo
	}
	if msg.reload {
		return m.reload(nil)
	}
	return m, nil
}

func (m Model) copied(msg copiedMsg) (Model, tea.Cmd) {
	m, _ = m.finish(msg.id, msg.profile)
	if msg.err != nil {
		return m.fail("copy", msg.err), nil
	}
	return m.tell("copied", false), tea.SetClipboard(msg.text)
}

// review shows the diff of a change before it is made.
func (m Model) review(msg changeMsg) Model {
	m, _ = m.finish(msg.id, msg.profile)
	switch {
	case msg.err != nil:
		return m.fail(msg.profile, msg.err)
	case msg.change.Empty():
		return m.tell("nothing to change", false)
	}
	apply := func() tea.Msg { return actionMsg{action: actApply, profile: msg.profile, apply: msg.change.Apply} }
	m.dialogs = append(m.dialogs, newDiffDialog(msg.profile, msg.change, apply))
	return m
}

// fail shows an error. What a person declined is no error.
func (m Model) fail(what string, err error) Model {
	if errors.Is(err, creds.ErrDeclined) || errors.Is(err, context.Canceled) {
		return m.tell(what+": cancelled", false)
	}
	m.dialogs = append(m.dialogs, newErrorDialog(what, err, m.deps.Hint(err)))
	return m
}

func (m Model) tell(text string, bad bool) Model {
	m.note = note{text: text, bad: bad, till: m.deps.Now().Add(noteLife)}
	return m
}

// handOver blanks the screen before a program takes the terminal: nothing of what was shown may be
// left in it.
func (m Model) handOver(msg programMsg) (Model, tea.Cmd) {
	m, _ = m.finish(msg.id, msg.profile)
	if msg.err != nil {
		return m.fail(msg.profile, msg.err), nil
	}
	m.blank = true
	return m, tea.Sequence(tea.ClearScreen, func() tea.Msg { return handedMsg{msg} })
}

func runProgram(msg handedMsg) tea.Cmd {
	return tea.Exec(msg.program, func(err error) tea.Msg { return returnedMsg{profile: msg.profile, err: err} })
}

func (m Model) returned(msg returnedMsg) (Model, tea.Cmd) {
	m.blank = false
	if msg.err != nil {
		m = m.tell(msg.profile+": "+msg.err.Error(), true)
	}
	return m.reload(tea.ClearScreen)
}
