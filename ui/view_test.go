package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/internal/creds"
)

// screens are the sizes that whole frames are tested at.
var screens = []rect{{W: 40, H: 10}, {W: 80, H: 24}, {W: 120, H: 40}, {W: 200, H: 60}, {W: 300, H: 100}}

// startedModel is the program with some profiles on a screen.
func startedModel(t *testing.T, size rect) Model {
	t.Helper()
	set, home := detailSet(t)
	entries := append([]app.Entry{prodEntry(t, set)}, someEntries()...)
	m := newModel(newTasks(t.Context()), Deps{Now: func() time.Time { return listClock }}, Options{Home: home})
	return sent(m, tea.WindowSizeMsg{Width: size.W, Height: size.H}, loadedMsg{entries: entries, current: "prod-admin"})
}

func sent(m Model, messages ...tea.Msg) Model {
	for _, msg := range messages {
		next, _ := m.Update(msg)
		m = next.(Model)
	}
	return m
}

func pressed(m Model, names ...string) Model {
	for _, name := range names {
		m = sent(m, keyPress(name))
	}
	return m
}

func TestFrames(t *testing.T) {
	for name, keys := range map[string][]string{
		"list":   nil,
		"detail": {"tab"},
		"filter": {"/", "p", "r", "o", "d"},
		"menu":   {"enter"},
	} {
		for _, size := range screens {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size.W, size.H), func(t *testing.T) {
				frame := pressed(startedModel(t, size), keys...).View().Content
				checkShape(t, frame, size.W, size.H)
				golden(t, fmt.Sprintf("frame/%s-%dx%d", name, size.W, size.H), ansi.Strip(frame))
			})
		}
	}
}

func TestWindowTitle(t *testing.T) {
	m := startedModel(t, screens[1])
	if got := m.View().WindowTitle; got != "lanyard · prod" {
		t.Errorf("%q", got)
	}
	m = newModel(newTasks(t.Context()), Deps{Now: func() time.Time { return listClock }}, Options{})
	if got := m.View().WindowTitle; got != "lanyard" {
		t.Errorf("without profiles %q", got)
	}
	evil := roleEntry("\x1b]0;x\a\u202e"+strings.Repeat("日", 100), "", "", "", creds.StatusReady)
	m = sent(m, tea.WindowSizeMsg{Width: 80, Height: 24}, loadedMsg{entries: []app.Entry{evil}})
	if got := m.View().WindowTitle; got != clean(got) || ansi.StringWidth(got) > 60 {
		t.Errorf("%q", got)
	}
}

// A dialog lies upon a frame that has lost its colours, but not its text.
func TestFrameStepsBack(t *testing.T) {
	before := startedModel(t, screens[1])
	first := strings.Split(pressed(before, "enter").View().Content, "\n")[0]
	plain, _, _ := strings.Cut(before.View().Content, "\n")
	if want := before.styles.Behind.Render(ansi.Strip(plain)); first != want {
		t.Errorf("%q, want %q", first, want)
	}
}

// Between the list and the frame of the detail pane stays a cell, and neither is as wide as a wide
// screen.
func TestFrameOfAWideScreen(t *testing.T) {
	s := layout(300, 100, false)
	if s.List.W > widestList || s.List.X+s.List.W+paneGap != s.Detail.X || s.Detail.X+s.Detail.W != 300 {
		t.Errorf("list %+v, detail %+v", s.List, s.Detail)
	}
}

// On a screen that is too small, keys act on nothing that is not shown.
func TestFrameTooSmall(t *testing.T) {
	m := sent(startedModel(t, screens[1]), tea.WindowSizeMsg{Width: 39, Height: 24})
	if frame := m.View().Content; !strings.Contains(frame, "lanyard needs 40×10 cells") {
		t.Fatal(frame)
	}
	before := m.selected()
	m = sent(m, keyPress("j"), keyPress("d"), keyPress("enter"), keyPress("/"), tea.PasteMsg{Content: "x"},
		tea.MouseWheelMsg{Button: tea.MouseWheelDown}, tea.MouseClickMsg{X: 3, Y: 6})
	if len(m.dialogs) > 0 || m.list.Filtering() || m.selected() != before {
		t.Errorf("%d dialogs, filtering %t, on %q", len(m.dialogs), m.list.Filtering(), m.selected())
	}
	for _, name := range []string{"q", "ctrl+c"} {
		_, cmd := m.Update(keyPress(name))
		if cmd == nil {
			t.Fatalf("%s does nothing", name)
		}
		if _, ok := cmd().(tea.QuitMsg); !ok {
			t.Errorf("%s does not quit", name)
		}
	}
}

// A detail pane that took the list's place gives it back when there is room for both.
func TestFrameGrows(t *testing.T) {
	m := pressed(startedModel(t, screens[0]), "tab")
	if !m.full {
		t.Fatal("no detail pane")
	}
	m = sent(m, tea.WindowSizeMsg{Width: 120, Height: 40})
	if m.full || !m.focus || layout(m.width, m.height, m.full).List.Empty() {
		t.Errorf("full %t, focus %t", m.full, m.focus)
	}
	if m = sent(m, tea.WindowSizeMsg{Width: 40, Height: 10}); !m.full && m.focus {
		t.Error("the keys belong to a pane that is not shown")
	}
}
