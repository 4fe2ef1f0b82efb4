//go:build unix

package tui_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/internal/ptytest"
)

// run runs the program beside the one on the terminal.
func (h *uiHome) run(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command(lanyardPath(t), args...)
	cmd.Env = h.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// The list shows changes of the files, the sessions and the current profile by other processes, and the cursor
// stays.
func TestUISeesOthersChanges(t *testing.T) {
	h := newUIHome(t)
	term := h.open(t, ptytest.Size{W: 120, H: 30})
	term.WaitFor("tagged")
	term.Key("Down", "Down", "Down")
	term.WaitFor("▸ ◇ prod-admin")
	file := filepath.Join(h.Dir, ".aws", "config")
	config, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	h.write(t, "[profile aaa-new]\nregion = eu-west-1\n\n"+string(config))
	term.WaitFor("aaa-new")
	term.WaitFor("▸ ◇ prod-admin")
	h.run(t, "env", "deploy")
	term.WaitFor("● deploy")
	h.run(t, "use", "hub")
	term.WaitFor("*○ hub")
	h.run(t, "sessions", "clear", "deploy")
	term.WaitFor("○ deploy")
	term.WaitFor("▸ ◇ prod-admin")
}

// A home without an AWS folder gets one while the program runs.
func TestUISeesTheFirstProfile(t *testing.T) {
	h := newUIHome(t)
	folder := filepath.Join(h.Dir, ".aws")
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	term := h.open(t, ptytest.Size{W: 80, H: 24})
	term.WaitFor("profiles 0")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	h.write(t, "[profile first]\nregion = eu-west-1\n")
	term.WaitFor("first")
}

// A hundred renewals run at once, each gets its answer, and keys work meanwhile.
func TestUIManyRenewals(t *testing.T) {
	h := newUIHome(t)
	var config strings.Builder
	script := filepath.Join(h.Dir, "give")
	answer := `{"Version":1,"AccessKeyId":"ASIA%sEXAMPLE0000","SecretAccessKey":"secretsecretsecret","SessionToken":"token","Expiration":"2026-11-22T10:00:00Z"}`
	if err := os.WriteFile(script, []byte("#!/bin/sh\nprintf '"+answer+"' \"$1\"\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	const many = 100
	for i := range many {
		fmt.Fprintf(&config, "[profile p%03d]\ncredential_process = %s %04d\n", i, script, i)
	}
	h.write(t, config.String())
	size := ptytest.Size{W: 80, H: 24}
	term := h.open(t, size)
	term.WaitFor("profiles 104")
	term.Type(strings.Repeat("rj", many))
	term.Type("/process valid")
	shape(t, term.WaitFor(fmt.Sprintf("profiles %d/104", many)), size)
	term.Key("Escape")
	term.WaitFor("profiles 104")
	term.Type("q")
	if code := term.WaitExit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestUIMouse(t *testing.T) {
	h := newUIHome(t)
	term := h.open(t, ptytest.Size{W: 80, H: 24})
	frame := term.WaitFor("tagged")
	row := -1
	for i, line := range strings.Split(frame, "\n") {
		if strings.Contains(line, "deploy ") {
			row = i
			break
		}
	}
	term.Click(5, row)
	term.WaitFor("▸ ○ deploy")
	for range 3 {
		term.Wheel(true, 5, row)
	}
	term.WaitGone("default ")
	for range 3 {
		term.Wheel(false, 5, row)
	}
	term.WaitFor("default ")
	term.Click(5, row)
	term.WaitFor("▸ ○ deploy")
}
