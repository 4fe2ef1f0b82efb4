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

	"lanyard/internal/ptytest"
)

// SIGTSTP from another process restores the terminal for the shell; after SIGCONT the program shows the same view.
func TestUIStoppedFromOutside(t *testing.T) {
	h := newUIHome(t)
	h.env = append(h.env, "PATH="+filepath.Dir(lanyardPath(t))+":/usr/bin:/bin")
	term := ptytest.Start(t, ptytest.Size{W: 80, H: 24}, h.env, "bash", "--norc", "--noprofile", "-i")
	pidFile := filepath.Join(h.Dir, "pid")
	term.Type("sh -c 'echo $$ >" + pidFile + "; exec lanyard'\n")
	term.WaitFor("tagged")
	pid := ptytest.ReadPID(t, pidFile)
	term.Key("Down")
	term.WaitFor("▸ ○ dev")
	there := term.WaitFor("aws --profile=dev COMMAND") // the last of what the key changes
	for range 2 {
		_ = syscall.Kill(pid, syscall.SIGTSTP)
		term.WaitFor("]+")
		if modes := term.Modes(); modes != (ptytest.Modes{CursorVisible: true}) {
			t.Errorf("the shell got a terminal with %+v", modes)
		}
		term.Type("stty -a | tr -s ' ;' '\\n' | grep -xE -- '-?(echo|icanon|isig)' | tr '\\n' ' '\n")
		term.WaitFor("isig icanon echo")
		term.Type("clear; fg\n")
		if got, ok := term.Becomes(there, steady); !ok {
			t.Fatalf("after coming back:\n%s\nbefore:\n%s", got, there)
		}
	}
	// SIGSTOP can't be caught: the program sets up the terminal again when it continues.
	_ = syscall.Kill(pid, syscall.SIGSTOP)
	term.WaitFor("]+")
	term.Type("stty sane; clear; fg\n")
	if got, ok := term.Becomes(there, steady); !ok {
		t.Fatalf("after SIGSTOP:\n%s\nbefore:\n%s", got, there)
	}
	term.Key("Down")
	term.WaitFor("▸ ○ deploy")
	term.Type("q")
	term.WaitGone("deploy")
}

// ctrl+z in a command stops it and the program with it, and fg brings both back.
func TestUIStopsWithACommand(t *testing.T) {
	h := newUIHome(t)
	h.env = append(h.env, "PATH="+filepath.Dir(lanyardPath(t))+":/usr/bin:/bin")
	term := ptytest.Start(t, ptytest.Size{W: 80, H: 24}, h.env, "bash", "--norc", "--noprofile", "-i")
	term.Type("lanyard\n")
	term.WaitFor("tagged")
	term.Key("Down", "Down")
	term.Type("x")
	term.WaitFor("Run with deploy")
	term.Type(`echo be""gun; read line; echo said $line`)
	term.Key("Enter")
	term.WaitFor("begun")
	term.Key("C-z")
	term.WaitFor("]+")
	term.Type("fg\n")
	term.WaitFor("fg\nlanyard") // bash names what it continues
	term.Type("hello\n")
	term.WaitFor("said hello")
	term.WaitFor("Press Enter")
	term.Key("Enter")
	term.WaitFor("▸ ● deploy")
}

// Without a shell for job control a stop has no effect, and nothing hangs.
func TestUIStopWithoutJobControl(t *testing.T) {
	h := newUIHome(t)
	term := h.open(t, ptytest.Size{W: 80, H: 24})
	term.WaitFor("tagged")
	term.Key("C-z", "Down")
	term.WaitFor("▸ ○ dev")
	_ = syscall.Kill(term.PID(), syscall.SIGTSTP)
	term.Key("Down")
	term.WaitFor("▸ ○ deploy")
	term.Type("q")
	if code := term.WaitExit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// SIGTERM ends the command on the terminal, and then the UI, without a question.
func TestUITerminatedInACommand(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		for name, line := range map[string]string{
			"running": "stty -echo; trap 'exit 3' TERM HUP; echo pid=$$=; while :; do sleep 0.1; done", "done": "echo pid=$$=",
		} {
			t.Run(fmt.Sprint(sig, " ", name), func(t *testing.T) {
				h := newUIHome(t)
				term := h.open(t, ptytest.Size{W: 80, H: 24})
				term.WaitFor("tagged")
				term.Key("Down", "Down")
				term.Type("x")
				term.WaitFor("Run with deploy")
				term.Type(line + "\n")
				said := regexp.MustCompile(`pid=(\d+)=`)
				frame := term.Wait("the command", func(frame string) bool {
					return said.MatchString(frame) && (name == "running" || strings.Contains(frame, "Press Enter"))
				})
				child, err := strconv.Atoi(said.FindStringSubmatch(frame)[1])
				if err != nil {
					t.Fatal(err)
				}
				_ = syscall.Kill(term.PID(), sig)
				if code := term.WaitExit(); code != 128+int(sig) {
					t.Errorf("exit code %d, want %d", code, 128+int(sig))
				}
				if ptytest.Alive(child) {
					t.Error("the command lives on")
				}
				if modes := term.Modes(); modes != (ptytest.Modes{CursorVisible: true}) {
					t.Errorf("the terminal was left with %+v", modes)
				}
			})
		}
	}
}

// A credential_process ends with the program, or when the person cancels.
func TestUICredentialProcessEnds(t *testing.T) {
	for _, how := range []string{"q", "esc"} {
		t.Run(how, func(t *testing.T) {
			h := newUIHome(t)
			pidFile := filepath.Join(h.Dir, "slow.pid")
			script := filepath.Join(h.Dir, "slow")
			if err := os.WriteFile(script, []byte("#!/bin/sh\necho $$ >"+pidFile+"\nexec sleep 1000\n"), 0o700); err != nil { //nolint:gosec // a program
				t.Fatal(err)
			}
			h.write(t, "[profile slow]\ncredential_process = "+script+"\n")
			term := h.open(t, ptytest.Size{W: 80, H: 24})
			term.WaitFor("▸ ○ slow")
			term.Type("r")
			term.Wait("the process", func(string) bool {
				text, err := os.ReadFile(pidFile)
				return err == nil && strings.HasSuffix(string(text), "\n")
			})
			pid := ptytest.ReadPID(t, pidFile)
			if how == "esc" {
				term.Key("Escape")
				term.WaitFor("slow: cancelled")
				if ptytest.Alive(pid) {
					t.Error("it lives on")
				}
			}
			term.Type("q")
			if code := term.WaitExit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			if ptytest.Alive(pid) {
				t.Error("it outlived the program")
			}
		})
	}
}

// write replaces the AWS config file.
func (h *uiHome) write(t *testing.T, config string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(h.Dir, ".aws", "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestUIRefusesADumbTerminal(t *testing.T) {
	h := newUIHome(t)
	for _, kind := range []string{"TERM=dumb", "-uTERM"} {
		term := ptytest.Start(t, ptytest.Size{W: 80, H: 24}, h.env, "env", kind, lanyardPath(t))
		if code := term.WaitExit(); code != 1 {
			t.Errorf("%s: exit code %d", kind, code)
		}
		frame := term.WaitFor(`hint: "lanyard list"`)
		if !strings.Contains(frame, "can't draw here") {
			t.Errorf("%s:\n%s", kind, frame)
		}
	}
}

// --color always overrides NO_COLOR in the full-screen program too.
func TestUIColours(t *testing.T) {
	h := newUIHome(t)
	h.env = append(h.env, "NO_COLOR=1")
	coloured := regexp.MustCompile(`\x1b\[[0-9;]*(3[0-7]|9[0-7])m`)
	for flag, want := range map[string]bool{"always": true, "auto": false} {
		term := h.open(t, ptytest.Size{W: 80, H: 24}, "--color", flag)
		term.WaitFor("tagged")
		if got := coloured.MatchString(term.Styled()); got != want {
			t.Errorf("--color %s: colours %v", flag, got)
		}
	}
}
