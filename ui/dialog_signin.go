package ui

import (
	"cmp"
	"time"

	tea "charm.land/bubbletea/v2"

	"lanyard/sso"
)

// signInDialog shows how a sign-in goes, and what there is to open or to compare.
type signInDialog struct {
	id   int
	ask  signInAsk
	hint func(error) string
	now  time.Time

	got     signInMsg // the latest
	retry   string
	trouble string
	asks    bool // for the code of the page
	code    field
	left    bool // the person has given up
	// qr is the code of qrOf: it is drawn at each tick.
	qr   []string
	qrOf string
}

// pageCodeLimit is more than the code of a console's page is long.
const pageCodeLimit = 4096

// doneShown is how long a sign-in that succeeded is shown.
const doneShown = 1200 * time.Millisecond

func newSignInDialog(msg askMsg, now time.Time, hint func(error) string) dialog {
	code := newField(pageCodeLimit)
	code.allowed, code.placeholder = printable, "that the page shows"
	return &signInDialog{id: msg.id, ask: *msg.signIn, hint: hint, now: now, code: code}
}

// opened implements opener: the sign-in begins once its dialog is seen.
func (d *signInDialog) opened() tea.Cmd { return d.wish(wishBegin) }

// wish never waits: a person who presses more keys than fit means the first one.
func (d *signInDialog) wish(w wish) tea.Cmd {
	wishes := d.ask.wishes
	return func() tea.Msg {
		select {
		case wishes <- w:
		default:
		}
		return nil
	}
}

func (d *signInDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case tickMsg:
		d.now = time.Time(msg)
	case withdrawMsg:
		if msg.id == d.id {
			return nil, nil
		}
	case signInMsg:
		if msg.id == d.id && msg.attempt >= d.got.attempt {
			return d, d.goes(msg)
		}
	case tea.PasteMsg:
		if d.typing() {
			d.code = d.code.Update(msg)
		}
	case tea.KeyPressMsg:
		return d.key(msg)
	}
	return d, nil
}

// goes takes over how the sign-in goes. What an attempt has told stays until the next one begins.
func (d *signInDialog) goes(msg signInMsg) tea.Cmd {
	if msg.attempt > d.got.attempt {
		d.trouble, d.retry, d.asks, d.code = "", "", false, d.code.SetValue("")
	}
	d.trouble = cmp.Or(msg.trouble, d.trouble)
	if msg.asks {
		d.asks, d.retry = true, msg.retry
	}
	d.got = msg
	if d.state() != sso.StateDone {
		return nil
	}
	return tea.Tick(doneShown, func(time.Time) tea.Msg { return withdrawMsg{d.id} })
}

func (d *signInDialog) state() sso.State { return d.got.event.State }

// failed reports that the sign-in waits for the person to choose how to go on.
func (d *signInDialog) failed() bool {
	return d.state().Final() && d.state() != sso.StateDone || d.got.err != nil
}

// isDone reports a dialog of a sign-in that has succeeded: nothing is left to see.
func isDone(d dialog) bool {
	shown, ok := d.(*signInDialog)
	return ok && shown.state() == sso.StateDone
}

// typing reports that letters belong to the code.
func (d *signInDialog) typing() bool { return d.asks && !d.failed() && d.state() != sso.StateDone }

// hasOther reports that there is another way: profiles without an sso-session know the device flow only.
func (d *signInDialog) hasOther() bool {
	return !d.got.over && d.state() != sso.StateDone && (d.ask.request.Console() || d.ask.request.SSO.Session != "")
}

// page is what to open: with the code in it where there is such an address.
func (d *signInDialog) page() string {
	if d.failed() || d.state() == sso.StateDone {
		return ""
	}
	return cmp.Or(d.got.event.Complete, d.got.event.Address)
}

func (d *signInDialog) key(press tea.KeyPressMsg) (dialog, tea.Cmd) {
	pressed := press.String()
	switch {
	case pressed == "esc":
		return nil, d.Cancel()
	case d.state() == sso.StateDone:
		return nil, nil
	case d.typing() && pressed == "enter":
		return d, d.sendCode()
	case d.failed() && (pressed == "enter" || pressed == "r"):
		if d.got.over {
			return nil, nil
		}
		return d, d.wish(wishBegin)
	case !d.typing() && pressed == "q":
		return nil, d.Cancel()
	}
	switch d.does(pressed) {
	case "b":
		if d.hasOther() {
			return d, d.wish(wishOther)
		}
	case "y":
		return d, copyText(d.page(), "address")
	case "c":
		return d, copyText(d.got.event.UserCode, "code")
	case "o":
		return d, d.open()
	case "":
		if d.typing() {
			d.code = d.code.Update(press)
		}
	}
	return d, nil
}

// does is the letter of a command that a key stands for: while a code is typed letters are its own, and
// commands take ctrl. "" is no command.
func (d *signInDialog) does(pressed string) string {
	prefix := ""
	if d.typing() {
		prefix = "ctrl+"
	}
	for _, letter := range []string{"b", "y", "c", "o"} {
		if pressed == prefix+letter {
			return letter
		}
	}
	return ""
}

func copyText(text, what string) tea.Cmd {
	if text == "" {
		return nil
	}
	return send(actionMsg{action: actCopyText, text: text, what: what})
}

// open opens the page once more.
func (d *signInDialog) open() tea.Cmd {
	open, page, told := d.ask.way.Open, d.page(), d.got
	if open == nil || page == "" {
		return nil
	}
	return func() tea.Msg {
		if err := open(page); err != nil {
			told.trouble = err.Error()
			return told
		}
		return nil
	}
}

func (d *signInDialog) sendCode() tea.Cmd {
	code, codes := d.code.Value(), d.ask.codes
	if code == "" {
		return nil
	}
	d.code, d.retry = d.code.SetValue(""), ""
	return func() tea.Msg {
		select {
		case codes <- code:
		default:
		}
		return nil
	}
}

// Cancel gives the sign-in up: nothing listens or asks any more.
func (d *signInDialog) Cancel() tea.Cmd {
	if d.left || d.state() == sso.StateDone || d.got.over {
		return nil
	}
	d.left = true
	return d.wish(wishCancel)
}

func (d *signInDialog) Keys() []helpKey {
	if d.state() == sso.StateDone {
		return []helpKey{{"esc", "close"}}
	}
	prefix := ""
	var keys []helpKey
	switch {
	case d.typing():
		prefix, keys = "^", append(keys, helpKey{"enter", "send the code"})
	case d.failed() && !d.got.over:
		keys = append(keys, helpKey{"enter", "try again"})
	}
	if page := d.page(); page != "" {
		if d.ask.way.Open != nil {
			keys = append(keys, helpKey{prefix + "o", "open again"})
		}
		keys = append(keys, helpKey{prefix + "y", "copy address"})
		if d.got.event.UserCode != "" {
			keys = append(keys, helpKey{prefix + "c", "copy code"})
		}
	}
	if d.hasOther() {
		keys = append(keys, helpKey{prefix + "b", d.other()})
	}
	return append(keys, helpKey{"esc", "cancel"})
}

// other names the way that is not taken now.
func (d *signInDialog) other() string {
	switch {
	case d.elsewhere():
		return "browser here"
	case d.ask.request.Console():
		return "another machine"
	}
	return "device code"
}

// elsewhere reports that any machine's browser will do.
func (d *signInDialog) elsewhere() bool {
	if d.got.attempt == 0 {
		return d.ask.way.Device
	}
	return d.got.elsewhere
}
