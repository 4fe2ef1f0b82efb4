package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
)

// opener is a dialog that wants to know when it is seen.
type opener interface{ opened() tea.Cmd }

// signInGoes hands on how a sign-in goes, to its dialog wherever that is.
func (m Model) signInGoes(msg signInMsg) (Model, tea.Cmd) {
	for _, d := range m.dialogs {
		if shown, ok := d.(*signInDialog); ok && shown.id == msg.id {
			_, cmd := shown.Update(msg)
			return m, cmd
		}
	}
	return m, nil
}

// signedIn looks for what a sign-in opens, beside everything else.
func (m Model) signedIn(msg signedInMsg) (Model, tea.Cmd) {
	if msg.session == "" {
		return m, nil
	}
	return m.act(actionMsg{action: actDiscover, session: msg.session})
}

// gauge tells how far a job is. The event loop looks at it when the spinners turn: while a program has the
// terminal nobody would take a message.
type gauge struct{ done, total atomic.Int64 }

func (g *gauge) tell(done, total int) {
	g.total.Store(int64(total))
	g.done.Store(int64(done))
}

// gaugeWidth is how wide the bar of a job is, in cells.
const gaugeWidth = 16

// gaugeText is the bar of a job under way that can tell how far it is, or "".
func (m Model) gaugeText() string {
	job, ok := m.running[m.measures()]
	if !ok {
		return ""
	}
	text := "roles of " + cut(clean(job.what), 2*gaugeWidth)
	total, done := job.gauge.total.Load(), job.gauge.done.Load()
	if total <= 0 {
		return text + "…"
	}
	drawn := m.styles.Focus.Render(bar(time.Duration(done), time.Duration(total), gaugeWidth))
	return fmt.Sprintf("%s %s %s/%s", text, drawn, thousands(int(done)), thousands(int(total)))
}

// measures is the latest job that can tell how far it is, or 0.
func (m Model) measures() (latest int) {
	for id, job := range m.running {
		if job.gauge != nil && !job.ended {
			latest = max(latest, id)
		}
	}
	return latest
}

// discover lists what a session opens. It is found again in the list.
func (m Model) discover(a actionMsg, g *gauge) work {
	signIns := m.deps.SignIns
	return func(ctx context.Context, id int) tea.Msg {
		roles, err := signIns.Discover(ctx, a.session, g.tell)
		note := fmt.Sprintf("%s opens %s", a.session, plural(roles, "role"))
		return doneMsg{id: id, note: note, reload: true, err: err}
	}
}

// syncRoles prepares profiles, whose diff is shown before they are written.
func (m Model) syncRoles(a actionMsg, g *gauge) work {
	signIns := m.deps.SignIns
	return func(ctx context.Context, id int) tea.Msg {
		change, note, err := signIns.Sync(ctx, a.sync, g.tell)
		return changeMsg{id: id, profile: a.profile, change: change, note: note, err: err}
	}
}

// words is work that ends with a note of its own.
func words(profile string, do func(context.Context) (string, error)) work {
	return func(ctx context.Context, id int) tea.Msg {
		note, err := do(ctx)
		return doneMsg{id: id, profile: profile, note: note, reload: true, err: err}
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// signInOf names the sign-in that an entry begins with, or is "".
func signInOf(e app.Entry) string {
	if len(e.Plan.Steps) == 0 {
		return ""
	}
	switch first := e.Plan.Steps[0]; first.Kind {
	case profiles.KindSSO:
		if first.SSO.Session != "" {
			return first.SSO.Session
		}
		return strings.TrimPrefix(first.SSO.StartURL, "https://")
	case profiles.KindLogin:
		return "console " + e.Account()
	}
	return ""
}

// isSignedOut reports that an entry waits for somebody to sign in.
func isSignedOut(e app.Entry) bool { return e.State.Status == creds.StatusSignedOut }

// signInState is what is known of a sign-in from the entries that begin with it.
type signInState struct {
	name  string
	out   bool
	until time.Time // zero: never, or nobody knows
}

// signInsOf are the sign-ins of entries, in their order.
func signInsOf(entries []app.Entry) (states []signInState) {
	for i := range entries {
		e := &entries[i]
		name := signInOf(*e)
		if name == "" || isBroken(*e) || e.State.Status == creds.StatusLocked {
			continue
		}
		at := slices.IndexFunc(states, func(s signInState) bool { return s.name == name })
		if at < 0 {
			at = len(states)
			states = append(states, signInState{name: name})
		}
		states[at].out = states[at].out || isSignedOut(*e)
		if e.State.PersonNeededAt.After(states[at].until) {
			states[at].until = e.State.PersonNeededAt
		}
	}
	return states
}

// signInWidth bounds the name of a sign-in in the header.
const signInWidth = 24

// shortSignIn is what a person calls a sign-in that has no name of its own.
func shortSignIn(name string) string {
	if host, _, ok := strings.Cut(name, ".awsapps.com/"); ok {
		return host
	}
	return name
}

// signInsText tells which sign-ins hold, and for how long, in a width; what has no room is left out.
func (m Model) signInsText(width int) string {
	text, used := "", 0
	now := m.deps.Now()
	for _, state := range m.signIns {
		left := state.until.Sub(now)
		style, mark, words := m.styles.Good, "●", cut(shortSignIn(clean(state.name)), signInWidth)
		switch {
		case state.out || !state.until.IsZero() && left <= 0:
			style, mark = m.styles.Warn, "◇"
		case state.until.IsZero():
		case left < expiringSoon:
			style, mark, words = m.styles.Warn, "◐", words+" "+leftWords(left)
		default:
			words += " " + leftWords(left)
		}
		cells := len("  ") + 2 + ansi.StringWidth(words)
		if used+cells > width {
			break
		}
		used += cells
		text += "  " + style.Render(mark) + " " + m.styles.Faint.Render(words)
	}
	return text
}
