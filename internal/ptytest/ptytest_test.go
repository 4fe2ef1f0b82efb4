//go:build unix

package ptytest_test

import (
	"os"
	"strings"
	"testing"

	"lanyard/internal/ptytest"
)

func start(t *testing.T, size ptytest.Size, script string) *ptytest.Terminal {
	t.Helper()
	return ptytest.Start(t, size, os.Environ(), "sh", "-c", script)
}

func TestFrameShowsCellsAndStyles(t *testing.T) {
	term := start(t, ptytest.Size{W: 20, H: 4}, `printf 'a\033[31mred\033[0m 日本 🚀|\033[3;5Hx   '; read line; exit 7`)
	frame := term.WaitFor("x")
	if want := "ared 日本 🚀|\n\n    x\n"; frame != want {
		t.Errorf("frame %q, want %q", frame, want)
	}
	if styled := term.Styled(); !strings.Contains(styled, "\x1b[31mred\x1b[39m") {
		t.Errorf("no red in %q", styled)
	}
	if x, y := term.Cursor(); x != 8 || y != 2 {
		t.Errorf("cursor at %d,%d", x, y)
	}
	if _, ended := term.Exited(); ended {
		t.Error("ended before its input")
	}
	term.Key("Enter")
	if code := term.WaitExit(); code != 7 {
		t.Errorf("exit code %d, want 7", code)
	}
}

func TestInput(t *testing.T) {
	term := start(t, ptytest.Size{W: 40, H: 6}, `stty raw -echo; printf '\033[?2004hready\r\n'; od -An -c -w60 -N 16`)
	term.WaitFor("ready")
	term.Type("a'b")
	term.Key("Up")
	term.Paste("x;y\n")
	// The keys' bytes, then the paste's opening bracket.
	frame := term.WaitFor("x")
	if got := strings.Join(strings.Fields(strings.SplitN(frame, "\n", 2)[1]), " "); got != `a ' b 033 [ A 033 [ 2 0 0 ~ x ; y \n` {
		t.Errorf("the program read %q", got)
	}
}

func TestModesClipboardAndTitle(t *testing.T) {
	term := start(t, ptytest.Size{W: 40, H: 6},
		`printf '\033[?1049h\033[?25l\033[?1002h\033[?1006h\033]2;here\007\033]52;c;aGVsbG8=\007on'; read a; printf '\033[?1002l\033[?25h\033[?1049loff'; read a`)
	term.WaitFor("on")
	if got, want := term.Modes(), (ptytest.Modes{Alternate: true, Mouse: true}); got != want {
		t.Errorf("modes %+v, want %+v", got, want)
	}
	if got := term.Clipboard(); got != "hello" {
		t.Errorf("clipboard %q", got)
	}
	if got := term.Title(); got != "here" {
		t.Errorf("title %q", got)
	}
	term.Key("Enter")
	term.WaitFor("off")
	if got, want := term.Modes(), (ptytest.Modes{CursorVisible: true}); got != want {
		t.Errorf("modes %+v, want %+v", got, want)
	}
}

func TestResize(t *testing.T) {
	term := start(t, ptytest.Size{W: 40, H: 6}, `trap 'stty size' WINCH; stty size; while :; do read a; done`)
	term.WaitFor("6 40")
	term.Resize(ptytest.Size{W: 120, H: 30})
	term.WaitFor("30 120")
}

func TestHangUp(t *testing.T) {
	term := start(t, ptytest.Size{W: 40, H: 6}, `echo here; cat`)
	term.WaitFor("here")
	pid := term.PID()
	if !ptytest.Alive(pid) {
		t.Fatal("not there")
	}
	term.HangUp(pid)
	if ptytest.Alive(pid) {
		t.Error("still there")
	}
}

func TestExitedBySignal(t *testing.T) {
	term := start(t, ptytest.Size{W: 40, H: 6}, `kill -TERM $$`)
	if code := term.WaitExit(); code != 128+15 {
		t.Errorf("exit code %d", code)
	}
}

func TestPty(t *testing.T) {
	p := ptytest.StartPty(t, ptytest.Size{W: 33, H: 9}, os.Environ(), "sh", "-c", `stty size; cat`)
	if d := p.WaitFor("9 33"); d <= 0 {
		t.Errorf("after %v", d)
	}
	if d := p.Answer("abc\n"); d <= 0 {
		t.Errorf("answered after %v", d)
	}
	p.WaitFor("abc")
	p.Take()
	if got := p.Take(); strings.Contains(got, "abc") {
		t.Errorf("taken twice: %q", got)
	}
}

// A program learns the background by OSC 11, as xterm answers it.
func TestBackground(t *testing.T) {
	for background, want := range map[string]string{ptytest.Dark: "rgb:0000/0000/0000", ptytest.Light: "rgb:ffff/ffff/ffff"} {
		term := ptytest.StartOn(t, background, ptytest.Size{W: 60, H: 6}, os.Environ(), "sh", "-c",
			`stty raw -echo; printf '\033]11;?\033\\'; dd bs=1 count=24 2>/dev/null | tr -d '\033'; cat`)
		term.WaitFor(want)
	}
}
