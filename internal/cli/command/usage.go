package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lanyard/internal/settings"
)

// UsageError is a mistake in how a command was called.
type UsageError struct{ err error }

func (e *UsageError) Error() string { return e.err.Error() }
func (e *UsageError) Unwrap() error { return e.err }

// Usage returns err as a *UsageError.
func Usage(err error) error { return &UsageError{err} }

// Usagef formats a *UsageError.
func Usagef(format string, args ...any) error { return Usage(fmt.Errorf(format, args...)) }

// CheckWord refuses a word that is not one of those known. An empty word is accepted.
func CheckWord(flag, word string, known []string) error {
	if word == "" || slices.Contains(known, word) {
		return nil
	}
	return Usagef("%s: invalid value %q: want one of %s", flag, word, strings.Join(known, ", "))
}

// Words converts constants of a string type to strings.
func Words[T ~string](values ...T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}

// OneProfile accepts at most one argument, the PROFILE.
func OneProfile(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return Usagef("one PROFILE at most, not %d arguments", len(args))
	}
	return NotEmpty(args)
}

// NotEmpty refuses an empty PROFILE. It usually comes from an unset variable, and using "default"
// instead would surprise.
func NotEmpty(args []string) error {
	if len(args) > 0 && args[0] == "" {
		return Usagef("the PROFILE is empty")
	}
	return nil
}

// Exactly accepts n arguments; what describes them.
func Exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return Usagef("it takes %s, not %d arguments", what, len(args))
		}
		return nil
	}
}

// AtLeast accepts n or more arguments; what describes them.
func AtLeast(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) < n {
			return Usagef("it takes %s", what)
		}
		return nil
	}
}

// First returns the first argument, or "".
func First(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// durationFlag reads "90s", "15m", "12h" or a number of seconds.
type durationFlag struct {
	d *time.Duration
	// least is the smallest duration, which a shorter one is raised to.
	least time.Duration
	// positive refuses 0.
	positive bool
}

// Duration returns a flag that sets d.
func Duration(d *time.Duration) pflag.Value { return durationFlag{d: d} }

// PositiveDuration returns a flag that sets d and refuses 0.
func PositiveDuration(d *time.Duration) pflag.Value { return durationFlag{d: d, positive: true} }

// WaitDuration returns a flag that sets d to a nanosecond for 0, which means "don't wait": app.Config
// reads a Wait of 0 as unset.
func WaitDuration(d *time.Duration) pflag.Value { return durationFlag{d: d, least: time.Nanosecond} }

func (f durationFlag) Set(text string) error {
	d, err := settings.ParseDuration(text)
	if err != nil {
		return err
	}
	if f.positive && d <= 0 {
		return errors.New("it must be more than 0")
	}
	*f.d = max(d, f.least)
	return nil
}

func (f durationFlag) Type() string { return "duration" }

func (f durationFlag) String() string {
	if f.d == nil || *f.d == 0 {
		return ""
	}
	return f.d.String()
}
