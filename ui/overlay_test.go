package ui

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// clickOn clicks where a text stands on the screen, at a cell from its beginning.
func clickOn(t *testing.T, m Model, text string, from int) (Model, tea.Cmd) {
	t.Helper()
	frame, _ := m.frame()
	for y, line := range strings.Split(ansi.Strip(frame), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			next, cmd := m.Update(tea.MouseClickMsg{X: ansi.StringWidth(before) + from, Y: y, Button: tea.MouseLeft})
			return next.(Model), cmd
		}
	}
	t.Fatalf("%q is not on the screen:\n%s", text, ansi.Strip(frame))
	return m, nil
}

// shows tells whether a text is on the screen.
func shows(m Model, text string) bool {
	frame, _ := m.frame()
	return strings.Contains(ansi.Strip(frame), text)
}

func TestClicksInDialogs(t *testing.T) {
	m := startedModel(t, rect{W: 80, H: 24})
	m, _ = clickOn(t, m, "enter actions", 2) // the help line is buttons, too
	if !shows(m, "Open a shell") {
		t.Fatal("a click on a key of the help line did nothing")
	}
	next, cmd := clickOn(t, m, "Copy…", 0)
	if len(next.dialogs) != 0 || cmd == nil {
		t.Error("a click chose nothing in the menu")
	} else if got, ok := cmd().(actionMsg); !ok || got.action != actCopy {
		t.Errorf("a click in the menu sent %v", got)
	}
	m, _ = clickOn(t, m, "esc back", 0)
	m, _ = clickOn(t, pressed(m, "n"), "Access key", 3)
	if !shows(m, "Secret access key") {
		t.Fatal("a click opened no form")
	}
	m = pressed(m, "k", "e", "y", "s")
	m, _ = clickOn(t, m, "MFA serial", 1)
	m = pressed(m, "Z", "9")
	m, _ = clickOn(t, m, "keys ", 2)
	m = pressed(m, "_")
	if !shows(m, "ke_ys") || !shows(m, "Z9") {
		frame, _ := m.frame()
		t.Errorf("clicks did not choose fields and places:\n%s", ansi.Strip(frame))
	}
	m, _ = clickOn(t, m, "esc cancel", 0)
	if len(m.dialogs) != 0 {
		t.Error("a click did not cancel")
	}
	asked := newConfirmDialog("Sure", "Sure?", nil, sending(actionMsg{action: actRemoveKey}))
	for button, said := range map[string]bool{"No": false, "Yes": true} {
		m.dialogs = stack{asked}
		next, cmd := clickOn(t, m, button, 0)
		if len(next.dialogs) != 0 || (cmd != nil && len(ran(cmd)) > 0) != said {
			t.Errorf("%s: %d dialogs are open", button, len(next.dialogs))
		}
	}
}

// In few colours and in none, everything is told by marks too.
func TestFramesInFewColours(t *testing.T) {
	for name, profile := range map[string]colorprofile.Profile{
		"16": colorprofile.ANSI, "none": colorprofile.ASCII, "text": colorprofile.NoTTY,
	} {
		t.Run(name, func(t *testing.T) {
			m := startedModel(t, rect{W: 80, H: 24})
			var frames bytes.Buffer
			out := &colorprofile.Writer{Forward: &frames, Profile: profile}
			for _, isDark := range []bool{true, false} {
				m.styles = newStyles(isDark)
				list, _ := m.frame()
				confirm := m
				confirm.dialogs = stack{newConfirmDialog("Remove a key", "Remove it?", []string{"It is gone then."}, nil)}
				dialog, _ := confirm.frame()
				if _, err := fmt.Fprintf(out, "%s\n%s\n", list, dialog); err != nil {
					t.Fatal(err)
				}
			}
			golden(t, "frame/colours-"+name, frames.String())
			for _, mark := range []string{"▸", "●", "◇", "[ No ]"} {
				if !strings.Contains(frames.String(), mark) {
					t.Errorf("no %s in it", mark)
				}
			}
		})
	}
}
