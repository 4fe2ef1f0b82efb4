package creds

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"lanyard/internal/duration"
	"lanyard/internal/run"
	"lanyard/profiles"
)

// Callers branch on these classes of errors too.
var (
	ErrNoAnswer = errors.New("no answer")                              // of the browser or of who sits before it
	ErrTooShort = errors.New("the credentials don't last long enough") // Options.MinTTL
	ErrNotAWS   = errors.New("the answer is not AWS's")                // HTML, garbage, a redirect
	ErrClock    = errors.New("this computer's clock is wrong")
	ErrDuration = errors.New("no session lasts as long")
	ErrCycle    = errors.New("the profiles ask one another in a cycle")
	// ErrInterrupted is Ctrl-C at the prompt of a program that a profile names.
	ErrInterrupted = run.ErrInterrupted
)

// subject names the profile that credentials were asked of. Those of the environment have none.
func subject(profile string) string {
	if profile == "" {
		return "the environment's credentials"
	}
	return fmt.Sprintf("profile %q", profile)
}

// ProblemError says what in the files keeps a profile from giving credentials.
type ProblemError struct {
	Profile string
	Problem profiles.Problem
}

func (e *ProblemError) Error() string {
	name := subject(e.Profile)
	if strings.HasPrefix(e.Problem.Message, name) {
		return e.Problem.Message // it names the profile itself
	}
	return name + ": " + e.Problem.Message
}

// Unwrap returns ErrIncomplete.
func (e *ProblemError) Unwrap() error { return ErrIncomplete }

// ExpiredKeysError says that the end which another program wrote beside the keys of a file has passed.
type ExpiredKeysError struct {
	profiles.Source
	Expires time.Time
}

func (e *ExpiredKeysError) Error() string {
	return fmt.Sprintf("the keys in %s:%d: %v at %s", e.File, e.Line, ErrExpired, e.Expires.Format(time.RFC3339))
}

// Unwrap returns ErrExpired.
func (e *ExpiredKeysError) Unwrap() error { return ErrExpired }

// TooShortError says that even new credentials last less than Options.MinTTL.
type TooShortError struct {
	Profile      string
	Left, Wanted time.Duration
}

func (e *TooShortError) Error() string {
	return fmt.Sprintf("%s: %v: %v left, %v wanted", subject(e.Profile), ErrTooShort, e.Left.Round(time.Second), e.Wanted)
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
	return fmt.Sprintf("%s: %v: %s asked for, %s takes %s to %s", subject(e.Profile), ErrDuration, duration.Exact(e.Asked), e.Op, duration.Exact(e.Min), duration.Exact(e.Max))
}

// Unwrap returns ErrDuration.
func (e *DurationError) Unwrap() error { return ErrDuration }

// PersonNeededError says what a person is needed for.
type PersonNeededError struct {
	Profile string // that credentials were asked of
	Serial  string // of the MFA device whose code is needed; "" for a sign-in
	Err     error  // wraps ErrPersonNeeded
}

func (e *PersonNeededError) Error() string {
	if e.Serial == "" {
		return fmt.Sprintf("%s: %v", subject(e.Profile), e.Err)
	}
	return fmt.Sprintf("%s: %v", subject(e.Profile), &codeError{e.Serial, e.Err})
}

// Unwrap leads to ErrPersonNeeded.
func (e *PersonNeededError) Unwrap() error { return e.Err }

// codeError says that no code of a device was had. It names no profile: those who wait for the
// same session may have asked for others.
type codeError struct {
	serial string
	err    error
}

func (e *codeError) Error() string {
	return fmt.Sprintf("the MFA code of device %s is needed: %v", e.serial, e.err)
}

func (e *codeError) Unwrap() error { return e.err }

// ofProfile says of which profile credentials were asked.
func ofProfile(profile string, err error) error {
	var code *codeError
	switch {
	case !errors.Is(err, ErrPersonNeeded):
		return fmt.Errorf("%s: %w", subject(profile), err)
	case errors.As(err, &code):
		return &PersonNeededError{Profile: profile, Serial: code.serial, Err: code.err}
	}
	return &PersonNeededError{Profile: profile, Err: err}
}

// ofSource names the profile of hop i in what kept the one after it from getting its source, unless
// both are of the same.
func (j *job) ofSource(i int, err error) error {
	if j.hops[i].step.Profile == j.hops[i+1].step.Profile {
		return err
	}
	return fmt.Errorf("source profile %q: %w", j.hops[i].step.Profile, err)
}
