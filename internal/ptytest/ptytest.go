//go:build unix

package ptytest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Size is the size of a terminal in cells.
type Size struct{ W, H int }

// Terminal is a program on a terminal.
type Terminal struct {
	t      testing.TB
	dir    string
	client *client
}

// Limit bounds every wait. It is long because the machine may be busy.
const Limit = 30 * time.Second

// configuration of the server: no status line, keys are passed on at once,
// the clipboard of OSC 52 can be read, and the server ends even if the test is killed.
const configuration = `set -g status off
set -g default-terminal tmux-256color
set -g set-clipboard on
set -g monitor-activity off
set -g history-limit 0
set -g mouse off
set -g exit-empty on
set -g destroy-unattached on
set -s escape-time 0
`

// The terminal's answers to programs that query its background by OSC 11.
const (
	Dark  = "#000000"
	Light = "#ffffff"
)

// Start runs a program on a dark terminal of the given size. tmux adds TERM and its own variables to the
// environment.
func Start(t testing.TB, size Size, env []string, argv ...string) *Terminal {
	t.Helper()
	return StartOn(t, Dark, size, env, argv...)
}

// StartOn is Start with another background.
func StartOn(t testing.TB, background string, size Size, env []string, argv ...string) *Terminal {
	t.Helper()
	program, err := exec.LookPath("tmux")
	if err != nil {
		t.Skip("there is no tmux")
	}
	// The name of a socket is limited to about a hundred bytes, which a test's folder may exceed.
	dir, err := os.MkdirTemp("", "ptytest")
	if err != nil {
		t.Fatal(err)
	}
	term := &Terminal{t: t, dir: dir}
	t.Cleanup(term.stop)
	conf := filepath.Join(dir, "tmux.conf")
	if err := os.WriteFile(conf, []byte(configuration+"set -g window-style bg="+background+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{
		"-S", term.socket(), "-f", conf, "-u", "-C", "new-session", "-s", "test",
		"-x", strconv.Itoa(size.W), "-y", strconv.Itoa(size.H), "sh", "-c", wrapper, dir,
	}, argv...)
	cmd := exec.Command(program, args...) //nolint:gosec // the terminal of the test
	cmd.Env = withoutTmux(env)
	if term.client, err = connect(cmd); err != nil {
		t.Fatal(err)
	}
	if got := term.format("#{window_width}x#{window_height}"); got != size.String() {
		t.Fatalf("the terminal has %s cells, want %v", got, size)
	}
	return term
}

// withoutTmux removes the variables of an outer tmux, and adds a UTF-8 locale if there is none: tmux draws lines only
// with one.
func withoutTmux(env []string) []string {
	kept := []string{"LC_ALL=C.UTF-8"}
	for _, entry := range env {
		name, _, _ := strings.Cut(entry, "=")
		switch name {
		case "TMUX", "TMUX_PANE", "TMUX_TMPDIR", "TERM", "LC_ALL":
		default:
			kept = append(kept, entry)
		}
	}
	return kept
}

func (t *Terminal) socket() string { return filepath.Join(t.dir, "socket") }

// stop ends the server and the program on the terminal. It waits for the program, which may otherwise write files
// while the test removes its folders.
func (t *Terminal) stop() {
	if t.client != nil {
		pane, err := t.client.run("display-message", "-p", "-t", "test", "#{pane_pid}")
		_, _ = t.client.run("kill-server")
		t.client.close()
		if session, failed := strconv.Atoi(strings.TrimSpace(pane)); err == nil && failed == nil {
			t.until(func() bool { return !sessionLives(session) })
		}
	}
	_ = os.RemoveAll(t.dir)
}

// tmux runs a tmux command and returns its output.
func (t *Terminal) tmux(words ...string) string {
	t.t.Helper()
	out, err := t.client.run(words...)
	if err != nil {
		t.t.Fatalf("tmux %q: %v", words, err)
	}
	return out
}

func (t *Terminal) format(format string) string {
	t.t.Helper()
	return t.tmux("display-message", "-p", "-t", "test", format)
}

func (s Size) String() string { return fmt.Sprintf("%dx%d", s.W, s.H) }
