package ui

import (
	"fmt"
	"strings"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/internal/duration"
)

// A bar is full at these lives or more: what a session lived at first is not known. They are how long
// an MFA session or a sign-in is by default, and a role's credentials.
const (
	personLife = 12 * time.Hour
	roleLife   = time.Hour
)

// expiringSoon is how long before a person is needed this is warned of, as creds has it; urgentSoon is
// when the bar is red.
const (
	expiringSoon = 15 * time.Minute
	urgentSoon   = 3 * time.Minute
)

// timeLeft is how long a state holds: until a person is needed, or the credentials end. Timed is false
// where nothing ends.
func timeLeft(s creds.State, now time.Time) (left time.Duration, timed bool) {
	end := firstEnd(s)
	if !end.After(now) && s.ExpiresAt.After(end) {
		end = s.ExpiresAt // credentials outlive the sign-in that they came from
	}
	return end.Sub(now), !end.IsZero()
}

// liveState is the state of an entry by now: time has gone by since it was read.
func liveState(e *app.Entry, now time.Time) creds.State {
	s := e.State
	ended := !s.ExpiresAt.IsZero() && !s.ExpiresAt.After(now)
	switch {
	case s.Status == creds.StatusReady && ended:
		s.Status = creds.StatusExpired // they were set from outside, and nothing makes others
		return s
	case s.Status != creds.StatusValid && s.Status != creds.StatusExpiring && s.Status != creds.StatusReady:
		return s
	case ended && (s.PersonNeededAt.IsZero() || s.PersonNeededAt.After(now)):
		s.ExpiresAt = time.Time{} // the next use makes others without a person
		if s.Status == creds.StatusValid {
			s.Status = creds.StatusReady
		}
	}
	if s.PersonNeededAt.IsZero() {
		return s
	}
	end := s.PersonNeededAt
	if s.ExpiresAt.After(end) {
		end = s.ExpiresAt
	}
	switch left := end.Sub(now); {
	case left <= 0:
		return creds.State{Status: neededBy(e)}
	case left < expiringSoon:
		s.Status = creds.StatusExpiring
	}
	return s
}

// firstStale is when the first of some states will have ended; zero for never.
func firstStale(entries []app.Entry, now time.Time) (first time.Time) {
	for i := range entries {
		for _, end := range []time.Time{entries[i].State.ExpiresAt, entries[i].State.PersonNeededAt} {
			if end.After(now) && (first.IsZero() || end.Before(first)) {
				first = end
			}
		}
	}
	return first
}

// neededBy is the status of an entry whose sessions have all ended.
func neededBy(e *app.Entry) creds.Status {
	switch {
	case e.MFASerial() != "":
		return creds.StatusNeedsMFA
	case e.Session() != "":
		return creds.StatusSignedOut
	}
	return creds.StatusExpired
}

// bar draws the share of a life in halves of a cell, as a line: blocks of neighbouring rows would grow
// together. What lives is never drawn as nothing.
func bar(left, life time.Duration, width int) string {
	left = min(max(left, 0), life)
	halves := int(left * time.Duration(2*width) / life)
	if left > 0 {
		halves = max(halves, 1)
	}
	return strings.Repeat("━", halves/2) + strings.Repeat("╸", halves%2) + spaces(width-(halves+1)/2)
}

// leftWords says how much time remains, in leftText cells at most.
func leftWords(d time.Duration) string {
	switch {
	case d <= 0:
		return "expired"
	case d >= 1000*24*time.Hour:
		return "years"
	}
	return duration.Short(d)
}

// leftCell is the bar and its words, and which brush it is drawn with. Without a time it says what
// the status is, unless another column does.
func (p *rowPainter) leftCell(state creds.State) (string, brush) {
	left, timed := timeLeft(state, p.now)
	if !timed {
		if p.plan.has(colStatus) {
			return spaces(p.plan.left), p.ink.faint
		}
		ink := p.statusInk(state.Status)
		if ink == p.ink.good {
			ink = p.ink.faint // nobody has to look at it
		}
		return fmt.Sprintf("%*s", p.plan.left, cut(string(state.Status), p.plan.left)), ink
	}
	life, ink := roleLife, p.ink.good
	if !state.PersonNeededAt.IsZero() {
		life = personLife
		switch {
		case left < urgentSoon:
			ink = p.ink.bad
		case left < expiringSoon:
			ink = p.ink.warn
		}
	}
	if left <= 0 {
		ink = p.ink.bad
	}
	return bar(left, life, p.plan.bar) + fmt.Sprintf(" %*s", leftText, leftWords(left)), ink
}
