package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
	"lanyard/internal/term"
)

// ErrNoneBefore says that there is no profile to go back to.
var ErrNoneBefore = errors.New("no profile was chosen before")

// Use makes a profile the current one for every shell, and returns the one before. The profile must
// be there.
func (a *App) Use(ctx context.Context, name string) (before string, err error) {
	set, err := a.Profiles()
	if err != nil {
		return "", err
	}
	if _, err := set.Profile(name); err != nil {
		return "", err
	}
	if term.Clean(name) != name {
		return "", fmt.Errorf("use %q: a name with control characters can't be current", name)
	}
	return a.setCurrent(ctx, func(string, string) (string, error) { return name, nil })
}

// UseBack takes the last choice back and returns the profile that is current now, or "" if that was the
// first choice.
func (a *App) UseBack(ctx context.Context) (name string, err error) {
	_, err = a.setCurrent(ctx, func(current, before string) (string, error) {
		if current == "" && before == "" {
			return "", ErrNoneBefore
		}
		name = before
		return before, nil
	})
	return name, err
}

// setCurrent lets choose decide from the current profile and the one before, and writes both lines of
// the file anew. It returns the profile that was current.
func (a *App) setCurrent(ctx context.Context, choose func(current, before string) (string, error)) (string, error) {
	s, err := a.Settings()
	if err != nil {
		return "", err
	}
	held, err := s.Paths.Locks().Acquire(ctx, "current", a.WaitLimit())
	if err != nil {
		return "", fmt.Errorf("use: %w", err)
	}
	defer func() { _ = held.Release() }()
	current, before := a.currents()
	next, err := choose(current, before)
	if err != nil || next == current {
		return current, err
	}
	if err := (atomicfile.Options{NoFollow: true, Warn: a.warn}).Write(s.Paths.Current(), []byte(next+"\n"+current+"\n")); err != nil {
		return "", fmt.Errorf("use %q: %w", next, err)
	}
	return current, nil
}

// Current is the profile chosen with "lanyard use", or "".
func (a *App) Current() string {
	current, _ := a.currents()
	return current
}

// currents reads the current profile and the one before. A file that can't be read chooses none.
func (a *App) currents() (current, before string) {
	s, err := a.Settings()
	if err != nil {
		return "", ""
	}
	text, err := readfile.ReadNoFollow(s.Paths.Current(), currentLimit)
	if err != nil {
		return "", ""
	}
	current, rest, _ := strings.Cut(string(text), "\n")
	before, _, _ = strings.Cut(rest, "\n")
	return current, before
}
