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

// elsewhere are the classes of errors by which a holder of a lock answers those who waited for it.
// "A person is needed" is not one of them: each waiter finds that out by itself and at once, and
// one of them may be able to ask.
func elsewhere() map[string]error {
	return map[string]error{
		"declined":    ErrDeclined,
		"wrong-code":  ErrWrongCode,
		"denied":      ErrDenied,
		"expired":     ErrExpired,
		"unreachable": ErrUnreachable,
		"not-aws":     ErrNotAWS,
		"clock":       ErrClock,
		"cycle":       ErrCycle,
		"failed":      errFailed,
	}
}

// errFailed is any other failure.
var errFailed = errors.New("failed")

// classOf names the class of an error for waiters; "" means that they should try for themselves.
func classOf(err error) string {
	for class, sentinel := range elsewhere() {
		if errors.Is(err, sentinel) {
			return class
		}
	}
	if errors.Is(err, ErrPersonNeeded) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return ""
	}
	return "failed"
}

// errorOf is the error of a class that another process left.
func errorOf(class string) error {
	err := elsewhere()[class]
	if err == nil {
		err = errFailed
	}
	return fmt.Errorf("another lanyard process tried just now: %w", err)
}
