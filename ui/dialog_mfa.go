package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/creds"
)

// A code of RFC 6238 as AWS has them: six digits, a new one each half minute.
const (
	codeDigits = 6
	codePeriod = 30
)

// mfaDialog asks for the code of an MFA device.
type mfaDialog struct {
	ask     askMsg
	request creds.MFARequest
	code    field
	now     time.Time
	problem string // why what was typed is no code
	done    bool   // answered, or nobody waits
	spots   clickTargets
	width   int // of the field as it was drawn
}

// newMFADialog asks the question of ask, whose code is set.
func newMFADialog(ask askMsg, now time.Time) dialog {
	code := newField(codeDigits)
	code.allowed = digits
	return &mfaDialog{ask: ask, request: *ask.code, code: code, now: now}
}

func (d *mfaDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case tickMsg:
		d.now = time.Time(msg)
	case withdrawMsg:
		if msg.id == d.ask.id {
			d.done = true
		}
	case tea.PasteMsg:
		d.paste(msg)
	case tea.MouseClickMsg:
		if _, column, ok := d.spots.clicked(msg); ok {
			d.code = d.code.Click(column-mfaLabel, d.width, true)
		}
	case tea.KeyPressMsg:
		switch msg.String() {
		case "esc":
			return nil, d.Cancel()
		case "enter":
			return d.submit()
		}
		d.problem = ""
		d.code = d.code.Update(msg)
	}
	if d.done {
		return nil, nil
	}
	return d, nil
}

// paste takes a whole code in place of what was typed, and no part of something longer: it would be
// refused as a wrong one.
func (d *mfaDialog) paste(msg tea.PasteMsg) {
	d.problem = ""
	count := 0
	for i := range len(msg.Content) {
		if digits(rune(msg.Content[i])) {
			count++
		}
	}
	switch {
	case count > codeDigits:
		d.problem = fmt.Sprintf("what was pasted has %d digits, a code has %d", count, codeDigits)
	case count == codeDigits:
		d.code = d.code.SetValue("").Update(msg)
	default:
		d.code = d.code.Update(msg)
	}
}

func (d *mfaDialog) submit() (dialog, tea.Cmd) {
	if typed := len(d.code.Value()); typed != codeDigits {
		d.problem = fmt.Sprintf("a code has %d digits, not %d", codeDigits, typed)
		return d, nil
	}
	return nil, d.reply(answer{text: d.code.Value()})
}

// Cancel declines.
func (d *mfaDialog) Cancel() tea.Cmd { return d.reply(answer{err: creds.ErrDeclined}) }

// reply answers once.
func (d *mfaDialog) reply(a answer) tea.Cmd {
	if d.done {
		return nil
	}
	d.done = true
	return sendAnswer(d.ask.answer, a)
}

// sendAnswer never waits: the channel has room for the one answer, and who doesn't wait any more
// doesn't need it.
func sendAnswer(to chan<- answer, a answer) tea.Cmd {
	return func() tea.Msg {
		select {
		case to <- a:
		default:
		}
		return nil
	}
}

func (d *mfaDialog) Keys() []helpKey {
	return []helpKey{{"enter", "send the code"}, {"esc", "cancel"}}
}

func (d *mfaDialog) View(room rect, s styles) (string, *tea.Cursor) {
	w := innerWidth(dialogWidth, room)
	named := func(name, value string, drop int) dialogRow {
		return dialogRow{text: s.Faint.Render(pad(name, mfaLabel)) + cutLeft(clean(value), w-mfaLabel), drop: drop}
	}
	rows := []dialogRow{named("Profile", d.request.Profile, 3)}
	if account := accountOf(d.request.Serial); account != "" {
		rows = append(rows, named("Account", account, 2))
	}
	rows = append(rows, named("Device", d.request.Serial, 1), gap())
	if d.request.Retry != "" {
		rows = append(rows, paragraph("✗ "+d.request.Retry, w, s.Bad.Render)...)
	}
	d.width = max(1, w-mfaLabel)
	typed, column := d.code.View(d.width, s, true)
	rows = append(rows, dialogRow{
		text: s.Title.Render(pad("Code", mfaLabel)) + typed, typing: true, column: mfaLabel + column, hots: whole(0, w),
	})
	if d.problem != "" {
		rows = append(rows, paragraph(d.problem, w, s.Warn.Render)...)
	}
	rows = append(rows, gap(), dialogRow{text: d.countdown(w, s), drop: 4})
	return drawDialog("MFA code", d.spots.note(rows, room), dialogWidth, room, s)
}

// mfaLabel is how wide what stands before the values is.
const mfaLabel = 9

// countdown is how long the code that the device shows now lasts.
func (d *mfaDialog) countdown(width int, s styles) string {
	// A clock that was never set may stand before 1970.
	left := codePeriod - int((d.now.Unix()%codePeriod+codePeriod)%codePeriod)
	text := fmt.Sprintf(" next code in %2d s", left)
	style := s.Good
	if left <= 5 {
		style = s.Warn
	}
	bar := max(0, min(codePeriod, width-len(text)))
	full := (bar*left + codePeriod - 1) / codePeriod
	return style.Render(strings.Repeat("━", full)) + s.Faint.Render(strings.Repeat("─", bar-full)+text)
}

// accountOf is the account that a virtual device's ARN names; a hardware device's serial number names
// none.
func accountOf(serial string) string {
	parts := strings.SplitN(serial, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return ""
	}
	return parts[4]
}
