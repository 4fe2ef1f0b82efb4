package app

import (
	"fmt"
	"time"

	"lanyard/internal/duration"
)

// Count formats a number with its noun: "1 session", "3 sessions".
func Count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// SignedInNote says how long a sign-in lasts, if that is known.
func SignedInNote(name string, result ProfileCredentials, now time.Time) string {
	until := result.Credentials.PersonNeededAt
	if until.IsZero() && result.Credentials.SessionToken.Empty() {
		return name + " is signed in; it is renewed by itself until the sign-in ends"
	}
	if until.IsZero() {
		until = result.Credentials.Expires
	}
	return name + " is signed in, " + duration.Left(until, now) + " left"
}
