//go:build unix

package ptytest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Frame is what the screen shows: its lines, without the blanks at their ends.
func (t *Terminal) Frame() string {
	t.t.Helper()
	return trim(t.tmux("capture-pane", "-p", "-t", "test"))
}

// Styled is the screen with the SGR sequences of its colours and attributes, and all blanks.
func (t *Terminal) Styled() string {
	t.t.Helper()
	return t.tmux("capture-pane", "-p", "-e", "-N", "-t", "test")
}

func trim(frame string) string {
	lines := strings.Split(frame, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// Wait waits until the screen is as wanted, and returns it.
func (t *Terminal) Wait(what string, wanted func(frame string) bool) string {
	t.t.Helper()
	var frame string
	if !t.until(func() bool { frame = t.Frame(); return wanted(frame) }) {
		t.t.Fatalf("%s did not come to the screen; it shows\n%s", what, frame)
	}
	return frame
}

// WaitFor waits until a text stands on the screen, and returns the frame.
func (t *Terminal) WaitFor(text string) string {
	t.t.Helper()
	return t.Wait(strconv.Quote(text), func(frame string) bool { return strings.Contains(frame, text) })
}

// WaitGone waits until a text stands on the screen no more, and returns the frame.
func (t *Terminal) WaitGone(text string) string {
	t.t.Helper()
	return t.Wait("a screen without "+strconv.Quote(text), func(frame string) bool { return !strings.Contains(frame, text) })
}

// until looks whenever the screen may have changed, and in between, since that a program has ended is
// not announced.
func (t *Terminal) until(wanted func() bool) bool {
	deadline := time.NewTimer(Limit)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if wanted() {
			return true
		}
		select {
		case <-t.client.changed:
		case <-tick.C:
		case <-deadline.C:
			return wanted()
		}
	}
}

// Modes are what a program asked of the terminal, and has to take back before it ends.
type Modes struct {
	Alternate, CursorVisible, Mouse, KeypadCursor bool
}

// Modes returns the terminal's modes.
func (t *Terminal) Modes() Modes {
	t.t.Helper()
	f := strings.Fields(t.format("#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}"))
	return Modes{f[0] == "1", f[1] == "1", f[2] == "1", f[3] == "1"}
}

// Cursor is the cell of the text cursor.
func (t *Terminal) Cursor() (x, y int) {
	t.t.Helper()
	if _, err := fmt.Sscan(t.format("#{cursor_x} #{cursor_y}"), &x, &y); err != nil {
		t.t.Fatal(err)
	}
	return x, y
}

// Clipboard is what was copied last by OSC 52, or "".
func (t *Terminal) Clipboard() string {
	t.t.Helper()
	text, err := t.client.run("show-buffer")
	if err != nil {
		return "" // there is none
	}
	return text
}

// Title is the title that the program gave its window.
func (t *Terminal) Title() string {
	t.t.Helper()
	return t.format("#{pane_title}")
}

// Becomes waits until the screen shows exactly that frame. What is never the same, steady makes the same.
func (t *Terminal) Becomes(want string, steady func(frame string) string) (got string, ok bool) {
	t.t.Helper()
	ok = t.until(func() bool { got = steady(t.Frame()); return got == want })
	return got, ok
}

// Settle waits until the screen has not changed for a while, and returns its frame. It is for writing a
// golden frame, after which Becomes decides.
func (t *Terminal) Settle(steady func(frame string) string) string {
	t.t.Helper()
	frame, same := steady(t.Frame()), 0
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for same < 5 {
		<-tick.C
		if next := steady(t.Frame()); next == frame {
			same++
		} else {
			frame, same = next, 0
		}
	}
	return frame
}
