package ui

import (
	"fmt"
	"strings"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/creds"
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

// liveStatus is the status of an entry by now: time has gone by since it was read.
func liveStatus(e *app.Entry, now time.Time) creds.Status {
	status := e.State.Status
	if status != creds.StatusValid && status != creds.StatusExpiring || e.State.PersonNeededAt.IsZero() {
		return status
	}
	end := e.State.PersonNeededAt
	if e.State.ExpiresAt.After(end) {
		end = e.State.ExpiresAt
	}
	switch left := end.Sub(now); {
	case left <= 0:
		return creds.StatusExpired
	case left < expiringSoon:
		return creds.StatusExpiring
	}
	return status
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
	return durationText(d)
}

// leftCell is the bar and its words, and which brush it is drawn with. Without a time it says what
// the status is, unless another column does.
func (p *rowPainter) leftCell(e *app.Entry, status creds.Status) (string, brush) {
	left, timed := timeLeft(e.State, p.now)
	if !timed {
		if p.plan.has(colStatus) {
			status = ""
		}
		return fmt.Sprintf("%*s", p.plan.left, cut(string(status), p.plan.left)), p.ink.faint
	}
	life, ink := roleLife, p.ink.good
	if !e.State.PersonNeededAt.IsZero() {
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
