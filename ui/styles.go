package ui

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"lanyard/internal/creds"
)

// palette is the colours by what they mean. They are the terminal's own sixteen, so that a person's
// theme holds and nothing is unreadable where no others exist.
type palette struct {
	text, faint, accent, good, warn, bad, match, cursorText, cursorBack color.Color
}

// Styles is everything that is drawn with. Meaning is never by colour alone: each status has a mark
// and a word too.
type Styles struct {
	Text, Faint, Bold, Title, Key, Match, Cursor, Border, Focus lipgloss.Style
	Good, Warn, Bad                                             lipgloss.Style
	QR                                                          lipgloss.Style // draws what is light
}

func newPalette(isDark bool) palette {
	p := palette{
		text: lipgloss.NoColor{}, accent: lipgloss.BrightCyan, good: lipgloss.BrightGreen, warn: lipgloss.BrightYellow,
		bad: lipgloss.BrightRed, match: lipgloss.BrightMagenta, faint: lipgloss.BrightBlack,
		cursorText: lipgloss.BrightWhite, cursorBack: lipgloss.Blue,
	}
	if !isDark {
		p.accent, p.good, p.warn, p.bad, p.match = lipgloss.Blue, lipgloss.Green, lipgloss.Yellow, lipgloss.Red, lipgloss.Magenta
		p.cursorText, p.cursorBack = lipgloss.Black, lipgloss.BrightCyan
	}
	return p
}

// NewStyles builds the styles for a dark or a light terminal.
func NewStyles(isDark bool) Styles {
	p := newPalette(isDark)
	base := lipgloss.NewStyle()
	return Styles{
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
	}
}

// Status is the style and the mark of a status; the mark alone tells them apart.
func (s Styles) Status(status creds.Status) (lipgloss.Style, string) {
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
