package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
)

// harmful is what must change nothing but the cell that it stands in.
func harmful() map[string]string {
	return map[string]string{
		"control sequences": "\x1b[2J\x1b[H\x1b]0;owned\a\u009b31m\r\n\t\b\x7f",
		"bidi":              "\u202egnp\u2066exe\u2069\u200f",
		"long":              strings.Repeat("n", 10_000),
		"wide":              strings.Repeat("日🇩🇪", 5_000),
		"marks":             "\u0301" + strings.Repeat("e\u0301\u200d", 3_000),
		"not UTF-8":         "\xff\xfe\xed\xa0\x80",
	}
}

// besides is a home whose columns are as wide as they get, whatever the last profile is called.
func besides(name, account, role, region string) []app.Entry {
	wide := strings.Repeat("w", 400)
	return append(someEntries(),
		roleEntry(wide, wide, wide, wide, creds.StatusReady), roleEntry(name, account, role, region, creds.StatusReady))
}

func framed(t *testing.T, size rect, entries []app.Entry) Model {
	t.Helper()
	m := newModel(newTasks(t.Context()), Deps{Now: startedModel(t, size).deps.Now}, Options{})
	return sent(m, tea.WindowSizeMsg{Width: size.W, Height: size.H}, loadedMsg{entries: entries})
}

// What a file says in one profile's row leaves every other line of the frame as it is, byte for byte.
func TestHostileTextStaysInItsRow(t *testing.T) {
	for kind, text := range harmful() {
		for _, size := range screens[1:] {
			t.Run(fmt.Sprintf("%s/%dx%d", kind, size.W, size.H), func(t *testing.T) {
				calm := framed(t, size, besides("calm", "calm", "calm", "calm")).View().Content
				frame := framed(t, size, besides(text+"x", text, text, text)).View().Content
				checkShape(t, frame, size.W, size.H)
				want := strings.Split(calm, "\n")
				for i, line := range strings.Split(frame, "\n") {
					if line != want[i] && !strings.Contains(want[i], "calm") {
						t.Errorf("line %d became\n%q, from\n%q", i, line, want[i])
					}
				}
			})
		}
	}
}

// What a file says in a setting, and a server in an error, leaves the list beside it as it is.
func TestHostileTextStaysInItsPane(t *testing.T) {
	size := screens[2]
	rooms := layout(size.W, size.H, false)
	shown := func(frame string) string {
		var list strings.Builder
		for _, line := range strings.Split(ansi.Strip(frame), "\n")[rooms.List.Y : rooms.List.Y+rooms.List.H] {
			list.WriteString(ansi.Truncate(line, rooms.List.W, "") + "\n")
		}
		return list.String()
	}
	with := func(value string) Model {
		entry := roleEntry("target", "111122223333", "Admin", "eu-west-1", creds.StatusReady)
		entry.Profile.Settings = map[string]profiles.Setting{"output": {Value: value}, value: {Value: "json"}}
		entry.Profile.Problems = []profiles.Problem{{Code: value, Message: value, Hint: value}}
		m := framed(t, size, append(someEntries(), entry))
		m.list = m.list.Select("target")
		return m.arranged()
	}
	want := shown(with("json").View().Content)
	for kind, text := range harmful() {
		t.Run(kind, func(t *testing.T) {
			m := with(text)
			frame := m.View().Content
			checkShape(t, frame, size.W, size.H)
			if got := shown(frame); got != want {
				t.Errorf("the list became\n%s\nfrom\n%s", got, want)
			}
			frame = m.tell(text, true).View().Content
			checkShape(t, frame, size.W, size.H)
			if got := shown(frame); got != want {
				t.Errorf("the list became\n%s\nfrom\n%s", got, want)
			}
		})
	}
}
