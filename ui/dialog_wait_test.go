package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func shownWait(t *testing.T, profile string) dialog {
	t.Helper()
	d, _ := newWaitDialog(7, profile).Update(waitShowsMsg{id: 7})
	return d
}

// It is not seen before its time has come, nor at another one's.
func TestWaitIsHiddenAtFirst(t *testing.T) {
	d := newWaitDialog(7, "prod")
	for _, msg := range []tea.Msg{nil, waitShowsMsg{id: 6}, keyPress("x")} {
		if d, _ = d.Update(msg); d == nil {
			t.Fatalf("%v closed it", msg)
		}
		if content, _ := d.View(rect{W: 80, H: 23}, newStyles(true)); content != "" {
			t.Fatalf("it is seen after %v:\n%s", msg, content)
		}
	}
	if sent := ran(d.Cancel()); !slices.Equal(sent, []tea.Msg{cancelMsg{7}}) {
		t.Errorf("giving up sends %v", sent)
	}
}

func TestWaitGolden(t *testing.T) {
	goldenDialog(t, "wait", shownWait(t, "prod-admin"))
	goldenHostile(t, "wait", shownWait(t, "\x1b]0;t\a\u202e日本"+strings.Repeat("p", 10000)))
}
