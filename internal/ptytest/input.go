//go:build unix

package ptytest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Type types text, each line of it as one burst; a line break is the Enter key.
func (t *Terminal) Type(text string) {
	t.t.Helper()
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			t.Key("Enter")
		}
		if line != "" {
			t.tmux("send-keys", "-t", "test", "-l", "--", line)
		}
	}
}

// Key presses keys by tmux's names: Enter, Escape, Tab, BSpace, Up, PageDown, C-c, M-x, F1, or a character.
func (t *Terminal) Key(names ...string) {
	t.t.Helper()
	for _, name := range names {
		t.tmux("send-keys", "-t", "test", "--", name)
	}
}

// Paste pastes text, bracketed if the program asked for that.
func (t *Terminal) Paste(text string) {
	t.t.Helper()
	file := filepath.Join(t.dir, "paste")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.t.Fatal(err)
	}
	t.tmux("load-buffer", "-b", "paste", file)
	t.tmux("paste-buffer", "-p", "-r", "-d", "-b", "paste", "-t", "test")
}

// Click presses and releases the left button at a cell, counted from 0.
func (t *Terminal) Click(x, y int) {
	t.t.Helper()
	t.mouse(0, x, y, 'M')
	t.mouse(0, x, y, 'm')
}

// Wheel turns the wheel by one notch over a cell.
func (t *Terminal) Wheel(down bool, x, y int) {
	t.t.Helper()
	button := 64
	if down {
		button = 65
	}
	t.mouse(button, x, y, 'M')
}

// mouse writes an SGR mouse report (xterm's control sequences, "Extended coordinates").
func (t *Terminal) mouse(button, x, y int, end rune) {
	t.t.Helper()
	t.Type(fmt.Sprintf("\x1b[<%d;%d;%d%c", button, x+1, y+1, end))
}

// Resize changes the size of the terminal.
func (t *Terminal) Resize(size Size) {
	t.t.Helper()
	t.tmux("resize-window", "-t", "test", "-x", strconv.Itoa(size.W), "-y", strconv.Itoa(size.H))
}
