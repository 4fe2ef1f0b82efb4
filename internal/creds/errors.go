package creds

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/profiles"
)

// More classes of errors that callers tell apart.
var (
	ErrTooShort = errors.New("the credentials don't last long enough") // Request.MinTTL
	ErrNotAWS   = errors.New("the answer is not AWS's")                // HTML, garbage, a redirect
	ErrClock    = errors.New("this computer's clock is wrong")
	ErrDuration = errors.New("no session lasts as long")
	ErrCycle    = errors.New("the profiles ask one another in a cycle")
)

// ProblemError says what in the files keeps a profile from giving credentials.
type ProblemError struct {
	Profile string
	Problem profiles.Problem
}

func (e *ProblemError) Error() string {
	return fmt.Sprintf("profile %q: %s", e.Profile, e.Problem.Message)
}

// Unwrap returns ErrIncomplete.
func (e *ProblemError) Unwrap() error { return ErrIncomplete }

// TooShortError says that even new credentials last less than Request.MinTTL.
type TooShortError struct {
	Profile      string
	Left, Wanted time.Duration
}

func (e *TooShortError) Error() string {
	return fmt.Sprintf("profile %q: %v: %v left, %v wanted", e.Profile, ErrTooShort, e.Left.Round(time.Second), e.Wanted)
}

// Unwrap returns ErrTooShort.
func (e *TooShortError) Unwrap() error { return ErrTooShort }

// DurationError says that a session of a duration can't be had. No call was made.
type DurationError struct {
	Profile         string
	Asked, Min, Max time.Duration
	Op              string // whose limits Min and Max are, such as "AssumeRole"
}

func (e *DurationError) Error() string {
	return fmt.Sprintf("profile %q: %v: %s asked for, %s takes %s to %s", e.Profile, ErrDuration, brief(e.Asked), e.Op, brief(e.Min), brief(e.Max))
}

// Unwrap returns ErrDuration.
func (e *DurationError) Unwrap() error { return ErrDuration }

// elsewhere are the classes of errors by which a holder of a lock answers those who waited for it.
// "A person is needed" is not one of them: each waiter finds that out by itself and at once, and
// one of them may be able to ask.
//
// Of an error of several classes the first one tells: what a person said before what followed.
func elsewhere() []errorClass {
	return []errorClass{
		{"declined", ErrDeclined},
		{"wrong-code", ErrWrongCode},
		{"cycle", ErrCycle},
		{"clock", ErrClock},
		{"denied", ErrDenied},
		{"expired", ErrExpired},
		{"unreachable", ErrUnreachable},
		{"not-aws", ErrNotAWS},
		{"failed", errFailed},
	}
}

type errorClass struct {
	name     string
	sentinel error
}

// errFailed is any other failure.
var errFailed = errors.New("failed")

// classOf names the class of an error for waiters; "" means that they should try for themselves.
func classOf(err error) string {
	for _, class := range elsewhere() {
		if errors.Is(err, class.sentinel) {
			return class.name
		}
	}
	if errors.Is(err, ErrPersonNeeded) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return ""
	}
	return "failed"
}

// errorOf is the error of a class that another process left.
func errorOf(name string) error {
	err := errFailed
	for _, class := range elsewhere() {
		if class.name == name {
			err = class.sentinel
		}
	}
	return fmt.Errorf("another lanyard process tried just now: %w", err)
}
