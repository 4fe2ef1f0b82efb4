package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// sending is a command that brings a message.
func sending(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

const someDiff = `--- /home/jane/.aws/config
+++ /home/jane/.aws/config
@@ -1,4 +1,7 @@
 [profile base]
-region = eu-west-1
+region = eu-central-1
 output = json

+[profile prod-admin]
+role_arn = arn:aws:iam::123456789012:role/Admin
+credential_process = /usr/local/bin/some-program --with a --very long --list of --options that --must be --read to --its end
`

func diffShown(d dialog, room rect) string {
	content, _ := d.View(room, newStyles(true))
	return ansi.Strip(content)
}

func TestDiffApplies(t *testing.T) {
	apply := sending(actionMsg{action: actApply})
	for key, applies := range map[string]bool{"enter": true, "y": true, "esc": false, "n": false} {
		d, sent := drive(newDiffDialog("prod", fakeChange{diff: someDiff}, "/home/jane", apply), key)
		if d != nil || (len(sent) == 1) != applies {
			t.Errorf("%s: open %v, sent %v", key, d != nil, sent)
		}
	}
	if newDiffDialog("prod", fakeChange{diff: someDiff}, "/home/jane", apply).Cancel() != nil {
		t.Error("cancelling does something")
	}
}

// TestDiffIsReadableToItsEnd: what is applied must have been in sight, also in the smallest room.
func TestDiffIsReadableToItsEnd(t *testing.T) {
	room := rect{W: 40, H: 9}
	var d dialog = newDiffDialog("prod", fakeChange{diff: someDiff}, "/home/jane", nil)
	var seen strings.Builder
	for range 40 {
		seen.WriteString(diffShown(d, room))
		d, _ = drive(d, "down")
	}
	read := strings.NewReplacer("│", "", "↳", "", "\n", "", " ", "").Replace(seen.String())
	for _, end := range []string{"eu-central-1", "role/Admin", "--readto--itsend"} {
		if !strings.Contains(read, end) {
			t.Errorf("%q was never shown:\n%s", end, seen.String())
		}
	}
}

func TestDiffScrolls(t *testing.T) {
	var diff strings.Builder
	for i := range 50 {
		fmt.Fprintf(&diff, "+line %d\n", i)
	}
	room := rect{W: 40, H: 13} // ten lines and their place
	var d dialog = newDiffDialog("prod", fakeChange{diff: diff.String()}, "/home/jane", nil)
	diffShown(d, room)
	for _, c := range []struct{ key, first string }{
		{"down", "line 1 "},
		{"j", "line 2 "},
		{"k", "line 1 "},
		{"pgdown", "line 10 "},
		{"space", "line 19 "},
		{"end", "line 40 "},
		{"down", "line 40 "},
		{"pgup", "line 31 "},
		{"home", "line 0 "},
		{"up", "line 0 "},
	} {
		d, _ = drive(d, c.key)
		if first := strings.Split(diffShown(d, room), "\n")[1]; !strings.Contains(first, "+"+c.first) {
			t.Errorf("after %s the first line is %q, want %q", c.key, first, c.first)
		}
	}
	d, _ = d.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if first := strings.Split(diffShown(d, room), "\n")[1]; !strings.Contains(first, "+line 3 ") {
		t.Errorf("after the wheel the first line is %q", first)
	}
	diffShown(d, rect{W: 40, H: 60})
	if first := strings.Split(diffShown(d, rect{W: 40, H: 60}), "\n")[1]; !strings.Contains(first, "+line 0 ") {
		t.Errorf("in a room for all of it the first line is %q", first)
	}
}

// Files are named as everywhere; a line of theirs that looks like a name stays.
func TestDiffNamesFilesFromHome(t *testing.T) {
	diff := "--- /home/jane/.aws/config\n+++ /home/jane/.aws/config\n@@ -1,2 +1,2 @@\n [p]\n--- /home/jane/x\n+++ /home/jane/x\n" +
		"--- /home/janet/config\n+++ /home/janet/config\n@@ -0,0 +1,1 @@\n+a\n"
	shown := diffShown(newDiffDialog("p", fakeChange{diff: diff}, "/home/jane", nil), rect{W: 80, H: 23})
	for _, want := range []string{"│ --- ~/.aws/config ", "│ +++ ~/.aws/config ", "│ --- /home/jane/x ", "│ +++ /home/jane/x ", "│ --- /home/janet/config "} {
		if !strings.Contains(shown, want) {
			t.Errorf("no %q in\n%s", want, shown)
		}
	}
}

func TestDiffGolden(t *testing.T) {
	var d dialog = newDiffDialog("prod-admin", fakeChange{diff: someDiff}, "/home/jane", nil)
	goldenDialog(t, "diff", d)
	goldenDialogStyled(t, "diff", d)
	goldenHostile(t, "diff", newDiffDialog("p\x1b[2J", fakeChange{diff: "+a\x1b[31m\tb\u202e日本語\n-" +
		strings.Repeat("🚀", 300) + "\n\\ No newline at end of file\n+" + strings.Repeat("y", 100000) + "\r\n"}, "/home/jane", nil))
	goldenHostile(t, "diff_long", newDiffDialog("p", fakeChange{diff: strings.Repeat("+x\n", 100000)}, "/home/jane", nil))
}
