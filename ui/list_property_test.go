package ui

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
)

// hostileText is what a file or a server may hold where a name is expected.
func hostileText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"", " ", "prod", "Prod-Admin", "\x1b[31mred\x1b[0m", "\x1b]0;title\a", "a\nb\tc", "user\u202egnp", "\u0301accent", "\u0903mark",
			"🏽", "👩\u200d👩\u200d👧", "🇩🇪🇩", "\u200d", "x\u0600", "日本語のとても長い名前", "\u1100\u1161\u11a8", "ﷺ", "\xff\xfe", "\u212aelvin ſ",
			"a\u0300\u0301\u0302\u0303\u0304", "\u0d4e", "\ufe0f", "*\ufe0f\u20e3", strings.Repeat("long-", 2000), strings.Repeat("界", 3000),
			strings.Repeat("e\u0301", 400), strings.Repeat("\u0301", 400),
		}),
		rapid.String(),
		rapid.StringMatching(`[a-e]{1,3}(-[a-e0-9]{1,4}){0,3}`),
	)
}

func hostileEntries() *rapid.Generator[[]app.Entry] {
	statuses := []creds.Status{
		creds.StatusReady, creds.StatusValid, creds.StatusExpiring, creds.StatusExpired, creds.StatusSignedOut,
		creds.StatusNeedsMFA, creds.StatusLocked, creds.StatusBroken, "", "unheard-of",
	}
	one := rapid.Custom(func(t *rapid.T) app.Entry {
		text := func(label string) string { return hostileText().Draw(t, label) }
		name := text("name")
		step := profiles.Step{Kind: profiles.KindSSO, AccountID: text("account")}
		step.SSO = profiles.SSO{Session: text("session"), RoleName: text("role")}
		e := app.Entry{
			Profile: &profiles.Profile{Name: name},
			Plan:    profiles.Plan{Profile: name, Kind: profiles.KindSSO, Region: text("region")},
			State:   creds.State{Status: rapid.SampledFrom(statuses).Draw(t, "status")},
		}
		if rapid.Bool().Draw(t, "steps") {
			e.Plan.Steps = []profiles.Step{step}
		}
		far := int(100 * 365 * 24 * time.Hour / time.Second)
		person := time.Duration(rapid.IntRange(-far, far).Draw(t, "person")) * time.Second
		return ending(e, person, time.Duration(rapid.IntRange(-5000, 5000).Draw(t, "end"))*time.Second)
	})
	return rapid.SliceOfN(one, 0, 12)
}

func listMessage() *rapid.Generator[func(*rapid.T, list) list] {
	keys := []string{
		"up", "down", "pgup", "pgdown", "home", "end", "g", "G", "k", "j", "/", "o", "b", "esc", "enter", "tab", "left", "right",
		"backspace", "delete", "ctrl+u", "ctrl+w", "a", "c", "-", "1", " ", "日", "\u0301", "é",
	}
	return rapid.SampledFrom([]func(*rapid.T, list) list{
		func(t *rapid.T, l list) list { return l.press(rapid.SampledFrom(keys).Draw(t, "key")) },
		func(t *rapid.T, l list) list { return l.press(rapid.SampledFrom(keys).Draw(t, "key again")) },
		func(t *rapid.T, l list) list { return l.Click(rapid.IntRange(-2, 40).Draw(t, "click")) },
		func(t *rapid.T, l list) list { return l.Scroll(rapid.IntRange(-9, 9).Draw(t, "scroll")) },
		func(t *rapid.T, l list) list {
			return l.Resize(rect{W: rapid.IntRange(0, 130).Draw(t, "w"), H: rapid.IntRange(0, 14).Draw(t, "h")})
		},
		func(t *rapid.T, l list) list {
			return l.SetEntries(hostileEntries().Draw(t, "entries"), "prod", listClock)
		},
		func(t *rapid.T, l list) list { return l.SetBusy(hostileText().Draw(t, "busy"), true).Spin() },
		func(t *rapid.T, l list) list {
			l, _ = l.Update(tea.PasteMsg{Content: hostileText().Draw(t, "paste")})
			return l
		},
		func(t *rapid.T, l list) list {
			return l.SetNow(listClock.Add(time.Duration(rapid.IntRange(0, 9999).Draw(t, "now")) * time.Second))
		},
	})
}

// Whatever happens, the frame fills its rectangle, the cursor is on a row that is in view, and the
// lines are a subset of the rows, each once.
func TestListUnderRandomMessages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := listOf(hostileEntries().Draw(t, "entries"), 60, 10)
		for range rapid.IntRange(1, 15).Draw(t, "steps") {
			l = listMessage().Draw(t, "message")(t, l)
			checkList(t, l)
		}
	})
}

func checkList(t *rapid.T, l list) {
	seen := map[int]bool{}
	for _, line := range l.lines {
		if seen[line] {
			t.Fatalf("row or heading %d is shown twice", line)
		}
		seen[line] = true
	}
	_, selected := l.Selected()
	if selected != (l.kept > 0) {
		t.Fatalf("%d rows, and selected: %v", l.kept, selected)
	}
	if h := l.height(); h > 0 && selected && (l.cursor < l.top || l.cursor >= l.top+h) {
		t.Fatalf("the cursor at %d is out of view: %d lines from %d", l.cursor, h, l.top)
	}
	if l.size.Empty() {
		return
	}
	frame := l.View(l.size, newStyles(true))
	checkShape(t, frame, l.size.W, l.size.H)
	if selected && l.height() > 0 && !strings.Contains(ansi.Strip(frame), "▸") {
		t.Fatalf("no cursor in\n%s", frame)
	}
	if title := l.Title(); strings.ContainsAny(title, "\x1b\n\a") {
		t.Fatalf("title %q", title)
	}
}

// The filter keeps exactly the rows in which each word is found, by another matcher; however it was
// typed.
func TestFilterKeepsWhatMatches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := hostileEntries().Draw(t, "entries")
		l := listOf(entries, 80, 20).press("/")
		for range rapid.IntRange(1, 12).Draw(t, "keys") {
			l = l.press(rapid.SampledFrom([]string{
				"a", "b", "c", "A", "-", " ", "1", "s", "p", "r", "o", "k", "本", "backspace", "left", "ctrl+w",
			}).Draw(t, "key"))
			checkKept(t, l, entries)
		}
	})
}

func checkKept(t *rapid.T, l list, entries []app.Entry) {
	var want []int
	words := strings.Fields(l.Filter())
	for i := range entries {
		row := cells(&entries[i])
		if !slices.ContainsFunc(words, func(word string) bool { return !anywhere(word, row) }) {
			want = append(want, i)
		}
	}
	got := slices.DeleteFunc(slices.Sorted(slices.Values(l.lines)), func(line int) bool { return line < 0 })
	if !slices.Equal(got, want) {
		t.Fatalf("%q keeps %v, want %v", l.Filter(), got, want)
	}
}

func anywhere(word string, row [columnCount]string) bool {
	bare := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)))
	for c, text := range row {
		text, _, err := transform.String(bare, shorten(clean(text)))
		if err != nil {
			return false
		}
		if column(c) == colAccount {
			if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
				return true
			}
			continue
		}
		if len(fuzzy.FindNoSort(word, []string{text})) > 0 {
			return true
		}
	}
	return false
}
