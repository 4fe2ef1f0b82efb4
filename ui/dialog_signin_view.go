package ui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/duration"
	"lanyard/sso"
)

const (
	// signInLabel is how wide what stands before the values is.
	signInLabel = 9
	// signInText is how wide the text beside a QR code is, at the least and at the most.
	signInText, signInTextMost = 30, 52
	// addressLines is how much of an address is shown: the rest only a copy needs.
	addressLines = 4
)

// View implements dialog.
func (d *signInDialog) View(room rect, s styles) (string, *tea.Cursor) {
	want := dialogWidth
	qr := d.qrFor(room)
	text := innerWidth(want, room)
	if qr != nil {
		width := ansi.StringWidth(qr[0])
		text = min(room.W-boxFrame-width-2, signInTextMost)
		want = text + 2 + width + boxFrame
	}
	rows := fitRows(d.rows(text, s), max(1, room.H-2))
	for i, line := range qr {
		if i == len(rows) {
			rows = append(rows, dialogRow{})
		}
		rows[i].text = pad(cut(rows[i].text, text), text) + "  " + s.QR.Render(line)
	}
	return drawDialog(d.title(), rows, want, room, s)
}

func (d *signInDialog) title() string {
	if d.ask.request.Console() {
		return "Sign in to the AWS console"
	}
	return "Sign in to " + cmp.Or(d.ask.request.SSO.Session, d.ask.request.SSO.StartURL)
}

// qrFor is the QR code of an address at which a code is approved, where it has room. A browser that has to
// come back to this machine can't be on a telephone, and nobody types the console's long code from there.
func (d *signInDialog) qrFor(room rect) []string {
	page := d.page()
	if page == "" || d.got.event.UserCode == "" {
		return nil
	}
	if d.qrOf != page {
		d.qr, d.qrOf = qrCode(page), page
	}
	if len(d.qr) == 0 || len(d.qr) > room.H-2 || room.W-boxFrame-ansi.StringWidth(d.qr[0])-2 < signInText {
		return nil
	}
	return d.qr
}

// rows are the text, what has to be done before how it goes.
func (d *signInDialog) rows(width int, s styles) []dialogRow {
	named := func(name, value string, drop int) dialogRow {
		return dialogRow{text: s.Faint.Render(pad(name, signInLabel)) + cutLeft(clean(value), width-signInLabel), drop: drop}
	}
	var rows []dialogRow
	if profile := d.ask.request.Profile; profile != "" {
		rows = append(rows, named("Profile", profile, 7))
	}
	if start := d.ask.request.SSO.StartURL; start != "" {
		rows = append(rows, named("Portal", strings.TrimPrefix(start, "https://"), 8))
	}
	if login := d.ask.request.Login; login != "" {
		rows = append(rows, named("As", login, 7))
	}
	rows = append(rows, gap())
	if d.page() != "" {
		rows = append(rows, d.pageRows(width, s)...)
		rows = append(rows, gap())
	}
	return append(rows, d.stateRows(width, s)...)
}

// pageRows tell what to open, and the code to compare or to type.
func (d *signInDialog) pageRows(width int, s styles) []dialogRow {
	var rows []dialogRow
	code := d.got.event.UserCode
	if code != "" {
		large := "  " + cut(clean(code), width-4) + "  " // whole, so that it can be selected and pasted
		edge := strings.Repeat(" ", ansi.StringWidth(large))
		rows = append(
			rows, dialogRow{text: s.Cursor.Render(edge), drop: 6},
			dialogRow{text: s.Cursor.Bold(true).Render(large)}, dialogRow{text: s.Cursor.Render(edge), drop: 6}, gap(),
		)
	}
	what := "Open this address in a browser on this machine:"
	switch {
	case code != "":
		what = "Approve the code on any machine, at:"
	case d.elsewhere():
		what = "Open this address in a browser on any machine:"
	case d.ask.way.Open != nil && d.trouble == "":
		what = "Your browser shows this page:"
	}
	for _, line := range wrapText(what, width) {
		rows = append(rows, dialogRow{text: s.Faint.Render(line), drop: 5})
	}
	rows = append(rows, d.addressRows(width, s)...)
	if d.typing() {
		typed, column := d.code.View(max(1, width-signInLabel), s, true)
		rows = append(rows, gap(), dialogRow{
			text: s.Title.Render(pad("Code", signInLabel)) + typed, typing: true, column: signInLabel + column,
		})
		if d.retry != "" {
			rows = append(rows, paragraph("✗ "+d.retry, width, s.Bad.Render)...)
		}
	}
	return rows
}

// addressRows are the address; where it is long, its beginning.
func (d *signInDialog) addressRows(width int, s styles) []dialogRow {
	address := d.page()
	if d.got.event.UserCode != "" && ansi.StringWidth(address) > width {
		address = d.got.event.Address // the code is typed, or copied along
	}
	lines := strings.Split(ansi.Hardwrap(clean(address), max(1, width), true), "\n")
	if len(lines) > addressLines {
		lines = append(lines[:addressLines-1:addressLines-1], ansi.Truncate(lines[addressLines-1], width-1, "")+"…")
	}
	rows := make([]dialogRow, 0, len(lines))
	for i, line := range lines {
		rows = append(rows, dialogRow{text: s.Focus.Render(line), drop: min(i, 4)})
	}
	return rows
}

// stateRows tell how it goes.
func (d *signInDialog) stateRows(width int, s styles) []dialogRow {
	if d.failed() {
		return d.failedRows(width, s)
	}
	left := ""
	if ends := d.got.event.Expires; !ends.IsZero() {
		left = ", " + duration.Left(ends.Truncate(time.Second), d.now.Truncate(time.Second)) + " left"
	}
	whom := "your browser"
	switch {
	case d.typing():
		whom = "the code of the page"
	case d.elsewhere():
		whom = "your approval"
	}
	var rows []dialogRow
	switch d.state() {
	case sso.StateDone:
		return paragraph("✓ Signed in", width, s.Good.Render)
	case sso.StateSlowDown:
		rows = paragraph("AWS wants to be asked less often; still waiting"+left, width, s.Warn.Render)
	case sso.StateWaiting:
		rows = paragraph("Waiting for "+whom+left, width, s.Text.Render)
	case sso.StateOpening:
		rows = paragraph("Opening your browser…", width, s.Text.Render)
		if d.ask.way.Open == nil {
			rows = paragraph("Waiting for "+whom+left, width, s.Text.Render)
		}
	default:
		rows = paragraph("Beginning to sign in…", width, s.Text.Render)
	}
	if d.trouble != "" {
		trouble := fmt.Sprintf("No browser was opened: %s", d.trouble)
		for _, row := range paragraph(trouble, width, s.Warn.Render) {
			row.drop = max(row.drop, 3)
			rows = append(rows, row)
		}
	}
	return rows
}

// failedRows tell why it failed, and what mends that.
func (d *signInDialog) failedRows(width int, s styles) []dialogRow {
	text := "✗ The sign-in failed"
	switch d.state() {
	case sso.StateDenied:
		text = "✗ The sign-in was denied in the browser"
	case sso.StateExpired:
		text = "✗ Nobody approved the sign-in in time"
	}
	rows := paragraph(text, width, s.Bad.Render)
	if d.got.err == nil {
		return rows
	}
	if d.state() == sso.StateFailed || !d.state().Final() {
		rows = append(rows, paragraph(d.got.err.Error(), width, s.Text.Render)...)
	}
	if hint := d.hint(d.got.err); hint != "" {
		rows = append(rows, gap())
		for _, row := range paragraph("→ "+hint, width, s.Text.Render) {
			row.drop = max(row.drop, 2)
			rows = append(rows, row)
		}
	}
	return rows
}
