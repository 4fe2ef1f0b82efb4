package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/internal/duration"
	"lanyard/profiles"
)

// treeStep is how far each step of a chain stands to the right of the one before.
const treeStep = 3

// chain draws the steps as a tree, the root first.
func (p *page) chain(e app.Entry, now time.Time) {
	if len(e.Plan.Steps) == 0 {
		return
	}
	p.head("Chain")
	for i, step := range e.Plan.Steps {
		p.step(i, step, stepState(e, i), now)
	}
	if at := e.State.PersonNeededAt; at.After(now) {
		p.text(0, "a person is needed again in "+duration.Short(at.Sub(now)), inFaint)
	}
	if note := app.SessionNote(e); note != "" {
		p.text(0, note, inFaint)
	}
}

// stepState is the state of one step, the zero State where it is not known.
func stepState(e app.Entry, i int) creds.State {
	switch {
	case len(e.Steps) == len(e.Plan.Steps):
		return e.Steps[i]
	case i == len(e.Plan.Steps)-1:
		return e.State
	}
	return creds.State{}
}

func (p *page) step(i int, step profiles.Step, state creds.State, now time.Time) {
	// Long chains stop moving to the right where a third of the width is used up.
	branch, indent := "", 0
	if i > 0 {
		indent = min((i-1)*treeStep, p.width/3)
		branch = strings.Repeat(" ", indent) + "└─ "
		indent += treeStep
	}
	_, mark := styles{}.Status(state.Status)
	status, left := "", ""
	if state.Status != "" {
		status = "  " + string(state.Status)
	}
	if state.ExpiresAt.After(now) {
		left = ", " + duration.Short(state.ExpiresAt.Sub(now)) + " left"
	}
	kind, name := " "+string(step.Kind)+" ", clean(step.Profile)
	room := p.width - ansi.StringWidth(branch+mark+kind+status)
	if room < min(ansi.StringWidth(name), p.width/4)+ansi.StringWidth(left) {
		left = ""
	}
	room -= ansi.StringWidth(left)
	p.add(span{branch, inFaint}, span{mark, inStatus(state.Status)}, span{kind, inText},
		span{cut(name, max(room, 1)), inBold}, span{status + left, inStatus(state.Status)})
	p.stepDetail(indent+2, app.Detail(step))
}

// stepDetail tells what a step does; where that takes more than a line, "MFA" stays with its serial.
func (p *page) stepDetail(indent int, text string) {
	what, serial, mfa := strings.Cut(text, ", MFA ")
	switch {
	case text == "":
	case mfa && indent+ansi.StringWidth(text) > p.width:
		p.text(indent, what, inFaint)
		p.text(indent, "MFA "+serial, inFaint)
	default:
		p.text(indent, text, inFaint)
	}
}

// statusText is the word of a state and the time left.
func statusText(state creds.State, now time.Time) string {
	until := state.PersonNeededAt
	if until.IsZero() {
		until = state.ExpiresAt
	}
	if !until.After(now) {
		return string(state.Status)
	}
	return string(state.Status) + ", " + duration.Short(until.Sub(now)) + " left"
}
