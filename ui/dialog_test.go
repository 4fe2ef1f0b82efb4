package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
	"lanyard/sso"
)

// dialogNow is when dialogs are drawn in tests.
func dialogNow() time.Time { return time.Date(2026, 11, 22, 9, 0, 12, 0, time.UTC) }

// dialogRooms are the rooms that the screens of 40x10 to 300x100 leave above the help line.
func dialogRooms() []rect {
	return []rect{{W: 40, H: 9}, {W: 80, H: 23}, {W: 120, H: 39}, {W: 200, H: 59}, {W: 300, H: 99}}
}

// goldenDialog compares a dialog with its golden at each size, drawn without colour.
func goldenDialog(t *testing.T, name string, d dialog) {
	t.Helper()
	goldenDialogIn(t, name, d, dialogRooms())
}

// goldenHostile compares a dialog with texts that try to break its frame, at the two sizes that are
// the likeliest to.
func goldenHostile(t *testing.T, name string, d dialog) {
	t.Helper()
	goldenDialogIn(t, name+"_hostile", d, dialogRooms()[:2])
}

func goldenDialogIn(t *testing.T, name string, d dialog, rooms []rect) {
	t.Helper()
	var frames strings.Builder
	for _, room := range rooms {
		content, cursor := d.View(room, newStyles(true))
		checkDialog(t, content, cursor, room)
		fmt.Fprintf(&frames, "%dx%d", room.W, room.H)
		if cursor != nil {
			fmt.Fprintf(&frames, ", cursor %d,%d", cursor.X, cursor.Y)
		}
		fmt.Fprintf(&frames, "\n%s\n", ansi.Strip(content))
	}
	golden(t, "dialog_"+name, frames.String())
}

// goldenDialogStyled compares with the colours, for a dark terminal and a light one.
func goldenDialogStyled(t *testing.T, name string, d dialog) {
	t.Helper()
	dark, _ := d.View(rect{W: 80, H: 23}, newStyles(true))
	light, _ := d.View(rect{W: 80, H: 23}, newStyles(false))
	golden(t, "dialog_"+name+"_styled", dark+"\n"+light+"\n")
}

// checkDialog is what holds for every dialog: a rectangle that fits the room, the cursor within it.
func checkDialog(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, content string, cursor *tea.Cursor, room rect,
) {
	t.Helper()
	lines := strings.Split(content, "\n")
	width := ansi.StringWidth(lines[0])
	if len(lines) > room.H || width > room.W {
		t.Fatalf("%dx%d does not fit %dx%d:\n%s", width, len(lines), room.W, room.H, content)
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got != width {
			t.Fatalf("line %d is %d cells wide, the first %d:\n%s", i, got, width, content)
		}
		if plain := ansi.Strip(line); clean(plain) != plain && len(plain) < textLimit {
			t.Fatalf("line %d has what steers a terminal: %q", i, plain)
		}
	}
	if cursor != nil && (cursor.X < 2 || cursor.X >= width-2 || cursor.Y < 1 || cursor.Y >= len(lines)-1) {
		t.Fatalf("the cursor is at %d,%d of %dx%d", cursor.X, cursor.Y, width, len(lines))
	}
}

// drive types keys into a dialog and returns what became of it and the messages it sent.
func drive(d dialog, keys ...string) (dialog, []tea.Msg) {
	var sent []tea.Msg
	for _, key := range keys {
		if d == nil {
			break
		}
		var cmd tea.Cmd
		d, cmd = d.Update(fieldKey(key))
		sent = append(sent, ran(cmd)...)
	}
	return d, sent
}

// typed are the keys of a text.
func typed(text string) []string {
	var keys []string
	for _, r := range text {
		if r == ' ' {
			keys = append(keys, "space")
			continue
		}
		keys = append(keys, string(r))
	}
	return keys
}

// ran runs a command and returns its message, if it has one.
func ran(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	if msg := cmd(); msg != nil {
		return []tea.Msg{msg}
	}
	return nil
}

// fakeChange is a prepared change with a diff of its own.
type fakeChange struct {
	Change
	diff string
}

func (c fakeChange) Diff() string { return c.diff }

// anyDialog draws one of all dialogs, with texts that come from files and servers.
func anyDialog(t *rapid.T) dialog {
	text := func(name string) string { return wildText().Draw(t, name) }
	texts := func(name string) []string { return rapid.SliceOfN(wildText(), 0, 12).Draw(t, name) }
	replies := make(chan answer, 1)
	switch rapid.IntRange(0, 9).Draw(t, "dialog") {
	case 0:
		request := creds.MFARequest{Profile: text("profile"), Serial: text("serial"), Retry: text("retry")}
		return newMFADialog(askMsg{id: 1, code: &request, answer: replies}, dialogNow())
	case 1:
		return newPassphraseDialog(askMsg{id: 1, passphrase: &keychain.PassphraseRequest{Create: rapid.Bool().Draw(t, "create")}, answer: replies})
	case 2:
		return newConfirmDialog(text("title"), text("question"), texts("lines"), nil)
	case 3:
		return newDiffDialog(text("title"), fakeChange{diff: strings.Join(texts("diff"), "\n")}, "/home/jane", nil)
	case 4:
		return newErrorDialog(text("title"), errors.New(text("error")), text("hint"))
	case 5:
		return newRunDialog(text("profile"), texts("history"))
	case 6:
		return newProfileForm()
	case 7:
		return newKeyForm()
	case 8:
		return anySignIn(t, text)
	}
	return newNewDialog()
}

// anySignIn is a sign-in as far as servers and files may bring it.
func anySignIn(t *rapid.T, text func(string) string) dialog {
	req := creds.SignInRequest{Profile: text("profile"), Login: text("login"), SSO: profiles.SSO{Session: text("session"), StartURL: text("start URL")}}
	d := newSignIn(req, app.Way{Device: rapid.Bool().Draw(t, "device")})
	states := []sso.State{sso.StateOpening, sso.StateWaiting, sso.StateSlowDown, sso.StateDone, sso.StateDenied, sso.StateExpired, sso.StateFailed}
	return d.goes(rapid.SampledFrom(states).Draw(t, "state"), signInMsg{
		event:     sso.Event{Address: text("address"), Complete: text("complete"), UserCode: text("code"), Expires: dialogNow().Add(time.Minute)},
		elsewhere: rapid.Bool().Draw(t, "elsewhere"), asks: rapid.Bool().Draw(t, "asks"), retry: text("retry"), trouble: text("trouble"),
		over: rapid.Bool().Draw(t, "over"),
	}).dialog
}

// anyMessage is a message that a dialog may get.
func anyMessage(t *rapid.T) tea.Msg {
	keys := []string{
		"up", "down", "left", "right", "home", "end", "pgup", "pgdown", "tab", "shift+tab", "enter", "esc", "backspace", "ctrl+w", "ctrl+r",
		"space", "y", "n", "j", "G", "1", "日",
	}
	switch i := rapid.IntRange(0, len(keys)+4).Draw(t, "message"); i {
	case len(keys):
		return tea.PasteMsg{Content: wildText().Draw(t, "paste")}
	case len(keys) + 1:
		return tea.MouseWheelMsg{Button: tea.MouseWheelDown}
	case len(keys) + 2:
		return tea.MouseClickMsg{X: 3, Y: 3, Button: tea.MouseLeft}
	case len(keys) + 3:
		return tickMsg(dialogNow().Add(time.Duration(rapid.Int64().Draw(t, "tick"))))
	case len(keys) + 4:
		return withdrawMsg{rapid.IntRange(0, 2).Draw(t, "id")}
	default:
		return fieldKey(keys[i])
	}
}

func TestDialogsNeverBreak(t *testing.T) {
	styles := newStyles(true)
	rapid.Check(t, func(t *rapid.T) {
		d := anyDialog(t)
		for range rapid.IntRange(0, 25).Draw(t, "messages") {
			room := rect{W: rapid.IntRange(1, 100).Draw(t, "width"), H: rapid.IntRange(1, 40).Draw(t, "height")}
			content, cursor := d.View(room, styles)
			if room.W > boxFrame && room.H > 2 {
				checkDialog(t, content, cursor, room)
			} else if lipgloss.Width(content) > room.W || lipgloss.Height(content) > room.H {
				t.Fatalf("%q does not fit %dx%d", content, room.W, room.H)
			}
			if len(d.Keys()) == 0 {
				t.Fatal("no key works")
			}
			next, _ := d.Update(anyMessage(t))
			if next == nil {
				return
			}
			d = next
		}
		d.Cancel()
	})
}

// TestWidthsAgree: what text is cut to is as wide as it is measured, whatever its marks and selectors.
func TestWidthsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, width := wildText().Draw(t, "text"), rapid.IntRange(0, 30).Draw(t, "width")
		if got := cell(text, width); ansi.StringWidth(got) != width {
			t.Fatalf("cell(%q, %d) = %q, %d cells", text, width, got, ansi.StringWidth(got))
		}
	})
}

func TestBox(t *testing.T) {
	styles := newStyles(true)
	for _, c := range []struct {
		title string
		lines []string
		w     int
		want  string
	}{
		{"Title", []string{"a", "日本語の行"}, 12, "╭─ Title ──╮\n│ a        │\n│ 日本語…  │\n╰──────────╯"},
		{"", []string{"a"}, 7, "╭─────╮\n│ a   │\n╰─────╯"},
		{"much too long", []string{"a"}, 10, "╭─ muc… ─╮\n│ a      │\n╰────────╯"},
		{"t", nil, 6, "╭────╮\n╰────╯"},
		{"t", []string{"a"}, 3, "   \n   \n   "},
	} {
		if got := ansi.Strip(box(c.title, c.lines, c.w, styles)); got != c.want {
			t.Errorf("box(%q, %q, %d):\n%s\nwant:\n%s", c.title, c.lines, c.w, got, c.want)
		}
	}
}
