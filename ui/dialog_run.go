package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/term"
)

// runDialog takes a command line. Up and down go through those run before that begin with what was
// typed, ctrl+r through those that contain it.
type runDialog struct {
	profile string
	history []string // latest first
	line    field
	typed   string   // what the history is searched for
	found   []string // of the history
	at      int      // the chosen one of found, or -1 for what was typed
	spots   clickTargets
	width   int // of the field as it was drawn
}

// lineLimit is the longest command line that is taken.
const lineLimit = 4096

// newRunDialog asks for what to run with a profile's credentials. History has the latest line first.
func newRunDialog(profile string, history []string) dialog {
	d := &runDialog{profile: profile, line: newField(lineLimit)}
	d.line.placeholder = "a command line, such as aws s3 ls"
	d.remember(history)
	return d
}

// remember takes the lines run before. They may come when something has been typed already.
func (d *runDialog) remember(history []string) {
	seen := map[string]bool{}
	for _, line := range history {
		// What can't be shown as it is can't be agreed to with enter either.
		if line == "" || len(line) > lineLimit || term.Clean(line) != line || seen[line] {
			continue
		}
		seen[line] = true
		d.history = append(d.history, line)
	}
	d.search(strings.HasPrefix)
}

// search finds the lines of the history that go with what was typed.
func (d *runDialog) search(match func(line, typed string) bool) {
	d.typed, d.at = d.line.Value(), -1
	d.found = slices.Clone(d.history)
	d.found = slices.DeleteFunc(d.found, func(line string) bool { return line == d.typed || !match(line, d.typed) })
}

func (d *runDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	if history, ok := msg.(historyMsg); ok {
		d.remember(history.lines)
		return d, nil
	}
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "esc":
			return nil, d.Cancel()
		case "enter":
			return d.submit()
		case "up", "ctrl+p":
			d.choose(d.at + 1)
			return d, nil
		case "down", "ctrl+n":
			d.choose(d.at - 1)
			return d, nil
		case "ctrl+r":
			if d.at < 0 {
				d.search(strings.Contains)
			}
			d.choose(d.at + 1)
			return d, nil
		}
	}
	if click, ok := msg.(tea.MouseClickMsg); ok {
		d.click(click)
		return d, nil
	}
	before := d.line.Value()
	d.line = d.line.Update(msg)
	if d.line.Value() != before {
		d.search(strings.HasPrefix)
	}
	return d, nil
}

// click goes to a place in the line, or takes one of the history.
func (d *runDialog) click(msg tea.MouseClickMsg) {
	switch id, column, ok := d.spots.clicked(msg); {
	case ok && id == runLine:
		d.line = d.line.Click(column-2, d.width, true)
	case ok:
		d.choose(id)
	}
}

// runLine is the line in which a command is typed, among the places to click; others are of found.
const runLine = -1

// choose puts a line of the history into the field, or what was typed back.
func (d *runDialog) choose(at int) {
	at = max(-1, min(at, len(d.found)-1))
	if at == d.at {
		return
	}
	d.at = at
	if at < 0 {
		d.line = d.line.SetValue(d.typed)
		return
	}
	d.line = d.line.SetValue(d.found[at])
}

// submit runs the line as it was typed: a space before it keeps it out of the history, and one behind
// it may be escaped.
func (d *runDialog) submit() (dialog, tea.Cmd) {
	line := d.line.Value()
	if strings.TrimSpace(line) == "" {
		return d, nil
	}
	run := actionMsg{action: actRunLine, profile: d.profile, text: line}
	return nil, func() tea.Msg { return run }
}

// Cancel runs nothing.
func (d *runDialog) Cancel() tea.Cmd { return nil }

func (d *runDialog) Keys() []helpKey {
	keys := []helpKey{{"enter", "run"}, {"esc", "cancel"}}
	if len(d.history) > 0 {
		keys = append(keys, helpKey{"↑↓", "history"}, helpKey{"^r", "search"})
	}
	return keys
}

// runShown is how many lines of the history are in sight.
const runShown = 6

func (d *runDialog) View(room rect, s styles) (string, *tea.Cursor) {
	w := innerWidth(runWidth, room)
	d.width = max(1, w-2)
	typed, column := d.line.View(d.width, s, true)
	rows := []dialogRow{{text: s.Title.Render("$ ") + typed, typing: true, column: 2 + column, hots: whole(runLine, w)}}
	if strings.HasPrefix(d.line.Value(), " ") {
		rows = append(rows, dialogRow{text: s.Faint.Render("  begins with a space: not remembered")})
	}
	if len(d.found) > 0 {
		rows = append(rows, gap())
	}
	from := max(0, d.at-runShown+1)
	for i, line := range d.found[from:min(from+runShown, len(d.found))] {
		text := s.Faint.Render("  " + cut(clean(line), w-2))
		drop := i + 1
		if from+i == d.at {
			text, drop = s.Key.Render("▸ ")+cut(clean(line), w-2), 1
		}
		rows = append(rows, dialogRow{text: text, drop: drop, hots: whole(from+i, w)})
	}
	return drawDialog("Run with "+clean(d.profile), d.spots.note(rows, room), runWidth, room, s)
}

// runWidth is wide enough for most command lines.
const runWidth = 90
