package command

import (
	"os"
	"strings"

	"lanyard/internal/term"
)

// A Style holds parameters of Select Graphic Rendition (ECMA-48, 8.3.117). It uses only the sixteen colours
// that people can choose for their terminals.
type Style string

// The styles of a text.
const (
	Plain  Style = ""
	Bold   Style = "1"
	Faint  Style = "2"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
	Cyan   Style = "36"
)

// Painter adds styles to text; one that is false returns text unchanged.
type Painter bool

// Paint returns text in a style.
func (on Painter) Paint(s Style, text string) string {
	if !on || s == Plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// Painter returns the painter for text that goes to f.
func (d *Deps) Painter(f *os.File) Painter {
	switch d.Color() {
	case "always":
		return true
	case "never":
		return false
	}
	return Painter(d.Getenv("TERM") != "dumb" && term.IsTerminal(f))
}

// Color returns when to use colour: "auto", "always" or "never". --color comes first, then the variables of
// https://no-color.org and https://bixense.com/clicolors, then LANYARD_COLOR and the setting.
func (d *Deps) Color() string {
	switch force := d.Getenv("CLICOLOR_FORCE"); {
	case d.Flags.Color != "":
		return d.Flags.Color
	case d.Getenv("NO_COLOR") != "":
		return "never"
	case force != "" && force != "0":
		return "always"
	case d.App == nil: // the flags were wrong
		return "auto"
	}
	s, err := d.App.Settings()
	if err != nil {
		return "auto"
	}
	return s.Get("color")
}

// CheckColor refuses an unknown value of --color.
func (d *Deps) CheckColor() error {
	return CheckWord("--color", d.Flags.Color, ColorWords())
}

// ColorWords returns the values of --color.
func ColorWords() []string { return []string{"auto", "always", "never"} }

// StatusStyle returns the colour of a status. The word itself has the same meaning without it.
func StatusStyle(status string) Style {
	switch status {
	case "valid", "ready":
		return Green
	case "expiring", "needs-mfa", "locked", "signed-out":
		return Yellow
	case "expired", "broken":
		return Red
	}
	return Plain
}

// LabelStyle returns the colour of the label at the beginning of a line.
func LabelStyle(label string) Style {
	switch label {
	case "error":
		return Red
	case "warning":
		return Yellow
	case "hint", "info":
		return Cyan
	}
	return Plain
}

// DiffLine paints a line of a unified diff.
func (on Painter) DiffLine(line string) string {
	switch {
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
		return on.Paint(Bold, line)
	case strings.HasPrefix(line, "@@"):
		return on.Paint(Cyan, line)
	case strings.HasPrefix(line, "+"):
		return on.Paint(Green, line)
	case strings.HasPrefix(line, "-"):
		return on.Paint(Red, line)
	}
	return line
}

// stderrLine paints the label of a hint.
func (on Painter) stderrLine(line string) string {
	if rest, ok := strings.CutPrefix(line, "  hint: "); ok {
		return "  " + on.Paint(LabelStyle("hint"), "hint:") + " " + rest
	}
	return line
}
