//go:build unix

package ptytest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Frame returns the lines of the screen without trailing blanks.
func (t *Terminal) Frame() string {
	t.t.Helper()
	return trim(t.tmux("capture-pane", "-p", "-t", "test"))
}

// Styled returns the screen with the SGR sequences of its colours and attributes, and with all blanks.
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

// Wait waits until the function accepts the screen, and returns the frame.
func (t *Terminal) Wait(what string, wanted func(frame string) bool) string {
	t.t.Helper()
	var frame string
	if !t.until(func() bool { frame = t.Frame(); return wanted(frame) }) {
		t.t.Fatalf("%s did not come to the screen; it shows\n%s", what, frame)
	}
	return frame
}

// WaitFor waits until a text is on the screen, and returns the frame.
func (t *Terminal) WaitFor(text string) string {
	t.t.Helper()
	return t.Wait(strconv.Quote(text), func(frame string) bool { return strings.Contains(frame, text) })
}

// WaitGone waits until a text is no longer on the screen, and returns the frame.
func (t *Terminal) WaitGone(text string) string {
	t.t.Helper()
	return t.Wait("a screen without "+strconv.Quote(text), func(frame string) bool { return !strings.Contains(frame, text) })
}

// until checks a condition whenever the screen may have changed, and regularly in between, because tmux does not
// report the end of a program.
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

// Modes are terminal modes that a program sets and must reset before it ends.
type Modes struct {
	Alternate, CursorVisible, Mouse, KeypadCursor bool
}

// Modes returns the terminal's modes.
func (t *Terminal) Modes() Modes {
	t.t.Helper()
	f := strings.Fields(t.format("#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}"))
	return Modes{f[0] == "1", f[1] == "1", f[2] == "1", f[3] == "1"}
}

// Cursor returns the cell of the text cursor.
func (t *Terminal) Cursor() (x, y int) {
	t.t.Helper()
	if _, err := fmt.Sscan(t.format("#{cursor_x} #{cursor_y}"), &x, &y); err != nil {
		t.t.Fatal(err)
	}
	return x, y
}

// Clipboard returns the last text copied by OSC 52, or "".
func (t *Terminal) Clipboard() string {
	t.t.Helper()
	text, err := t.client.run("show-buffer")
	if err != nil {
		return "" // nothing was copied
	}
	return text
}

// Title returns the window title that the program set.
func (t *Terminal) Title() string {
	t.t.Helper()
	return t.format("#{pane_title}")
}

// Becomes waits until the screen shows exactly that frame. steady replaces parts that differ between runs.
func (t *Terminal) Becomes(want string, steady func(frame string) string) (got string, ok bool) {
	t.t.Helper()
	ok = t.until(func() bool { got = steady(t.Frame()); return got == want })
	return got, ok
}

// Stable waits until the screen has not changed for a while, and returns its frame. It is for writing golden
// frames; tests compare with Becomes.
func (t *Terminal) Stable(steady func(frame string) string) string {
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
