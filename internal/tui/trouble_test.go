//go:build unix

package tui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"lanyard/internal/ptytest"
)

// shape fails if a frame has more lines than the screen, or control sequences.
func shape(t *testing.T, frame string, size ptytest.Size) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(frame, "\n"), "\n")
	if len(lines) > size.H {
		t.Errorf("%d lines on a screen of %v", len(lines), size)
	}
	for _, r := range frame {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			t.Errorf("%U is on the screen", r)
		}
	}
}

// Text of files and servers changes only its own cells.
func TestUIHostileText(t *testing.T) {
	h := newUIHome(t)
	hostile := "a\x1b]0;owned\x07\x1b[2J\u202egnp\u009b31m"
	long := strings.Repeat("n", 10_000)
	config := fmt.Sprintf("[profile \"evil%s\"]\nregion = %s\nrole_arn = %s\nsource_profile = %s\n\n[profile %s]\nregion = eu-west-1\n\n[profile tail]\nregion = eu-north-1\n",
		hostile, hostile, long, hostile, long)
	if err := os.WriteFile(filepath.Join(h.Dir, ".aws", "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	size := ptytest.Size{W: 100, H: 30}
	term := h.open(t, size)
	title := term.Title()
	term.WaitFor("tail")
	first := "lanyard  profiles 7"
	for range 8 {
		term.Key("Down")
		shape(t, term.Frame(), size)
	}
	term.Key("Enter")
	shape(t, term.WaitFor("Open a shell"), size)
	term.Key("Escape")
	term.WaitGone("Open a shell")
	term.Type("r")
	term.Wait("an answer", func(frame string) bool { return strings.Contains(frame, "✗") || strings.Contains(frame, "renewed") })
	frame := term.Wait("the first line as it was", func(frame string) bool { return strings.HasPrefix(frame, first+"\n") })
	shape(t, frame, size)
	if got := term.Title(); strings.Contains(got, "owned") {
		t.Errorf("the title became %q, from %q", got, title)
	}
	if modes := term.Modes(); !modes.Alternate {
		t.Error("the screen was left")
	}
}

// A pasted megabyte goes into the focused field, and the next key works.
func TestUIPasteOfAMegabyte(t *testing.T) {
	h := newUIHome(t)
	size := ptytest.Size{W: 80, H: 24}
	term := h.open(t, size)
	term.WaitFor("tagged")
	burst := strings.Repeat("paste \x1b[31m\x07 ", 1<<20/14)
	term.Paste(burst) // the list ignores it
	term.Type("/")
	term.WaitFor("of 23")
	term.Paste(burst)
	term.WaitFor("paste")
	shape(t, term.Frame(), size)
	term.Key("Escape")
	term.WaitFor("tagged")
	term.Type("x")
	term.WaitFor("Run with")
	term.Paste(burst)
	term.WaitFor("paste")
	shape(t, term.Frame(), size)
	term.Key("Escape")
	term.WaitGone("Run with")
	term.Type("q")
	if code := term.WaitExit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestUIResizeStorm(t *testing.T) {
	h := newUIHome(t)
	size := ptytest.Size{W: 80, H: 24}
	term := h.open(t, size)
	term.WaitFor("tagged")
	before := term.WaitFor("? help") // the last line is drawn last
	pid := term.PID()
	for i := range 300 {
		term.Resize(ptytest.Size{W: 20 + i*7%281, H: 3 + i*5%98})
		_ = syscall.Kill(pid, syscall.SIGWINCH)
	}
	term.Resize(size)
	if after, ok := term.Becomes(before, steady); !ok {
		t.Errorf("after the storm:\n%s\nbefore:\n%s", after, before)
	}
}

// Ctrl-Z restores the terminal for the shell, and after fg the program shows the same view.
func TestUISuspend(t *testing.T) {
	h := newUIHome(t)
	h.env = append(h.env, "PATH="+filepath.Dir(lanyardPath(t))+":/usr/bin:/bin")
	term := ptytest.Start(t, ptytest.Size{W: 80, H: 24}, h.env, "bash", "--norc", "--noprofile", "-i")
	term.Type("lanyard\n")
	term.WaitFor("tagged")
	term.Key("Down")
	term.WaitFor("▸ ○ dev")
	there := term.WaitFor("aws --profile=dev COMMAND") // the last of what the key changes
	term.Key("C-z")
	term.WaitFor("Stopped")
	if modes := term.Modes(); modes != (ptytest.Modes{CursorVisible: true}) {
		t.Errorf("the shell got a terminal with %+v", modes)
	}
	term.Type("fg\n")
	if got, ok := term.Becomes(there, steady); !ok {
		t.Errorf("after coming back:\n%s\nbefore:\n%s", got, there)
	}
	term.Type("q")
	term.Wait("a prompt", func(frame string) bool { return strings.HasSuffix(strings.TrimSpace(frame), "\n$") })
	term.Type("stty -a | tr -s ' ;' '\\n' | grep -xE -- '-?(echo|icanon|isig)' | tr '\\n' ' '\n")
	term.WaitFor("isig icanon echo")
}

// When the terminal is closed, the program and its child end.
func TestUITerminalGoesAway(t *testing.T) {
	for _, inside := range []string{"the list", "a command"} {
		t.Run(inside, func(t *testing.T) {
			h := newUIHome(t)
			term := h.open(t, ptytest.Size{W: 80, H: 24})
			term.WaitFor("tagged")
			pids := []int{term.PID()}
			if inside == "a command" {
				term.Key("Down", "Down")
				term.Type("x")
				term.WaitFor("Run with deploy")
				term.Type("echo pid=$$=; cat\n")
				said := regexp.MustCompile(`pid=(\d+)=`)
				frame := term.Wait("the command", said.MatchString)
				child, err := strconv.Atoi(said.FindStringSubmatch(frame)[1])
				if err != nil {
					t.Fatal(err)
				}
				pids = append(pids, child)
			}
			term.HangUp(pids...)
		})
	}
}

// SIGTERM ends the program and restores the terminal.
func TestUITerminated(t *testing.T) {
	h := newUIHome(t)
	term := h.open(t, ptytest.Size{W: 80, H: 24})
	term.WaitFor("tagged")
	_ = syscall.Kill(term.PID(), syscall.SIGTERM)
	if code := term.WaitExit(); code == 0 {
		t.Error("exit code 0")
	}
	if modes := term.Modes(); modes != (ptytest.Modes{CursorVisible: true}) {
		t.Errorf("the terminal was left with %+v", modes)
	}
}
