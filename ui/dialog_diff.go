package ui

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/term"
)

// diffDialog shows what a change will do to the files, before it is made.
type diffDialog struct {
	title  string
	diff   []string
	apply  tea.Cmd
	scroll scroller
	form   *form // opens again if it is cancelled
	// wrapped is the diff at a width: it is drawn at each tick, and may be long.
	wrapped []diffLine
	width   int
}

// diffLine is a line of the screen: the diff's own mark, or the one of what goes on from the line
// above, and the text behind it.
type diffLine struct {
	kind byte
	mark string
	text string
}

// The most that is shown of a diff: in lines, in bytes of one, and in bytes of all.
const (
	diffLines    = 2000
	diffLineSize = 16 << 10
	diffSize     = 256 << 10
)

// newDiffDialog shows the diff of a change and runs apply when it is confirmed. Files in home are
// named by ~.
func newDiffDialog(title string, change Change, home string, apply tea.Cmd) *diffDialog {
	d := &diffDialog{title: title, apply: apply}
	left, size, inHunk := 0, 0, 0
	for line := range strings.Lines(change.Diff()) {
		if len(d.diff) == diffLines || size >= diffSize {
			left++
			continue
		}
		line = strings.TrimRight(line, "\r\n")
		line, inHunk = diffNames(line, home, inHunk)
		if len(line) > diffLineSize {
			line = line[:diffLineSize] + "…"
		}
		size += len(line)
		d.diff = append(d.diff, line)
	}
	if left > 0 {
		d.diff = append(d.diff, fmt.Sprintf("@@ %d more lines @@", left))
	}
	return d
}

// diffNames shortens the path of a line that names a file. Within a hunk, whose head says how many lines
// are in it, a line may only look like one. Left is how many lines of a hunk are still to come.
func diffNames(line, home string, left int) (_ string, still int) {
	switch {
	case strings.HasPrefix(line, `\`):
		return line, left // "\ No newline at end of file" is not counted
	case left > 0 && strings.HasPrefix(line, " "):
		return line, left - 2 // it is in both files
	case left > 0:
		return line, left - 1
	case strings.HasPrefix(line, "@@ "):
		if ranges := strings.Fields(line); len(ranges) >= 3 {
			return line, rangeLength(ranges[1]) + rangeLength(ranges[2])
		}
	case strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		return line[:4] + homePath(line[4:], home), 0
	}
	return line, 0
}

// rangeLength returns the number of lines in a range of a hunk's head, "-1,4"; a range of one line omits it.
func rangeLength(text string) int {
	_, length, found := strings.Cut(text, ",")
	if !found {
		return 1
	}
	n, _ := strconv.Atoi(length)
	return max(0, min(n, diffSize))
}

func (d *diffDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter", "y":
			return nil, d.apply
		case "esc", "n", "q":
			return nil, d.Cancel()
		}
	}
	d.scroll.update(msg)
	return d, nil
}

// backTo says which form the change was typed into, nil for none: it opens again if the change is not
// made.
func (d *diffDialog) backTo(f *form) *diffDialog {
	d.form = f
	return d
}

// Cancel leaves the files as they are.
func (d *diffDialog) Cancel() tea.Cmd {
	if d.form == nil {
		return nil
	}
	return send(dialogMsg{dialog: d.form.refused(nil, "")})
}

func (d *diffDialog) Keys() []helpKey {
	keys := []helpKey{{"enter", "apply"}, {"esc", "cancel"}}
	if d.scroll.scrolls() {
		keys = append(keys, helpKey{"↑↓", "scroll"})
	}
	return keys
}

func (d *diffDialog) View(room rect, s styles) (string, *tea.Cursor) {
	want := dialogWidth
	for _, line := range d.diff {
		want = max(want, min(len(line)+boxFrame, 2*dialogWidth))
	}
	d.wrap(innerWidth(want, room))
	from, to := d.scroll.window(len(d.wrapped), room.H-2)
	rows := make([]dialogRow, 0, to-from+1)
	for _, line := range d.wrapped[from:to] {
		rows = append(rows, dialogRow{text: line.render(s)})
	}
	return drawDialog(d.title, append(rows, d.scroll.place(s)...), want, room, s)
}

// wrap breaks the lines at a width: what is agreed to must be readable to its end.
func (d *diffDialog) wrap(width int) {
	if d.width == width && d.wrapped != nil {
		return
	}
	d.width, d.wrapped = width, make([]diffLine, 0, len(d.diff))
	for _, line := range d.diff {
		d.wrapped = append(d.wrapped, wrapDiff(line, width)...)
	}
}

// wrapDiff breaks one line of a unified diff.
func wrapDiff(line string, width int) []diffLine {
	if line == "" {
		return []diffLine{{kind: ' '}}
	}
	first := diffLine{kind: line[0], mark: line[:1], text: agreed(term.Clean(line[1:]))}
	switch {
	case strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		first.kind = 'f'
	case !strings.Contains("+- @", line[:1]):
		first = diffLine{kind: ' ', mark: " ", text: agreed(term.Clean(line))}
	}
	var lines []diffLine
	for i, part := range strings.Split(ansi.Hardwrap(first.text, max(1, width-1), true), "\n") {
		if i > 0 {
			first.mark = "↳"
		}
		lines = append(lines, diffLine{first.kind, first.mark, part})
	}
	return lines
}

// render colours a line; what it means is told by its mark too.
func (l diffLine) render(s styles) string {
	style := s.Text
	switch l.kind {
	case '+':
		style = s.Good
	case '-':
		style = s.Bad
	case '@':
		style = s.Focus
	case 'f':
		style = s.Bold
	}
	return style.Render(l.mark + l.text)
}
