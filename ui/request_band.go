package ui

import (
	"fmt"
	"strings"
	"time"

	"lanyard/internal/duration"
	"lanyard/signer/request"
)

// The statuses of HTTP with which errors and redirections begin.
const badRequest, multipleChoices = 400, 300

// band is what there is to say of an answer before everything else: how it ended, and of an error what
// it was, why, and what to do.
func (p *answerPane) band(width int, s styles) []string {
	if p.answer == nil {
		lines := bandText("✗ "+p.failure, width, s.Bad.Render)
		if p.hint != "" {
			lines = append(lines, bandText("hint: "+p.hint, width, s.Text.Render)...)
		}
		return lines
	}
	lines := []string{p.outcome(width, s)}
	a := p.answer
	if e := a.Error; e != nil {
		if e.Message != "" {
			lines = append(lines, bandText(e.Message, width, s.Text.Render)...)
		}
	}
	for _, why := range a.Why {
		lines = append(lines, bandText("→ "+why, width, s.Warn.Render)...)
	}
	if e := a.Error; e != nil {
		if a.Hint != "" {
			lines = append(lines, bandText("hint: "+a.Hint, width, s.Text.Render)...)
		}
		if len(e.RequestIDs) > 0 {
			lines = append(lines, s.Faint.Render(cell("request id "+strings.Join(e.RequestIDs, ", "), width)))
		}
	}
	for _, note := range a.Notes {
		lines = append(lines, bandText("· "+note, width, s.Faint.Render)...)
	}
	return lines
}

// bandText is text from anywhere in at most three lines.
func bandText(text string, width int, render func(...string) string) []string {
	const most = 3
	lines := wrapText(text, max(1, width))
	if len(lines) > most {
		lines = append(lines[:most-1], cut(lines[most-1], width-1)+"…")
	}
	for i, line := range lines {
		lines[i] = render(line)
	}
	return lines
}

// outcome is how an answer ended, in one line.
func (p *answerPane) outcome(width int, s styles) string {
	a := p.answer
	mark, style := "● ", s.Good
	switch {
	case a.Status >= badRequest:
		mark, style = "✗ ", s.Bad
	case a.Status >= multipleChoices:
		mark, style = "◐ ", s.Warn
	}
	text := fmt.Sprintf("%s%d %s", mark, a.Status, clean(a.Reason))
	if a.Error != nil && a.Error.Code != "" {
		text += "  " + clean(a.Error.Code)
	}
	rest := ""
	if a.Body.Kind != request.KindNone {
		rest += " · " + string(a.Body.Kind) + " " + sizeWords(max(a.Body.Size, int64(len(a.Body.Bytes))))
	}
	if n := len(a.Attempts); n > 0 {
		var total time.Duration
		for _, attempt := range a.Attempts {
			total += attempt.Timing.Total
		}
		rest += " · " + duration.Measured(total)
		if n > 1 {
			rest += fmt.Sprintf(" · %d attempts", n)
		}
	}
	return pad(cut(style.Render(text)+s.Faint.Render(rest), width), width)
}
