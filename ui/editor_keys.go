package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// key handles a key, and reports whether it had a use for it.
func (e *editor) key(msg tea.KeyPressMsg) bool {
	if move := e.motion(msg.Keystroke()); move != nil {
		e.typing = false
		move()
		return true
	}
	at, name := e.at, msg.Keystroke()
	switch name {
	case "backspace", "ctrl+h", "shift+backspace":
		e.cut(e.back(at), at)
	case "delete", "ctrl+d":
		e.cut(at, e.forth(at))
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		e.cut(e.wordBack(at), at)
	case "alt+d", "ctrl+delete":
		e.cut(at, e.wordForth(at))
	case "ctrl+u":
		e.cut(spot{at.line, 0}, at)
	case "ctrl+k":
		if at.byte == len(e.lines[at.line]) {
			e.cut(at, e.forth(at))
			break
		}
		e.cut(at, spot{at.line, len(e.lines[at.line])})
	case "enter", "ctrl+j", "shift+enter":
		e.typing = false
		e.replace(at, at, "\n")
	case "ctrl+_", "ctrl+/", "ctrl+-", "alt+z":
		e.undo()
	case "alt+y", "alt+shift+z", "ctrl+y":
		e.redo()
	default:
		if msg.Text == "" {
			return false
		}
		e.replace(at, at, msg.Text)
		e.typing = true
	}
	return true
}

// motion is what a key that only moves the cursor does, or nil.
func (e *editor) motion(name string) func() {
	to := func(p spot) func() {
		return func() { e.at, e.column = p, -1 }
	}
	at := e.at
	switch name {
	case "left", "ctrl+b":
		return to(e.back(at))
	case "right", "ctrl+f":
		return to(e.forth(at))
	case "alt+left", "ctrl+left", "alt+b":
		return to(e.wordBack(at))
	case "alt+right", "ctrl+right", "alt+f":
		return to(e.wordForth(at))
	case "home", "ctrl+a":
		return to(spot{at.line, 0})
	case "end", "ctrl+e":
		return to(spot{at.line, len(e.lines[at.line])})
	case "ctrl+home":
		return to(spot{})
	case "ctrl+end":
		return to(e.end())
	case "up":
		return func() { e.vertical(-1) }
	case "down":
		return func() { e.vertical(1) }
	case "pgup":
		return func() { e.vertical(-max(1, e.height-1)) }
	case "pgdown":
		return func() { e.vertical(max(1, e.height-1)) }
	}
	return nil
}

func (e *editor) cut(from, to spot) {
	e.typing = false
	e.replace(from, to, "")
}

// vertical moves by lines and keeps the column where lines are long enough.
func (e *editor) vertical(n int) {
	if e.column < 0 {
		e.column = cellsOf(e.lines[e.at.line][:e.at.byte])
	}
	to := e.at.line + n
	switch {
	case to < 0:
		e.at = spot{}
	case to >= len(e.lines):
		e.at = e.end()
	default:
		e.at = spot{to, byteAt(e.lines[to], e.column)}
	}
}

// back is the place one cluster before another, forth the one behind it. A line break is a cluster.
func (e *editor) back(p spot) spot {
	switch {
	case p.byte > 0:
		return spot{p.line, clusterBefore(e.lines[p.line], p.byte)}
	case p.line > 0:
		return spot{p.line - 1, len(e.lines[p.line-1])}
	}
	return p
}

func (e *editor) forth(p spot) spot {
	switch line := e.lines[p.line]; {
	case p.byte < len(line):
		return spot{p.line, p.byte + clusterSize(line[p.byte:])}
	case p.line < len(e.lines)-1:
		return spot{p.line + 1, 0}
	}
	return p
}

// wordSplit are the ASCII characters that end a word. Whatever else there is belongs to one.
const wordSplit = " \t\"'`{}[]()<>,:;/&=?.\\"

func (e *editor) wordBack(p spot) spot {
	if p.byte == 0 {
		return e.back(p)
	}
	line := strings.TrimRight(e.lines[p.line][:p.byte], wordSplit)
	return spot{p.line, strings.LastIndexAny(line, wordSplit) + 1}
}

func (e *editor) wordForth(p spot) spot {
	line := e.lines[p.line][p.byte:]
	if line == "" {
		return e.forth(p)
	}
	rest := strings.TrimLeft(line, wordSplit)
	passed := len(line) - len(rest)
	if end := strings.IndexAny(rest, wordSplit); end >= 0 {
		return spot{p.line, p.byte + passed + end}
	}
	return spot{p.line, p.byte + len(line)}
}
