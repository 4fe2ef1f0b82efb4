//go:build unix

package tui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/internal/ptytest"
)

// program lays a shell script into the home's own folder of programs.
func (h *uiHome) program(t *testing.T, name, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	return path
}

// After a shell and an editor the program shows the same view as before, without their output.
func TestUIComesBack(t *testing.T) {
	h := newUIHome(t)
	opened := filepath.Join(t.TempDir(), "opened")
	h.env = append(h.env,
		"SHELL="+h.program(t, "mysh", `echo "as $LANYARD_PROFILE with $AWS_SECRET_ACCESS_KEY in a shell"; read answer`),
		"VISUAL="+h.program(t, "vi", `echo "$@" >`+opened+`; cat "$2"; echo in an editor; read answer`))
	term := h.open(t, ptytest.Size{W: 120, H: 40})
	term.WaitFor("tagged")
	term.Type("/deploy")
	term.WaitFor("of 23")
	term.Key("Enter")
	term.Type("r")
	term.WaitFor("● deploy")
	term.WaitFor("deploy renewed")
	there := term.WaitGone("reading…")
	for key, said := range map[string]string{"s": "in a shell", "e": "in an editor"} {
		term.Type(key)
		if frame := term.WaitFor(said); key == "s" && !strings.Contains(frame, "as deploy with ") {
			t.Errorf("the shell said\n%s", frame)
		}
		term.Key("Enter")
		if got, ok := term.Becomes(there, steady); !ok {
			t.Fatalf("after %s:\n%s\nbefore:\n%s", said, got, there)
		}
	}
	args, err := os.ReadFile(opened)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("+%d %s\n", h.line(t, "[profile deploy]"), filepath.Join(h.Dir, ".aws", "config")); string(args) != want {
		t.Errorf("the editor was called with %q, want %q", args, want)
	}
}

// line is the number of a line of the AWS config file.
func (h *uiHome) line(t *testing.T, text string) int {
	t.Helper()
	config, err := os.ReadFile(filepath.Join(h.Dir, ".aws", "config"))
	if err != nil {
		t.Fatal(err)
	}
	before, _, found := strings.Cut(string(config), text+"\n")
	if !found {
		t.Fatalf("no %q in the config file", text)
	}
	return strings.Count(before, "\n") + 1
}

// The current profile can be chosen, is marked, and can be undone.
func TestUIUses(t *testing.T) {
	h := newUIHome(t)
	term := h.open(t, ptytest.Size{W: 80, H: 24})
	term.WaitFor("▸*○ default")
	term.Key("Down", "Down")
	term.WaitFor("▸ ○ deploy")
	term.Type("u")
	term.WaitFor("deploy is the current profile")
	term.WaitFor("▸*○ deploy")
	h.run(t, "status") // the current one, for every other process as well
	term.Type("z")
	term.WaitFor(" *○ default")
}

// After a key the program redraws only the changed cells.
func TestUIWritesOnlyWhatChanged(t *testing.T) {
	h := newUIHome(t)
	p := ptytest.StartPty(t, ptytest.Size{W: 80, H: 24}, h.env, lanyardPath(t))
	p.WaitFor("tagged")
	p.WaitFor("help")
	p.Take()
	p.Send("j")
	p.WaitFor("▸")
	p.Send("/") // what it shows is written after all that the first key changed
	p.WaitFor("of 23")
	written := p.Take()
	for _, row := range []string{"deploy", "prod-admin", "needs-mfa", "audit", "tagged", "region"} {
		if strings.Contains(written, row) {
			t.Errorf("%q was written again: %q", row, written)
		}
	}
}
