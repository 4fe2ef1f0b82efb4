package ui

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/creds"
)

// spinMsg turns the spinners of what is under way.
type spinMsg struct{}

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
	source := m.deps.Profiles
	return m.tasks.run(m.tasks.ctx, func(ctx context.Context) tea.Msg {
		entries, err := source.List(ctx)
		return loadedMsg{entries: entries, current: source.Current(), err: err}
	})
}

// reload reads the list anew, one reading at a time.
func (m Model) reload(then tea.Cmd) (Model, tea.Cmd) {
	if m.loading {
		m.stale = true
		return m, then
	}
	m.loading = true
	return m, tea.Batch(m.load(), then)
}

// watch waits for the next change of the files.
func (m Model) watch() tea.Cmd {
	source := m.deps.Profiles
	return m.tasks.run(m.tasks.ctx, func(ctx context.Context) tea.Msg {
		if source.Wait(ctx) != nil {
			return nil // nothing can be watched here: ctrl+r reads anew
		}
		return changedMsg{}
	})
}

// loaded shows a list, and reads another one if that was asked for meanwhile.
func (m Model) loaded(msg loadedMsg) (Model, tea.Cmd) {
	m.loading = false
	switch {
	case msg.err == nil:
		m.listed = true
		m.list = m.list.SetEntries(msg.entries, msg.current, m.deps.Now())
		m.signIns = signInsOf(msg.entries)
		if _, there := m.list.Entry(m.follow); there {
			m.list, m.follow = m.list.Select(m.follow), ""
		}
	case m.stale:
	default:
		if !m.listed {
			m.list = m.list.SetEntries(nil, "", m.deps.Now())
		}
		m = m.fail("Reading the profiles failed", "the profiles", msg.err)
	}
	if !m.stale {
		m.follow = ""
		return m, nil
	}
	m.stale = false
	return m.reload(nil)
}

// question is the dialog of something that a person is asked.
func (m Model) question(msg askMsg) dialog {
	switch {
	case msg.signIn != nil:
		return newSignInDialog(msg, m.deps.Now(), m.deps.Hint)
	case msg.code != nil:
		return newMFADialog(msg, m.deps.Now())
	}
	return newPassphraseDialog(msg)
}

// withdraw closes the dialog whose asker is gone, wherever it lies.
func (m Model) withdraw(msg withdrawMsg) Model {
	gone := func(d dialog) bool {
		next, _ := d.Update(msg)
		return next == nil
	}
	m.dialogs = m.dialogs.without(gone)
	m.waiting = slices.DeleteFunc(slices.Clone(m.waiting), func(u unasked) bool { return gone(u.dialog) })
	return m
}

func (m Model) done(msg doneMsg) (Model, tea.Cmd) {
	m, job := m.finish(msg.id, msg.profile)
	switch {
	case msg.err != nil:
		m = m.end(job, msg.err)
	default:
		m = m.tell(msg.note, false)
		if msg.undo != nil {
			m = m.remember(*msg.undo)
		}
		if msg.follow != "" {
			m.follow = msg.follow
		}
	}
	if msg.reload {
		return m.reload(nil)
	}
	return m, nil
}

// review shows the diff of a change before it is made.
func (m Model) review(msg changeMsg) Model {
	m, job := m.finish(msg.id, msg.profile)
	switch {
	case msg.err != nil || job.ended:
		return m.end(job, msg.err)
	case msg.change.Empty():
		return m.tell("nothing to change", false)
	}
	apply := send(actionMsg{action: actApply, profile: msg.profile, change: msg, form: job.form})
	return m.enqueueDialog(newDiffDialog(msg.title, msg.change, m.home, apply).backTo(job.form), false)
}

// end tells how a job failed, or that it was given up.
func (m Model) end(j job, err error) Model {
	if j.ended {
		err = context.Canceled
	}
	if j.form != nil && !gaveUp(err) {
		return m.enqueueDialog(j.form.refused(err, m.deps.Hint(err)), false)
	}
	what := j.profile
	if what == "" {
		what = j.what
	}
	return m.fail(j.failed, what, err)
}

// gaveUp tells what a person declined or gave up, which is no error.
func gaveUp(err error) bool {
	return errors.Is(err, creds.ErrDeclined) || errors.Is(err, context.Canceled)
}

// fail shows an error.
func (m Model) fail(title, what string, err error) Model {
	if gaveUp(err) {
		return m.tell(what+": cancelled", false)
	}
	return m.enqueueDialog(newErrorDialog(title, err, m.deps.Hint(err)), false)
}

func (m Model) tell(text string, bad bool) Model {
	m.note = note{text: text, bad: bad, till: m.deps.Now().Add(noteLife)}
	return m
}

// handOver blanks the screen before a program takes the terminal: nothing of what was shown may be
// left in it.
func (m Model) handOver(msg programMsg) (Model, tea.Cmd) {
	m, job := m.finish(msg.id, msg.profile)
	awaited := msg.id == 0 || slices.ContainsFunc(m.dialogs, waitsFor(msg.id))
	m.dialogs = m.dialogs.without(waitsFor(msg.id)).without(isDone)
	if msg.err != nil || job.ended || !awaited {
		job.ended = job.ended || !awaited
		return m.end(job, msg.err), nil
	}
	m.blank = true
	return m, tea.Sequence(tea.ClearScreen, func() tea.Msg { return handedMsg{msg} })
}

func runProgram(msg handedMsg) tea.Cmd {
	return tea.Exec(msg.program, func(err error) tea.Msg {
		return returnedMsg{profile: msg.profile, err: err, stopped: msg.stopped}
	})
}

func (m Model) returned(msg returnedMsg) (Model, tea.Cmd) {
	m.blank = false
	if msg.err != nil {
		m = m.tell(msg.profile+": "+msg.err.Error(), true)
	}
	cmd := tea.ClearScreen
	if msg.stopped {
		return m.reload(tea.Batch(cmd, m.stops()))
	}
	return m.reload(cmd)
}
