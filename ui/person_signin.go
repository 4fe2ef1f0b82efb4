package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/sso"
)

// signInAsk is a sign-in that a dialog shows.
type signInAsk struct {
	request creds.SignInRequest
	way     app.Way
	wishes  chan<- wish
	codes   chan<- string
}

// wish is what the person does with a sign-in.
type wish int

const (
	wishNothing wish = iota
	wishBegin        // the dialog is there to be seen; or once more, after it has failed
	wishOther        // the other way: a code instead of the browser, or the browser
	wishCancel
)

// signInMsg is how a sign-in goes.
type signInMsg struct {
	id, attempt int
	event       sso.Event
	elsewhere   bool   // a browser on any machine
	asks        bool   // for the code that the page shows
	retry       string // what was wrong with the last one
	trouble     string // why no browser was opened
	err         error  // what it failed with; it waits for a wish
	over        bool   // nobody waits for a wish any more
}

// signingIn is one sign-in, from the first attempt to the last.
type signingIn struct {
	send    func(tea.Msg)
	id      int
	request creds.SignInRequest
	way     app.Way
	wishes  chan wish
	codes   chan string
	attempt int
	last    signInMsg
}

// SignIn implements creds.Person. It begins once its dialog can be seen, and after a failure the person
// chooses how to go on.
func (p *Person) SignIn(ctx context.Context, req creds.SignInRequest) error {
	send := p.send.Load()
	if send == nil || p.Way == nil {
		return creds.ErrPersonNeeded
	}
	way, err := p.Way(req)
	if err != nil {
		return err
	}
	s := &signingIn{
		send: *send, id: int(p.lastID.Add(1)), request: req, way: way,
		// More wishes than keys can be pressed before the first one is heard are of no use to anybody.
		wishes: make(chan wish, 8), codes: make(chan string, 1),
	}
	s.send(askMsg{id: s.id, signIn: &signInAsk{request: req, way: way, wishes: s.wishes, codes: s.codes}})
	if err := s.run(ctx); err != nil {
		return err
	}
	s.send(signedInMsg{session: req.SSO.Session})
	return nil
}

// run makes attempts until one succeeds or the person gives up.
func (s *signingIn) run(ctx context.Context) error {
	elsewhere := s.way.Device
	next, err := s.wish(ctx)
	var failed error
	for err == nil {
		switch next {
		case wishCancel:
			return declined(failed)
		case wishOther:
			elsewhere = !elsewhere
		}
		next, failed = s.try(ctx, elsewhere)
		switch {
		case next != wishNothing:
			continue
		case failed == nil:
			return nil
		case ctx.Err() == nil:
			s.tell(signInMsg{event: s.last.event, elsewhere: elsewhere, err: failed})
		}
		next, err = s.wish(ctx)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		s.tell(signInMsg{event: sso.Outcome(s.last.event, cmp.Or(failed, err)), elsewhere: elsewhere, err: failed, over: true})
	} else {
		s.send(withdrawMsg{s.id})
	}
	return err
}

// declined says that the person gave up, and what they gave up about.
func declined(failed error) error {
	if failed == nil {
		return creds.ErrDeclined
	}
	return fmt.Errorf("%w: %w", creds.ErrDeclined, failed)
}

func (s *signingIn) wish(ctx context.Context) (wish, error) {
	select {
	case w := <-s.wishes:
		return w, nil
	case <-ctx.Done():
		return wishNothing, ctx.Err()
	}
}

// try makes one attempt. A wish ends it: then nothing listens or asks any more when it returns.
func (s *signingIn) try(ctx context.Context, elsewhere bool) (wish, error) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	s.attempt++
	done := make(chan error, 1)
	go func() { done <- s.request.Do(ctx, s.method(ctx, elsewhere)) }()
	for {
		select {
		case err := <-done:
			return wishNothing, err
		case w := <-s.wishes:
			if w == wishBegin {
				continue // it has begun
			}
			end()
			if <-done == nil {
				return wishNothing, nil // too late
			}
			return w, context.Canceled
		}
	}
}

// method shows one attempt in the dialog. A browser is opened by itself where the first way is one on
// this machine, or where one is there for the code to be approved in.
func (s *signingIn) method(ctx context.Context, elsewhere bool) creds.SignInMethod {
	how := creds.SignInMethod{Device: elsewhere && !s.request.Console()}
	opens := s.way.Open != nil && (!elsewhere || s.way.Device)
	how.Show = func(e sso.Event) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.tell(signInMsg{event: e, elsewhere: elsewhere})
		if e.State != sso.StateOpening || !opens {
			return nil
		}
		if err := s.way.Open(cmp.Or(e.Complete, e.Address)); err != nil {
			s.tell(signInMsg{event: e, elsewhere: elsewhere, trouble: err.Error()})
		}
		return nil
	}
	if elsewhere && s.request.Console() {
		how.Code = func(ctx context.Context, retry string) (string, error) {
			s.tell(signInMsg{event: s.last.event, elsewhere: elsewhere, asks: true, retry: retry})
			select {
			case code := <-s.codes:
				return code, nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
	}
	return how
}

// tell shows the dialog how it goes. Attempts follow one another, so that it is called from one goroutine
// at a time.
func (s *signingIn) tell(msg signInMsg) {
	msg.id, msg.attempt = s.id, s.attempt
	s.last = msg
	s.send(msg)
}
