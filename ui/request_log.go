package ui

import (
	"fmt"
	"strings"
	"time"

	"lanyard/internal/duration"
	"lanyard/signer/request"
)

// logLines tell what happened to a request on its way.
func logLines(log []request.Event) []request.Line {
	var lines []request.Line
	for _, p := range log {
		switch p.Kind {
		case request.EventAttempt:
			text := fmt.Sprintf("Attempt %d", p.Attempt)
			if p.Most > 1 {
				text += fmt.Sprintf(" of %d at the most", p.Most)
			}
			lines = append(lines, plain(classTitle, text))
		case request.EventAnswer:
			lines = append(lines, inside(as(request.ClassText, p.Why)))
		case request.EventRetry:
			lines = append(lines, inside(as(classWarn, p.Why), as(request.ClassNote, ", again after "+duration.Measured(p.Wait))))
		case request.EventSkew:
			lines = append(lines, inside(as(classWarn, p.Why), as(request.ClassNote, ", signed again with the right time")))
		case request.EventRenew:
			lines = append(lines, inside(as(classWarn, "the credentials had ended"), as(request.ClassNote, ", signed again with new ones")))
		case request.EventRedirect:
			lines = append(lines, inside(as(classWarn, p.Why), as(request.ClassNote, ", signed again for "+p.Region)))
		case request.EventFollow, request.EventNote:
			lines = append(lines, inside(as(classWarn, p.Why)))
		case request.EventProgress:
			lines = append(lines, inside(as(request.ClassNote, "sent "+sizeWords(p.Sent)+" of "+sizeWords(p.Size))))
		}
	}
	return lines
}

// sendingLines draw a request on its way: the latest of what happened, and what is waited for.
func (q *requestScreen) sendingLines(r rect, s styles, now time.Time) []string {
	spins := []rune(spinnerFrames)
	took := max(0, now.Sub(q.began))
	lines := []string{
		rule("Sending", r.W, s, true),
		s.Focus.Render(string(spins[int(took/spinEvery)%len(spins)])) + " " + duration.Measured(took.Truncate(100*time.Millisecond)) +
			s.Faint.Render("  esc gives it up"),
	}
	v := newViewer(logLines(q.log))
	rest := max(1, r.H-len(lines))
	if left := q.until.Sub(now); !q.until.IsZero() && left > 0 {
		v.lines = append(v.lines, inside(as(request.ClassNote, "waiting "+duration.Measured(left))))
	}
	v.Resize(r.W, rest)
	v.key("end")
	lines = append(lines, v.View(s, false)...)
	return splitLines(block(lines, r))
}

// rule is the title of a pane.
func rule(title string, width int, s styles, focused bool) string {
	style := s.ruleStyle(focused)
	text := cut("─ "+title+" ", width)
	return style.Render(text + strings.Repeat("─", max(0, width-len([]rune(text)))))
}
