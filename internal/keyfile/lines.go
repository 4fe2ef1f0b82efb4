package keyfile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parseLines parses a credentials file, the commands of a shell, or bare lines.
func parseLines(text string) ([]group, error) {
	groups := []group{{line: 1}}
	var bare []field
	endGroup := func() {
		g := &groups[len(groups)-1]
		if len(g.fields) == 0 {
			g.fields = bareKey(bare)
		}
		bare = nil
	}
	for row := range rows(text) {
		line := strings.Trim(row.text, blanks)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if r, matters := hidden(line); matters {
			return nil, fmt.Errorf("line %d has an invisible character (U+%04X)", row.line, r)
		}
		if name, ok := header(line); ok {
			endGroup()
			groups = append(groups, group{name: name, line: row.line})
			continue
		}
		name, value, ok := setting(line)
		p := partOf(name)
		groups[len(groups)-1].addField(p, value, row.line, row.withoutComment())
		if p == noPart && !strings.ContainsAny(line, " \t") && (!ok || len(bare) == 1) { // a secret may hold "="
			bare = append(bare, field{idPart, line, row.line, row.span})
		}
	}
	endGroup()
	return groups, nil
}

// bareKey returns the fields of bare lines: ids and secrets in turn. It returns nil if the first is not an id.
func bareKey(bare []field) []field {
	if len(bare) < 2 || !isID(bare[0].value) {
		return nil
	}
	for i := range bare {
		if i%2 == 1 {
			bare[i].part = secretPart
		}
	}
	return bare
}

// isID reports whether a bare line can be an AWS access key id.
func isID(text string) bool {
	return len(text) >= 16 && len(text) <= 128 && !strings.ContainsFunc(text, func(r rune) bool {
		return r > unicode.MaxASCII || r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// header reads "[name]" and "[profile name]".
func header(line string) (name string, ok bool) {
	inner, ok := strings.CutPrefix(line, "[")
	if !ok {
		return "", false
	}
	inner, _, _ = strings.Cut(inner, "]")
	words := strings.Fields(inner)
	if len(words) > 1 && words[0] == "profile" {
		words = words[1:]
	}
	return unquote(strings.Join(words, " ")), true
}

// setting splits NAME=VALUE or NAME: VALUE, and after a shell's command also NAME VALUE.
func setting(line string) (name, value string, ok bool) {
	rest, command := cutCommand(line)
	if command { // set "NAME=VALUE"
		if whole := unquote(rest); whole != rest && strings.Contains(whole, "=") {
			rest = whole
		}
	}
	end := strings.IndexAny(rest, "=: \t")
	if end < 0 {
		return "", "", false
	}
	name, rest = rest[:end], strings.TrimLeft(rest[end:], " \t")
	if rest != "" && (rest[0] == '=' || rest[0] == ':') {
		return name, clean(rest[1:]), true
	}
	return name, clean(rest), command
}

// cutCommand removes the command of a shell before a variable: export, declare -x, set, set -gx, setx, setenv or
// $Env:.
func cutCommand(line string) (rest string, command bool) {
	const dollar = "$env:"
	if len(line) > len(dollar) && strings.EqualFold(line[:len(dollar)], dollar) {
		return line[len(dollar):], true
	}
	word, rest, ok := strings.Cut(line, " ")
	switch strings.ToLower(word) {
	case "export", "declare", "typeset", "set", "setx", "setenv":
	default:
		return line, false
	}
	for ok {
		rest = strings.TrimLeft(rest, " \t")
		if !strings.HasPrefix(rest, "-") {
			return rest, true
		}
		_, rest, ok = strings.Cut(rest, " ")
	}
	return line, false
}

// clean removes quotes, a comment and a final semicolon from a value.
func clean(value string) string {
	value = strings.Trim(value, blanks)
	if comment := startOfComment(value); comment >= 0 {
		value = value[:comment]
	}
	value = strings.TrimRight(strings.TrimRight(value, blanks), ";")
	return unquote(value)
}

// startOfComment returns the index of the "#" or ";" behind a blank that begins a comment, -1 without one.
func startOfComment(text string) int {
	for i := 1; i < len(text); i++ {
		if (text[i] == '#' || text[i] == ';') && (text[i-1] == ' ' || text[i-1] == '\t') {
			return i
		}
	}
	return -1
}

func unquote(value string) string {
	if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
		return value[1 : len(value)-1]
	}
	return value
}

// hidden returns the first character that is invisible or looks like a blank. matters is false in the setting of
// something other than a key.
func hidden(line string) (first rune, matters bool) {
	invisible := func(r rune) bool {
		return r != ' ' && r != '\t' && (unicode.IsSpace(r) || !unicode.IsGraphic(r))
	}
	at := strings.IndexFunc(line, invisible)
	if at < 0 {
		return 0, false
	}
	first, _ = utf8.DecodeRuneInString(line[at:])
	visible := strings.Trim(strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, line), blanks)
	name, _, ok := setting(visible)
	return first, !ok || partOf(name) != noPart || visible[0] == '['
}

type row struct {
	text string // without its line break
	line int
	span span // with the line break
}

// withoutComment returns the span to cut from a row. A comment behind a key stays, since it may hold another key.
func (r row) withoutComment() span {
	if comment := startOfComment(r.text); comment >= 0 {
		return span{r.span.from, r.span.from + comment}
	}
	return r.span
}

// rows yields the lines of a text, separated by LF, CRLF or CR.
func rows(text string) func(yield func(row) bool) {
	return func(yield func(row) bool) {
		for from, line := 0, 1; from < len(text); line++ {
			length := strings.IndexAny(text[from:], "\r\n")
			to := len(text)
			switch {
			case length < 0:
				length = len(text) - from
			case strings.HasPrefix(text[from+length:], "\r\n"):
				to = from + length + 2
			default:
				to = from + length + 1
			}
			if !yield(row{text[from : from+length], line, span{from, to}}) {
				return
			}
			from = to
		}
	}
}

// spentLines reports whether only blank lines and section headers are left.
func spentLines(rest []byte) bool {
	for row := range rows(string(rest)) {
		if line := strings.Trim(row.text, blanks); line != "" && line[0] != '[' {
			return false
		}
	}
	return true
}
