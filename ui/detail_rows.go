package ui

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/internal/creds"
)

// tone is how a piece of text is drawn, as far as it is known before there are Styles.
type tone func(styles) lipgloss.Style

func inText(s styles) lipgloss.Style  { return s.Text }
func inFaint(s styles) lipgloss.Style { return s.Faint }
func inBold(s styles) lipgloss.Style  { return s.Bold }
func inTitle(s styles) lipgloss.Style { return s.Title }
func inWarn(s styles) lipgloss.Style  { return s.Warn }
func inBad(s styles) lipgloss.Style   { return s.Bad }

func inStatus(status creds.Status) tone {
	return func(s styles) lipgloss.Style {
		style, _ := s.Status(status)
		return style
	}
}

// span is clean text in one tone, row a line of them.
type (
	span struct {
		text string
		tone tone
	}
	row []span
)

func (r row) draw(s styles) string {
	var line strings.Builder
	for _, piece := range r {
		line.WriteString(piece.tone(s).Render(piece.text))
	}
	return line.String()
}

// page is rows being written, width cells wide.
type page struct {
	width int
	rows  []row
}

// detailRows lays out all that there is to say of a profile.
func detailRows(e app.Entry, now time.Time, home string, width int) []row {
	p := &page{width: max(width, 1)}
	if e.Plan.Problem != nil {
		p.problems(e, home)
		p.shell(e)
	} else {
		p.chain(e, now)
		p.shell(e)
		p.problems(e, home)
	}
	p.settings("Settings", e.Profile.Settings, home)
	p.settings(inheritedTitle(e.Profile), e.Profile.Inherited, home)
	p.places(e.Profile.Sources, home)
	return p.rows
}

func (p *page) add(spans ...span) { p.rows = append(p.rows, spans) }

// head begins a section.
func (p *page) head(title string) {
	if len(p.rows) > 0 {
		p.add()
	}
	for _, line := range wrapWords(clean(title), p.width) {
		p.add(span{line, inTitle})
	}
}

// text adds words, wrapped, every line indented.
func (p *page) text(indent int, text string, t tone) {
	indent = min(indent, p.width/2)
	for _, line := range wrapWords(clean(text), p.width-indent) {
		p.add(span{strings.Repeat(" ", indent), inText}, span{line, t})
	}
}

// exact adds text that is broken where the line is full and nowhere else, so that nothing of it is
// lost.
func (p *page) exact(indent int, text string, t tone) {
	indent = min(indent, p.width/2)
	for _, line := range wrapExact(clean(text), p.width-indent) {
		p.add(span{strings.Repeat(" ", indent), inText}, span{line, t})
	}
}

func wrapWords(text string, width int) []string {
	return strings.Split(ansi.Wrap(text, max(width, 1), ""), "\n")
}

func wrapExact(text string, width int) []string {
	return strings.Split(ansi.Hardwrap(text, max(width, 1), true), "\n")
}
