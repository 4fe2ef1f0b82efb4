package ui

import (
	"context"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"
)

// job is an action under way.
type job struct {
	profile string
	failed  string // the title of its error
	what    string // what it is about, beside a profile
	gauge   *gauge // nil: it can't tell how far it is
	end     context.CancelFunc
	ended   bool  // the person gave it up
	form    *form // opens again if it fails
}

// cancelMsg gives up a job.
type cancelMsg struct{ id int }

// begin starts the work of an action.
func (m Model) begin(a actionMsg, work work, g *gauge) (Model, tea.Cmd) {
	ctx, end := context.WithCancel(m.tasks.ctx)
	m.lastID++
	id := m.lastID
	m.running = maps.Clone(m.running)
	m.running[id] = job{profile: a.profile, failed: a.failed(), what: a.about(), gauge: g, end: end, form: a.form}
	m.list = m.list.SetBusy(a.profile, true)
	cmds := []tea.Cmd{m.tasks.run(ctx, func(ctx context.Context) tea.Msg { return work(ctx, id) })}
	if len(m.running) == 1 {
		cmds = append(cmds, spinTick())
	}
	if a.action == actShell || a.action == actRunLine {
		m.dialogs = append(m.dialogs, newWaitDialog(id, a.profile))
		cmds = append(cmds, waitShows(id))
	}
	return m, tea.Batch(cmds...)
}

// finish ends a job. One that is not under way has no id: nobody gave it up.
func (m Model) finish(id int, profile string) (Model, job) {
	done := m.running[id]
	if done.end == nil {
		return m, job{profile: profile, failed: clean(profile) + " failed"}
	}
	done.end()
	m.running = maps.Clone(m.running)
	delete(m.running, id)
	if !m.busy(done.profile) {
		m.list = m.list.SetBusy(done.profile, false)
	}
	return m, done
}

func (m Model) busy(profile string) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(m.running)), func(j job) bool { return j.profile == profile })
}

// cancel gives up the jobs that give says. They report that they have ended.
func (m Model) cancel(give func(id int, j job) bool) Model {
	m.running = maps.Clone(m.running)
	for id, j := range m.running {
		if give(id, j) {
			j.end()
			j.ended = true
			m.running[id] = j
		}
	}
	return m
}

// cancelOf gives up what is under way for a profile.
func (m Model) cancelOf(profile string) Model {
	return m.cancel(func(_ int, j job) bool { return j.profile == profile })
}
