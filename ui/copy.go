package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// copiedMsg brings what is to be copied.
type copiedMsg struct {
	id                  int
	profile, what, text string
	err                 error
}

// clipboardMsg says which program took what was copied, "" for none.
type clipboardMsg struct{ profile, what, program string }

func (c clipboardMsg) note() string {
	copied := "copied the " + c.what
	if c.profile != "" {
		copied += " of " + c.profile
	}
	if c.program == "" {
		return copied + " by the terminal (OSC 52), if it takes it"
	}
	return copied + " with " + c.program
}

// copied hands a text to the terminal at once, and to the system's clipboard program, which may take
// its time.
func (m Model) copied(msg copiedMsg) (Model, tea.Cmd) {
	m, job := m.finish(msg.id, msg.profile)
	if msg.err != nil || job.ended {
		return m.end(job, msg.err), nil
	}
	copies := m.deps.Copies
	return m, tea.Batch(tea.Raw(m.clipboardRoute.clipboard(msg.text)), m.tasks.run(m.tasks.ctx, func(ctx context.Context) tea.Msg {
		program, err := copies.System(ctx, msg.text)
		if err != nil {
			program = "" // the terminal's own way is left
		}
		return clipboardMsg{msg.profile, msg.what, program}
	}))
}

// clipboardRoute says which multiplexer OSC 52 has to pass on its way to the terminal.
type clipboardRoute int

const (
	directRoute clipboardRoute = iota
	tmuxRoute
	screenRoute
	remoteRoute // one of the two, on the machine that this one was reached from
)

func newClipboardRoute(environ []string) clipboardRoute {
	env := map[string]string{}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		env[name] = value
	}
	switch {
	case env["TMUX"] != "":
		return tmuxRoute
	case env["STY"] != "":
		return screenRoute
	case strings.HasPrefix(env["TERM"], "screen"):
		return remoteRoute
	}
	return directRoute
}

// GNU screen takes 768 bytes of a string, and writes the rest of a longer one onto the screen.
const (
	screenChunk  = 512
	screenString = 700
)

// clipboard is the sequence that puts text into the terminal's clipboard. tmux takes it itself with
// "set-clipboard on", and passes it on with "allow-passthrough on"; GNU screen only passes it on.
func (b clipboardRoute) clipboard(text string) string {
	set := ansi.SetSystemClipboard(text)
	switch b {
	case tmuxRoute:
		return set + ansi.TmuxPassthrough(set)
	case screenRoute:
		return ansi.ScreenPassthrough(set, screenChunk)
	case remoteRoute:
		if len(set) > screenString {
			return ansi.ScreenPassthrough(set, screenChunk)
		}
		return set + ansi.ScreenPassthrough(set, screenChunk)
	}
	return set
}
