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

// Limit bounds every wait: nothing here takes long, but the machine may be busy.
const Limit = 30 * time.Second

// configuration of the server: nothing of tmux's own is on the screen, keys are passed on at once,
// what a program copies by OSC 52 can be read, and the server ends with a test that was killed.
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

// The backgrounds that a terminal may tell to programs that ask for it.
const (
	Dark  = "#000000"
	Light = "#ffffff"
)

// Start runs a program on a terminal of the given size, with exactly that environment, apart from
// TERM and what tmux itself sets. The terminal is dark.
func Start(t testing.TB, size Size, env []string, argv ...string) *Terminal {
	t.Helper()
	return StartOn(t, Dark, size, env, argv...)
}

// StartOn is Start on a terminal of that background.
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

// withoutTmux drops what would make the server believe that it runs within another, and sees to it
// that the environment has a UTF-8 locale, without which tmux draws no line.
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

// stop ends the server, and with it what runs on the terminal. It waits for that: what a program writes
// while it ends would be in the way of removing the test's folders.
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

// tmux runs a command of tmux's and returns what it printed.
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
