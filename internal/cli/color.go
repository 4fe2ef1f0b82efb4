package cli

import (
	"os"
	"strings"

	"lanyard/internal/term"
)

// style is how text looks: parameters of Select Graphic Rendition (ECMA-48, 8.3.117). The sixteen
// colours are used, which people choose for their terminals; "" is plain.
type style string

const (
	plain  style = ""
	bold   style = "1"
	faint  style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
	cyan   style = "36"
)

// painter writes text in styles, or plainly when it is off.
type painter bool

func (on painter) paint(s style, text string) string {
	if !on || s == plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// painter tells whether what goes to f is coloured.
func (d *deps) painter(f *os.File) painter {
	switch d.color() {
	case "always":
		return true
	case "never":
		return false
	}
	return painter(d.variable("TERM") != "dumb" && term.IsTerminal(f))
}

// color is when to use colour. --color goes first, then what every program obeys (https://no-color.org,
// https://bixense.com/clicolors), then LANYARD_COLOR and the setting.
func (d *deps) color() string {
	switch force := d.variable("CLICOLOR_FORCE"); {
	case d.flags.color != "":
		return d.flags.color
	case d.variable("NO_COLOR") != "":
		return "never"
	case force != "" && force != "0":
		return "always"
	case d.app == nil: // a mistake in the flags came before
		return "auto"
	}
	s, err := d.app.Settings()
	if err != nil {
		return "auto"
	}
	return s.Get("color")
}

// variable reads the environment, also before there is an App.
func (d *deps) variable(name string) string {
	for _, pair := range d.sys.environ {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// checkColor refuses a --color that is none.
func (d *deps) checkColor() error {
	return checkWord("--color", d.flags.color, colorWords())
}

func colorWords() []string { return []string{"auto", "always", "never"} }

// statusStyle is the colour of a status, which its word tells as well.
func statusStyle(status string) style {
	switch status {
	case "valid", "ready":
		return green
	case "expiring", "needs-mfa", "locked", "signed-out":
		return yellow
	case "expired", "broken":
		return red
	}
	return plain
}

// labelStyle is the colour of the label that a line begins with.
func labelStyle(label string) style {
	switch label {
	case "error":
		return red
	case "warning":
		return yellow
	case "hint", "info":
		return cyan
	}
	return plain
}

// diffLine paints a line of a unified diff.
func (on painter) diffLine(line string) string {
	switch {
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
		return on.paint(bold, line)
	case strings.HasPrefix(line, "@@"):
		return on.paint(cyan, line)
	case strings.HasPrefix(line, "+"):
		return on.paint(green, line)
	case strings.HasPrefix(line, "-"):
		return on.paint(red, line)
	}
	return line
}

// stderrLine paints a line for the person: the name of the program and the label of a hint.
func (on painter) stderrLine(line string) string {
	if rest, ok := strings.CutPrefix(line, "  hint: "); ok {
		return "  " + on.paint(labelStyle("hint"), "hint:") + " " + rest
	}
	return line
}
