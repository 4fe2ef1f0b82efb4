package ui

import (
	"context"
	"strings"
	"time"

	"lanyard/signer/request"

	tea "charm.land/bubbletea/v2"
)

// requestScreen is where a request is composed, sent, and its answer read. It keeps what was typed
// while it is closed.
type requestScreen struct {
	endpoint string // that examples are for; "": AWS's own
	deps     Deps
	keys     keyMap
	tasks    *tasks
	form     *requestForm

	open     bool
	inAnswer bool // the answer has the keys
	answer   *answerPane

	id      int // of what was sent last; answers to others are dropped
	cancel  context.CancelFunc
	turn    func(id int) tea.Cmd // of the spinner
	sending bool
	began   time.Time
	log     []request.Event
	until   time.Time // when waiting before the next attempt ends

	guessed string // what of the form was guessed from last

	formAt, answerAt rect // of the last view, for the mouse
}

// openMsg opens a dialog that a person asked for by a key.
type openMsg struct{ dialog dialog }

func newRequestScreen(deps Deps, keys keyMap, crew *tasks, endpoint string) *requestScreen {
	return &requestScreen{deps: deps, keys: keys, tasks: crew, endpoint: endpoint, form: newRequestForm(), turn: requestTick}
}

// Open shows the screen for a profile.
func (q *requestScreen) Open(profile string, profiles []string) tea.Cmd {
	q.open, q.inAnswer = true, false
	q.form.profile = q.form.profile.with(profile)
	q.form.profile.values = profiles
	q.form.focus(partURL)
	return q.guess()
}

// Load fills the form, to be sent or changed.
func (q *requestScreen) Load(form RequestForm) tea.Cmd {
	q.form.Load(form)
	q.form.focus(partURL)
	q.inAnswer = false
	return q.guess()
}

// guessedMsg brings what a request would be signed for.
type guessedMsg struct{ of, service, region string }

// guess asks what the request would be signed for, if that may have changed.
func (q *requestScreen) guess() tea.Cmd {
	profile, url := q.form.profile.Value(), strings.TrimSpace(q.form.url.Value())
	of := profile + "\n" + url
	if of == q.guessed || q.deps.Requests == nil {
		return nil
	}
	q.guessed = of
	requests := q.deps.Requests
	return q.tasks.run(q.tasks.ctx, func(context.Context) tea.Msg {
		service, region := requests.Guess(profile, url)
		return guessedMsg{of, service, region}
	})
}

// Update handles keys, pastes, and what comes of what was sent.
func (q *requestScreen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case progressMsg:
		return q.progress(msg)
	case answeredMsg:
		q.answered(msg)
		return nil
	case requestTickMsg:
		return q.tick(msg)
	case guessedMsg:
		if msg.of == q.guessed {
			q.form.Guessed(msg.service, msg.region)
		}
	case tea.KeyPressMsg:
		cmd := q.key(msg)
		return tea.Batch(cmd, q.guess())
	case tea.PasteMsg:
		if !q.sending && !q.inAnswer {
			q.form.Update(msg)
			return q.guess()
		} else if q.answer != nil {
			q.answer.Update(msg)
		}
	}
	return nil
}

// key handles the keys that work everywhere on the screen, and hands on the others.
func (q *requestScreen) key(press tea.KeyPressMsg) tea.Cmd {
	name := press.String()
	searching := q.inAnswer && q.answer != nil && q.answer.Searching()
	switch {
	case q.sending && name == "esc":
		return q.stop()
	case name == "ctrl+s", name == "ctrl+enter":
		return q.send()
	case name == "ctrl+t":
		return send(openMsg{newExamplesDialog(q.keys, q.endpoint)})
	case name == "ctrl+r":
		return q.sent()
	case name == "f1":
		return send(openMsg{newRequestHelp()})
	case searching:
		return q.answer.Update(press)
	case q.inAnswer:
		return q.answerKey(press)
	case name == "esc":
		q.open = false
	case name == "enter" && q.form.at == partSend:
		return q.send()
	case name == "tab" && q.form.at == partSend && q.answer != nil:
		q.inAnswer = true
	default:
		q.form.Update(press)
	}
	return nil
}

// answerKey handles a key while the answer has the keys.
func (q *requestScreen) answerKey(press tea.KeyPressMsg) tea.Cmd {
	switch name := press.String(); {
	case name == "esc", name == "e", q.answer == nil:
		q.inAnswer = false
		return nil
	case name == "r":
		return q.send()
	case name == "?":
		return send(openMsg{newRequestHelp()})
	}
	return q.answer.Update(press)
}

// sent offers what was sent before.
func (q *requestScreen) sent() tea.Cmd {
	requests, keys := q.deps.Requests, q.keys
	if requests == nil {
		return nil
	}
	return q.tasks.run(q.tasks.ctx, func(ctx context.Context) tea.Msg {
		forms, err := requests.Sent(ctx)
		if err != nil {
			return doneMsg{profile: "the requests sent before", err: err}
		}
		return openMsg{newSentDialog(forms, keys)}
	})
}

// Click handles a click at a cell of the screen.
func (q *requestScreen) Click(x, y int) tea.Cmd {
	switch {
	case q.formAt.Contains(x, y):
		q.inAnswer = false
		if q.form.Click(x-q.formAt.X, y-q.formAt.Y-1) {
			return q.send()
		}
	case q.answerAt.Contains(x, y) && q.answer != nil && !q.sending:
		q.inAnswer = true
		q.answer.Click(x-q.answerAt.X, y-q.answerAt.Y)
	}
	return nil
}

// Wheel scrolls what is below the pointer.
func (q *requestScreen) Wheel(x, y, n int) {
	switch {
	case q.formAt.Contains(x, y):
		if e := q.form.editor(); e != nil {
			e.Scroll(n)
		}
	case q.answer != nil && !q.sending:
		q.answer.Scroll(n)
	}
}
