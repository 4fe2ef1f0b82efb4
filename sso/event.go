package sso

import (
	"context"
	"errors"
	"time"
)

// State is the state of a sign-in.
type State string

// The states, in this order: opening, waiting, any number of slow-downs, and one of the last four.
const (
	StateOpening  State = "opening"   // Address is to be opened, or shown with UserCode
	StateWaiting  State = "waiting"   // for the person, until Expires
	StateSlowDown State = "slow-down" // the server asked for slower polls
	StateDone     State = "done"
	StateDenied   State = "denied"  // by the person
	StateExpired  State = "expired" // it was not approved in time
	StateFailed   State = "failed"  // any other failure; the sign-in returns its error
)

// Final reports whether a sign-in ends in the state.
func (s State) Final() bool {
	return s == StateDone || s == StateDenied || s == StateExpired || s == StateFailed
}

// Event is a state of a sign-in with the details to show. Each event contains all details known so far.
type Event struct {
	State    State
	Address  string // for the browser
	UserCode string // the code that the page at Address shows or asks for; "" for a sign-in that needs none
	Complete string // Address with the code in it; "" if the server gave none
	// Expires is the end of the waiting, for a countdown; zero: never, or not known yet.
	Expires time.Time
	// Interval is the pause between two polls; 0: the sign-in does not poll.
	Interval time.Duration
}

// show passes an event to Show. Its error ends the sign-in.
func (c *Client) show(e Event) error {
	if c.Show == nil {
		return nil
	}
	return c.Show(e)
}

// Outcome returns the final event of a sign-in: the last shown event, with the state for the sign-in's error.
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

// until returns the deadline of the context, by the client's clock; zero: none.
func (c *Client) until(ctx context.Context) time.Time {
	deadline, ok := ctx.Deadline()
	if !ok {
		return time.Time{}
	}
	return c.Clock().Add(time.Until(deadline)).UTC()
}

// earlier returns the earlier of two times. The zero time means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
