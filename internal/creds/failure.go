package creds

import (
	"context"
	"errors"
	"fmt"
)

// elsewhere lists the classes of errors that a lock holder passes on to the callers waiting for it. "A
// person is needed" is not among them: each waiter finds that out at once by itself, and one of them
// may be able to ask.
//
// The order matters. An error of several classes counts as the first that matches: a person's answer
// goes before its consequences.
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
