package ui

import (
	"strings"
	"testing"
)

func TestConfirm(t *testing.T) {
	yes := func() dialog {
		return newConfirmDialog("Remove a key", "Remove it?", nil, sending(actionMsg{action: actRemoveKey, profile: "p"}))
	}
	for _, c := range []struct {
		keys []string
		said bool
	}{
		{[]string{"y"}, true},
		{[]string{"enter"}, false}, // no is what holds until told otherwise
		{[]string{"n"}, false},
		{[]string{"esc"}, false},
		{[]string{"tab", "enter"}, true},
		{[]string{"left", "right", "enter"}, false},
		{[]string{"x", "space", "1", "right", "enter"}, true},
	} {
		d, sent := drive(yes(), c.keys...)
		if d != nil {
			t.Errorf("%q: still open", c.keys)
		}
		if got := len(sent) == 1; got != c.said {
			t.Errorf("%q: sent %v", c.keys, sent)
		}
	}
	if cmd := yes().Cancel(); cmd != nil {
		t.Error("cancelling does something")
	}
}

func TestConfirmGolden(t *testing.T) {
	d := newConfirmDialog("Remove a key", "Remove the access key of prod-admin from the keychain?",
		[]string{"It can't be brought back from here, and stays valid at AWS until it is deleted there."}, nil)
	goldenDialog(t, "confirm", d)
	goldenDialogStyled(t, "confirm", d)
	d, _ = drive(d, "tab")
	goldenDialog(t, "confirm_yes", d)
	goldenHostile(t, "confirm", newConfirmDialog("T\x1b]0;t\a", strings.Repeat("why? ", 2000)+"\u202e", []string{"日本\n\n\n語", "\x9b2J"}, nil))
}
