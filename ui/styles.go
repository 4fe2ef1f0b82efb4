package ui

import (
	"charm.land/lipgloss/v2"

	"lanyard/internal/creds"
)

// palette is the colours by what they mean. Text is in the terminal's own colour, and the others are of
// the 240 that all terminals agree on: what a theme makes of the first sixteen may be unreadable, as
// yellow on white is, or invisible, as Solarized's bright black. Where there are only sixteen, the
// nearest of them is taken.
type palette struct {
	faint, accent, good, warn, bad, match, cursorText, cursorBack lipgloss.ANSIColor
}

// styles is everything that is drawn with. Meaning is never by colour alone: each status has a mark
// and a word too.
type styles struct {
	Text, Faint, Bold, Title, Key, Match, Cursor, Border, Focus lipgloss.Style
	Good, Warn, Bad                                             lipgloss.Style
	QR                                                          lipgloss.Style // draws what is light
	Behind                                                      lipgloss.Style // what a dialog lies upon
}

func newPalette(isDark bool) palette {
	if isDark {
		return palette{faint: 102, accent: 80, good: 114, warn: 185, bad: 210, match: 213, cursorText: 231, cursorBack: 25}
	}
	return palette{faint: 241, accent: 25, good: 28, warn: 94, bad: 160, match: 127, cursorText: 16, cursorBack: 153}
}

// newStyles builds the styles for a dark or a light terminal.
func newStyles(isDark bool) styles {
	p := newPalette(isDark)
	base := lipgloss.NewStyle()
	return styles{
		Text:   base,
		Faint:  base.Foreground(p.faint),
		Bold:   base.Bold(true),
		Title:  base.Bold(true).Foreground(p.accent),
		Key:    base.Bold(true).Foreground(p.accent),
		Match:  base.Bold(true).Underline(true).Foreground(p.match),
		Cursor: base.Foreground(p.cursorText).Background(p.cursorBack),
		Border: base.Foreground(p.faint),
		Focus:  base.Foreground(p.accent),
		Good:   base.Foreground(p.good),
		Warn:   base.Foreground(p.warn),
		Bad:    base.Foreground(p.bad),
		QR:     base.Foreground(lipgloss.BrightWhite).Background(lipgloss.Black),
		Behind: base.Foreground(p.faint).Faint(true),
	}
}

// Status is the style and the mark of a status; the mark alone tells them apart.
func (s styles) Status(status creds.Status) (lipgloss.Style, string) {
	switch status {
	case creds.StatusValid:
		return s.Good, "●"
	case creds.StatusReady:
		return s.Good, "○"
	case creds.StatusExpiring:
		return s.Warn, "◐"
	case creds.StatusNeedsMFA, creds.StatusSignedOut, creds.StatusLocked:
		return s.Warn, "◇"
	case creds.StatusExpired, creds.StatusBroken:
		return s.Bad, "✗"
	}
	return s.Faint, "·"
}
