package sso

import (
	"context"
	"errors"
	"time"
)

// State is how far a sign-in has come.
type State string

// The states, in this order: opening, waiting, any number of slow-downs, and one of the last four.
const (
	StateOpening  State = "opening"   // Address is to be opened, or shown with UserCode
	StateWaiting  State = "waiting"   // for the person, until Expires
	StateSlowDown State = "slow-down" // the server wants to be asked less often
	StateDone     State = "done"
	StateDenied   State = "denied"  // by the person
	StateExpired  State = "expired" // nobody approved it in time
	StateFailed   State = "failed"  // anything else; the error is what the sign-in returns
)

// Final reports that nothing comes after the state.
func (s State) Final() bool {
	return s == StateDone || s == StateDenied || s == StateExpired || s == StateFailed
}

// Event is a state with what a person may want to see in it. Every one carries all that is known.
type Event struct {
	State    State
	Address  string // for the browser
	UserCode string // that the page at Address shows or asks for; "" where the browser comes back by itself
	Complete string // Address with the code in it; "" if there is none
	// Expires is when waiting ends, for a countdown; zero: it does not, or nobody knows yet.
	Expires time.Time
	// Interval is the pause between two questions; 0 where nobody is asked.
	Interval time.Duration
}

// show tells whoever watches. An error of theirs ends the sign-in.
func (c *Client) show(e Event) error {
	if c.Show == nil {
		return nil
	}
	return c.Show(e)
}

// Outcome is the final event of a sign-in: the last one that was shown, in the state that its error means.
func Outcome(last Event, err error) Event {
	switch {
	case err == nil:
		last.State = StateDone
	case errors.Is(err, ErrDenied):
		last.State = StateDenied
	case errors.Is(err, ErrExpired) || errors.Is(err, context.DeadlineExceeded):
		last.State = StateExpired
	default:
		last.State = StateFailed
	}
	return last
}

// until is when the context ends, by the client's clock; zero: never.
func (c *Client) until(ctx context.Context) time.Time {
	deadline, ok := ctx.Deadline()
	if !ok {
		return time.Time{}
	}
	return c.Clock().Add(time.Until(deadline)).UTC()
}

// earlier is the first of two times, of which the zero one never comes.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
