package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// input is a field of a form.
type input struct {
	label, placeholder string
	masked             bool
	limit              int                      // 0: inputLimit
	allowed            func(rune) bool          // nil: everything
	check              func(value string) error // nil: everything is right
}

// inputLimit is more than any setting of use is long.
const inputLimit = 2048

// form is a dialog of several fields.
type form struct {
	title  string
	intro  string // above the fields, "" for nothing
	inputs []input
	fields []field
	wrong  []error // why a field's value is not right, by field
	at     int     // the field with the keys
	spots  clickTargets
	label  int // how wide the labels were drawn, and
	width  int // the fields
	submit func(values []string) tea.Cmd
	// agree checks the values together and says which one is wrong.
	agree  func(values []string) (at int, err error)
	cancel func() tea.Cmd // gives up what waits for it, nil if nothing does
	ask    int            // the id of the question that it answers, 0 for none

	// problem is why what was submitted came to nothing, hint what helps.
	problem error
	hint    string
	// offer is another way to submit after a problem, if there is one for it; other is the one on offer.
	offer func(problem error) *otherWay
	other *otherWay
}

// otherWay is another way to submit a form, and its key.
type otherWay struct {
	helpKey
	submit func(values []string) tea.Cmd
}

// newForm asks for several values. They reach submit without the space around them, but for masked
// ones, which are taken as they are.
func newForm(title string, inputs []input, submit func(values []string) tea.Cmd) *form {
	f := &form{title: title, inputs: inputs, submit: submit, wrong: make([]error, len(inputs))}
	for _, in := range inputs {
		limit := in.limit
		if limit == 0 {
			limit = inputLimit
		}
		text := newField(limit)
		text.masked, text.allowed, text.placeholder = in.masked, in.allowed, in.placeholder
		f.fields = append(f.fields, text)
	}
	return f
}

// refused is the form as it was submitted, to be mended.
func (f *form) refused(problem error, hint string) *form {
	f.problem, f.hint, f.other = problem, hint, nil
	if f.offer != nil {
		f.other = f.offer(problem)
	}
	return f
}

func (f *form) Update(msg tea.Msg) (dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case withdrawMsg:
		if f.ask != 0 && msg.id == f.ask {
			return nil, nil
		}
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc":
			return nil, f.Cancel()
		case "enter":
			if f.at == len(f.fields)-1 {
				return f.send(f.submit)
			}
			f.move(f.at + 1)
		case "tab", "down":
			f.move(f.at + 1)
		case "shift+tab", "up":
			f.move(f.at - 1)
		default:
			if f.other != nil && msg.String() == f.other.key {
				return f.send(f.other.submit)
			}
			f.edit(msg)
		}
	case tea.PasteMsg:
		f.edit(msg)
	case tea.MouseClickMsg:
		f.click(msg)
	}
	return f, nil
}

// click goes to a field, and within it to the place that was clicked.
func (f *form) click(msg tea.MouseClickMsg) {
	i, column, ok := f.spots.clicked(msg)
	if !ok {
		return
	}
	focused := i == f.at
	if !focused {
		f.move(i)
	}
	f.fields[i] = f.fields[i].Click(column-formMark-f.label, f.width, focused)
}

func (f *form) edit(msg tea.Msg) {
	f.wrong[f.at] = nil
	f.fields[f.at] = f.fields[f.at].Update(msg)
}

// move goes to another field, round about, and says at once if something is wrong in the one left.
func (f *form) move(to int) {
	if f.fields[f.at].Value() != "" {
		f.wrong[f.at] = f.check(f.at)
	}
	f.at = (to + len(f.fields)) % len(f.fields)
}

func (f *form) value(i int) string {
	if f.inputs[i].masked {
		return f.fields[i].Value()
	}
	return strings.TrimSpace(f.fields[i].Value())
}

func (f *form) check(i int) error {
	if f.inputs[i].check == nil {
		return nil
	}
	return f.inputs[i].check(f.value(i))
}

// send submits the values, or goes to the first one that is wrong.
func (f *form) send(submit func(values []string) tea.Cmd) (dialog, tea.Cmd) {
	values := make([]string, len(f.fields))
	first := -1
	for i := range f.fields {
		values[i] = f.value(i)
		if f.wrong[i] = f.check(i); f.wrong[i] != nil && first < 0 {
			first = i
		}
	}
	if first < 0 && f.agree != nil {
		if at, err := f.agree(values); err != nil {
			first, f.wrong[at] = at, err
		}
	}
	if first >= 0 {
		f.at = first
		return f, nil
	}
	return nil, submit(values)
}

// Cancel gives the form up.
func (f *form) Cancel() tea.Cmd {
	if f.cancel == nil {
		return nil
	}
	return f.cancel()
}

func (f *form) Keys() []helpKey {
	enter := helpKey{"enter", "next"}
	if f.at == len(f.fields)-1 {
		enter.does = "done"
	}
	keys := []helpKey{enter}
	if f.other != nil {
		keys = append(keys, f.other.helpKey)
	}
	keys = append(keys, helpKey{"esc", "cancel"})
	if len(f.fields) > 1 {
		keys = append(keys, helpKey{"tab", "next field"}, helpKey{"shift+tab", "field before"})
	}
	return keys
}

func (f *form) View(room rect, s styles) (string, *tea.Cursor) {
	w := innerWidth(formWidth, room)
	rows := f.above(w, s)
	label := 0
	for _, in := range f.inputs {
		label = max(label, ansi.StringWidth(in.label))
	}
	label = min(label+2, w/2)
	f.label, f.width = label, max(1, w-formMark-label)
	for i := range f.inputs {
		row := f.row(i, w, label, s)
		if f.problem != nil && i != f.at {
			row.drop = fieldDrop // the problem must be read; tab leads to each field
		}
		rows = append(rows, row)
		if i == f.at && f.wrong[i] != nil {
			text := strings.Repeat(" ", 2) + cut(clean(f.wrong[i].Error()), w-2)
			rows = append(rows, dialogRow{text: s.Bad.Render(text)})
		}
	}
	return drawDialog(f.title, f.spots.note(rows, room), formWidth, room, s)
}

// above is what stands above the fields: why they are asked for again, and what they are for.
func (f *form) above(w int, s styles) (rows []dialogRow) {
	if f.problem != nil {
		rows = paragraph("✗ "+f.problem.Error(), w, s.Bad.Render)
	}
	for i, text := range []string{f.hint, f.intro} {
		render := s.Faint.Render
		if i == 0 && text != "" {
			text, render = "→ "+text, s.Text.Render
		}
		if text == "" {
			continue
		}
		for _, row := range paragraph(text, w, render) {
			row.drop = 8
			rows = append(rows, row)
		}
	}
	if len(rows) > 0 {
		rows = append(rows, gap())
	}
	return rows
}

// formWidth has room for a role's ARN beside its label.
const formWidth = 80

// fieldDrop lets fields go before the lines of a problem.
const fieldDrop = paragraphLines

// formMark is how wide what stands before the labels is.
const formMark = 2

// row is a label and its field, with a mark before: where the keys go, or what is wrong.
func (f *form) row(i, width, label int, s styles) dialogRow {
	focused := i == f.at
	mark, style := "  ", s.Faint
	switch {
	case focused:
		mark, style = s.Focus.Render("▸ "), s.Focus
	case f.wrong[i] != nil:
		mark = s.Bad.Render("✗ ")
	}
	typed, column := f.fields[i].View(f.width, s, focused)
	text := mark + style.Render(cell(f.inputs[i].label, label)) + typed
	return dialogRow{text: text, typing: focused, column: formMark + label + column, hots: whole(i, width)}
}
