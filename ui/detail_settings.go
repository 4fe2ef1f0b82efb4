package ui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/profiles"
)

// columnsFrom is the width from which keys and values stand side by side.
const columnsFrom = 60

// settings lists settings by their keys, each with its place.
func (p *page) settings(title string, settings map[string]profiles.Setting, home string) {
	if len(settings) == 0 {
		return
	}
	p.head(title)
	keys := slices.Sorted(maps.Keys(settings))
	column := 0
	for _, key := range keys {
		column = max(column, min(ansi.StringWidth(clean(key)), p.width/3))
	}
	for _, key := range keys {
		setting := settings[key]
		if p.width < columnsFrom {
			p.stacked(clean(key), setting, home)
		} else {
			p.beside(clean(key), column, setting, home)
		}
	}
}

// stacked is a key with its place, and the value below.
func (p *page) stacked(key string, s profiles.Setting, home string) {
	at := placeText(s.Source, home)
	gap := p.width - ansi.StringWidth(key) - ansi.StringWidth(at)
	if gap < 2 {
		p.exact(0, key, inBold)
		p.exact(2, at, inFaint)
	} else {
		p.add(span{key, inBold}, span{strings.Repeat(" ", gap), inText}, span{at, inFaint})
	}
	p.exact(2, s.Text(), inText)
}

// beside is a key, the value to its right, and the place at the end of the value's last line or below.
func (p *page) beside(key string, column int, s profiles.Setting, home string) {
	left := span{pad(cut(key, column), column+2), inBold}
	if ansi.StringWidth(key) > column {
		p.exact(0, key, inBold)
		left = span{strings.Repeat(" ", column+2), inText}
	}
	room := p.width - column - 2
	lines := wrapExact(clean(s.Text()), room)
	for _, line := range lines {
		p.add(left, span{line, inText})
		left = span{strings.Repeat(" ", column+2), inText}
	}
	at := placeText(s.Source, home)
	gap := room - ansi.StringWidth(lines[len(lines)-1]) - ansi.StringWidth(at)
	if gap < 2 {
		p.exact(column+2, at, inFaint)
		return
	}
	last := &p.rows[len(p.rows)-1]
	*last = append(*last, span{strings.Repeat(" ", gap), inText}, span{at, inFaint})
}

// inheritedTitle names what the profile refers to.
func inheritedTitle(p *profiles.Profile) string {
	var from []string
	for _, ref := range []struct{ key, section string }{
		{"include_profile", "profile"}, {"sso_session", "sso-session"}, {"services", "services"},
	} {
		if name := p.Get(ref.key); name != "" {
			from = append(from, ref.section+" "+name)
		}
	}
	if len(from) == 0 {
		return "Inherited"
	}
	return "Inherited from " + strings.Join(from, ", ")
}

// problems tells what is wrong, and what mends it.
func (p *page) problems(e app.Entry, home string) {
	found := app.Problems(e)
	if len(found) == 0 {
		return
	}
	p.head("Problems")
	for _, problem := range found {
		mark, t := "i", tone(inFaint)
		switch problem.Severity {
		case profiles.SeverityError:
			mark, t = "✗", inBad
		case profiles.SeverityWarning:
			mark, t = "!", inWarn
		}
		p.text(0, mark+" "+string(problem.Severity)+": "+problem.Message, t)
		if problem.Hint != "" {
			p.text(2, "hint: "+problem.Hint, inText)
		}
		if problem.File != "" {
			p.exact(2, placeText(problem.Source, home), inFaint)
		}
	}
}

// places lists the section headers of the profile.
func (p *page) places(sources []profiles.Source, home string) {
	p.head("Written in")
	if len(sources) == 0 {
		p.text(0, "no file: the keychain alone knows this profile", inFaint)
	}
	for _, s := range sources {
		p.exact(0, placeText(s, home), inFaint)
	}
}

// placeText is a file, shortened, and a line.
func placeText(s profiles.Source, home string) string {
	if s.File == "" {
		return ""
	}
	return clean(fmt.Sprintf("%s:%d", homePath(s.File, home), s.Line))
}

// homePath is a path with ~ for the person's home.
func homePath(file, home string) string {
	if rest, ok := strings.CutPrefix(file, home); ok && home != "" && strings.IndexAny(rest, `/\`) == 0 {
		return "~" + rest
	}
	return file
}
