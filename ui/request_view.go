package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

func (s styles) ruleStyle(focused bool) lipgloss.Style {
	if focused {
		return s.Focus
	}
	return s.Border
}

// View draws the screen into the middle of the frame.
func (q *requestScreen) View(r rect, s styles) (string, *tea.Cursor) {
	q.formAt, q.answerAt = requestLayout(r, q.inAnswer && (q.sending || q.answer != nil))
	var form, answer []string
	var cursor *tea.Cursor
	if at := q.formAt; !at.Empty() {
		focused := !q.inAnswer
		form = append(form, rule("Request", at.W, s, focused))
		room := rect{at.X, at.Y + 1, at.W - 1, at.H - 1}
		if !room.Empty() {
			lines, c := q.form.View(room, s, focused)
			for _, line := range lines {
				form = append(form, line+" ")
			}
			cursor = c
		}
	}
	if at := q.answerAt; !at.Empty() {
		beside := at.X > r.X
		if beside {
			at = rect{at.X + 2, at.Y, at.W - 2, at.H}
			q.answerAt = at
		}
		lines, c := q.answerLines(at, s)
		if c != nil {
			cursor = c
		}
		for _, line := range lines {
			if beside {
				line = s.Border.Render("│") + " " + line
			}
			answer = append(answer, line)
		}
	}
	if len(form) == len(answer) && q.answerAt.X > q.formAt.X {
		for i := range form {
			form[i] += answer[i]
		}
		return strings.Join(form, "\n"), cursor
	}
	return strings.Join(append(form, answer...), "\n"), cursor
}

// answerLines draw what the answer's part of the screen shows.
func (q *requestScreen) answerLines(r rect, s styles) ([]string, *tea.Cursor) {
	switch {
	case q.sending:
		return q.sendingLines(r, s, q.deps.Now()), nil
	case q.answer != nil:
		return q.answer.View(r, s, q.inAnswer)
	}
	lines := []string{rule("Answer", r.W, s, false), "", s.Faint.Render("Nothing was sent yet.")}
	return splitLines(block(lines, r)), nil
}

// Title is what the screen's first line says of it.
func (q *requestScreen) Title(s styles) string {
	return s.Faint.Render("test a request · ") + clean(q.form.profile.Value())
}

// Keys are the keys that work now.
func (q *requestScreen) Keys() []helpKey {
	switch {
	case q.sending:
		return []helpKey{{"esc", "give up"}, {"^s", "send again"}}
	case q.inAnswer && q.answer != nil:
		return q.answer.Keys()
	}
	keys := []helpKey{{"^s", "send"}, {"tab", "next"}, {"esc", "back"}, {"^t", "examples"}, {"^r", "sent before"}}
	switch q.form.at {
	case partProfile, partMethod:
		keys = append([]helpKey{{"←→", "choose"}}, keys...)
	case partHeaders, partBody:
		keys = append(keys, helpKey{"^_", "undo"})
	case partOptions:
		keys = append([]helpKey{{"space", "change"}}, keys...)
	}
	return append(keys, helpKey{"f1", "keys"})
}

// requestHelp shows every key of the screen.
type requestHelp struct{ lines scroller }

func newRequestHelp() dialog { return &requestHelp{} }

// Update scrolls, or closes the dialog.
func (h *requestHelp) Update(msg tea.Msg) (dialog, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "f1", "?", "esc", "enter", "q":
			return nil, nil
		}
	}
	h.lines.update(msg)
	return h, nil
}

// Cancel implements dialog: nobody waits for the help.
func (h *requestHelp) Cancel() tea.Cmd { return nil }

// Keys implements dialog.
func (h *requestHelp) Keys() []helpKey { return []helpKey{{"esc", "back"}, {"↑↓", "scroll"}} }

// View implements dialog.
func (h *requestHelp) View(room rect, s styles) (string, *tea.Cursor) {
	lines := helpColumns(requestHelpGroups(), room.W-boxFrame, room.H-2, s)
	from, to := h.lines.window(len(lines), room.H-2)
	rows := make([]dialogRow, 0, to-from+1)
	for _, line := range lines[from:to] {
		rows = append(rows, dialogRow{text: line})
	}
	return drawDialog("Keys of requests", append(rows, h.lines.place(s)...), max(widest(lines)+boxFrame, helpMin), room, s)
}

func requestHelpGroups() []helpGroup {
	bind := func(does string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(keys[0], does))
	}
	return []helpGroup{
		{"Everywhere", []key.Binding{
			bind("send", "ctrl+s", "ctrl+enter"), bind("examples", "ctrl+t"), bind("sent before", "ctrl+r"), bind("back, or give up", "esc"),
		}},
		{"Form", []key.Binding{
			bind("next, before", "tab", "shift+tab"), bind("choose a method or profile", "left", "right"),
			bind("by words", "ctrl+left", "ctrl+right"), bind("undo", "ctrl+_", "alt+z"), bind("redo", "alt+y"),
		}},
		{"Answer", []key.Binding{
			bind("a tab", "1", "2", "3", "4", "5"), bind("search", "/"), bind("found next, before", "n", "N"),
			bind("fold", "space", "enter"), bind("fold all, none", "-", "+"), bind("copy", "y"), bind("save the body", "o"),
			bind("send again", "r"), bind("back to the form", "e"),
		}},
	}
}
