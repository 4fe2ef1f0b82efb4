package cli

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/term"
	"lanyard/profiles"
)

// The widths of a page, in cells: for a terminal of unknown width, and the largest, for readable lines.
const (
	pageDefault = 80
	pageMost    = 100
)

// page lays out a profile on a terminal.
type page struct {
	on    command.Painter
	width int
	home  string // shown as ~
}

func (d *deps) newPage() page {
	width := term.Width(d.Stdout)
	if width == 0 {
		width = pageDefault
	}
	return page{d.Painter(d.Stdout), min(width, pageMost), d.Home}
}

func (p page) show(w *strings.Builder, e app.Entry, left string, notes []string) {
	status := p.on.Paint(command.StatusStyle(string(e.State.Status)), string(e.State.Status))
	if left != "" {
		status += ", " + left + " left"
	}
	fmt.Fprintf(w, "%s  %s  %s\n", p.on.Paint(command.Bold, term.Clean(e.Profile.Name)), e.Plan.Kind, status)
	if len(e.Plan.Steps) > 0 {
		p.title(w, "Chain")
	}
	for i, s := range e.Plan.Steps {
		lead := fmt.Sprintf("  %s%d. ", strings.Repeat("  ", i), i+1)
		p.flow(w, lead, "", command.Plain, fmt.Sprintf("%s  %s  (%s)", s.Kind, app.Detail(s), s.Profile))
	}
	for _, note := range notes {
		p.flow(w, "  ", "", command.Plain, note)
	}
	p.problems(w, app.Problems(e))
	p.settings(w, "Settings", e.Profile.Settings)
	p.settings(w, "Inherited", e.Profile.Inherited)
}

func (p page) title(w *strings.Builder, text string) {
	w.WriteString("\n" + p.on.Paint(command.Bold, text) + "\n")
}

// flow writes text after a lead and a label. Its further lines are indented by the lead.
func (p page) flow(w *strings.Builder, lead, label string, s command.Style, text string) {
	indent := runewidth.StringWidth(lead)
	painted := lead
	if label != "" {
		painted += p.on.Paint(s, label+":") + " "
		text = strings.Repeat("x", runewidth.StringWidth(label)+1) + " " + text
	}
	for i, line := range command.Wrap(term.Clean(text), p.width-indent) {
		switch {
		case i > 0:
			line = strings.Repeat(" ", indent) + line
		case label != "":
			_, line, _ = strings.Cut(line, " ")
			line = painted + line
		default:
			line = painted + line
		}
		w.WriteString(line + "\n")
	}
}

func (p page) problems(w *strings.Builder, problems []profiles.Problem) {
	if len(problems) == 0 {
		return
	}
	p.title(w, "Problems")
	for _, problem := range problems {
		text := problem.Message
		if at := p.place(problem.Source); at != "" {
			text += " (" + at + ")"
		}
		p.flow(w, "  ", string(problem.Severity), command.LabelStyle(string(problem.Severity)), text)
		if problem.Hint != "" {
			p.flow(w, "    ", "hint", command.LabelStyle("hint"), problem.Hint)
		}
	}
}

func (p page) settings(w *strings.Builder, title string, settings map[string]profiles.Setting) {
	if len(settings) == 0 {
		return
	}
	p.title(w, title)
	keys, wide := slices.Sorted(maps.Keys(settings)), 0
	for _, key := range keys {
		wide = max(wide, runewidth.StringWidth(term.Clean(key)))
	}
	for _, key := range keys {
		line := "  " + runewidth.FillRight(term.Clean(key), wide) + " = " + term.Visible(settings[key].Text())
		at := p.place(settings[key].Source)
		used, room := runewidth.StringWidth(line), p.width-runewidth.StringWidth(at)
		if used+command.ColumnGap > room { // the place goes on the next line
			line, used = line+"\n", 0
		}
		w.WriteString(line + strings.Repeat(" ", max(room-used, 0)) + p.on.Paint(command.Faint, at) + "\n")
	}
}

// place formats a source with ~ for the home folder.
func (p page) place(s profiles.Source) string {
	at := term.Clean(place(s))
	if rest, ok := strings.CutPrefix(at, p.home+string(filepath.Separator)); ok && p.home != "" {
		return "~" + string(filepath.Separator) + rest
	}
	return at
}
