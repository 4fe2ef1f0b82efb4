package ui

import (
	"context"
	"errors"
	"time"

	"lanyard/signer/request"

	tea "charm.land/bubbletea/v2"
)

// progressMsg tells what happens to a request on its way.
type progressMsg struct {
	id       int
	progress request.Event
	more     <-chan request.Event
}

// answeredMsg brings what came of a request.
type answeredMsg struct {
	id           int
	answer       *Answer
	curl, itself string
	err          error
}

// requestTickMsg turns the spinner of a request on its way.
type requestTickMsg struct{ id int }

// progressKept is how many events of a request are kept; no request has as many retries.
const progressKept = 200

// send sends what the form holds. A request that is still on its way is given up.
func (q *requestScreen) send() tea.Cmd {
	form, err := q.form.Form()
	if err != nil || q.deps.Requests == nil {
		q.inAnswer = false
		return nil
	}
	q.stop()
	ctx, cancel := context.WithCancel(q.tasks.ctx)
	q.cancel, q.sending, q.inAnswer = cancel, true, true
	q.answer, q.log, q.began, q.until = nil, nil, q.deps.Now(), time.Time{}
	id, requests := q.id, q.deps.Requests
	told := make(chan request.Event, 16)
	run := q.tasks.run(ctx, func(ctx context.Context) tea.Msg {
		defer close(told)
		answer, err := requests.Send(ctx, form, func(p request.Event) {
			select {
			case told <- p:
			case <-ctx.Done():
			}
		})
		msg := answeredMsg{id: id, answer: answer, err: err}
		msg.curl, msg.itself = requests.Commands(form)
		return msg
	})
	return tea.Batch(run, hear(id, told), q.turn(id))
}

// hear waits for the next event of a request.
func hear(id int, told <-chan request.Event) tea.Cmd {
	return func() tea.Msg {
		p, ok := <-told
		if !ok {
			return nil
		}
		return progressMsg{id: id, progress: p, more: told}
	}
}

func requestTick(id int) tea.Cmd {
	return tea.Tick(spinEvery, func(time.Time) tea.Msg { return requestTickMsg{id} })
}

func (q *requestScreen) tick(msg requestTickMsg) tea.Cmd {
	if msg.id != q.id || !q.sending {
		return nil
	}
	return q.turn(msg.id)
}

// stop gives up what is on its way.
func (q *requestScreen) stop() tea.Cmd {
	q.id++
	if !q.sending {
		return nil
	}
	q.cancel()
	q.sending, q.inAnswer = false, false
	return send(warnMsg{"the request was given up"})
}

func (q *requestScreen) progress(msg progressMsg) tea.Cmd {
	next := hear(msg.id, msg.more) // to its end, so that nobody waits for a reader
	if msg.id != q.id || !q.sending {
		return next
	}
	p := msg.progress
	if p.Kind == request.EventRetry {
		q.until = q.deps.Now().Add(p.Wait)
	} else if p.Kind == request.EventAttempt {
		q.until = time.Time{}
	}
	if n := len(q.log); n > 0 && p.Kind == request.EventProgress && q.log[n-1].Kind == request.EventProgress {
		q.log[n-1] = p
	} else if n < progressKept {
		q.log = append(q.log, p)
	}
	return next
}

func (q *requestScreen) answered(msg answeredMsg) {
	if msg.id != q.id || !q.sending {
		return
	}
	q.sending = false
	q.cancel()
	if errors.Is(msg.err, context.Canceled) {
		q.inAnswer = false
		return
	}
	hint := ""
	if msg.err != nil {
		hint = q.deps.Hint(msg.err)
	}
	q.answer = newAnswerPane(msg, hint, q.log)
}
