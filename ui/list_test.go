package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/internal/creds"
)

// names are the profiles that a list shows, in its order.
func (l list) names() []string {
	var names []string
	for _, line := range l.lines {
		if line >= 0 {
			names = append(names, l.rows.entries[line].Profile.Name)
		}
	}
	return names
}

func wantSelected(t *testing.T, l list, want string) {
	t.Helper()
	if got, _ := l.selectedName(); got != want {
		t.Errorf("the cursor is on %q, want %q", got, want)
	}
}

func wantNames(t *testing.T, l list, want ...string) {
	t.Helper()
	if got := l.names(); !slices.Equal(got, want) {
		t.Errorf("%s shows %q, want %q", l.Title(), got, want)
	}
}

func TestListFilter(t *testing.T) {
	for filter, want := range map[string][]string{
		"pror":            {"prod-readonly"},
		"ADMIN":           {"prod-admin"},
		"prod admin":      {"prod-admin"},
		"admin prod":      {"prod-admin"},
		"corp":            {"corp-billing", "corp-audit"},
		"billing":         {"corp-billing"},
		"4444":            {"prod-admin", "prod-readonly"}, // the account, its digits together only
		"449":             nil,
		"777788889999 de": {"staging"},
		"signed-out":      {"corp-audit"},
		"incomplete":      {"old-import"},
		"usea":            {"corp-billing", "corp-audit"},
		"GRÖSSE":          nil, // folding by character knows no ß
		"GRÖß":            {"größe-日本-🚀"},
		"日本":              {"größe-日本-🚀"},
		"grö":             {"größe-日本-🚀"},
		"gro":             {"größe-日本-🚀"}, // with or without the accents
		"billìng":         {"corp-billing"},
		"no such thing":   nil,
	} {
		l := listOf(someEntries(), 80, 20).press("/").typing(filter)
		got := slices.Sorted(slices.Values(l.names()))
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q keeps %q, want %q", filter, got, want)
		}
	}
}

func TestListFilterEditing(t *testing.T) {
	l := listOf(someEntries(), 80, 20).press("down", "down", "down")
	wantSelected(t, l, "staging")
	l = l.press("/").typing("prod q")
	if !l.Filtering() || l.kept != 0 {
		t.Fatalf("%q keeps %d", l.Filter(), l.kept)
	}
	for _, step := range []struct{ key, want string }{
		{"backspace", "prod "},
		{"ctrl+w", ""},
		{"b", "b"},
		{"left", "b"},
		{"a", "ab"},
		{"delete", "a"},
		{"ctrl+u", ""},
		{"p", "p"},
	} {
		if l = l.press(step.key); l.Filter() != step.want {
			t.Errorf("after %s %q, want %q", step.key, l.Filter(), step.want)
		}
	}
	l = l.press("ctrl+u").typing("prod").press("down", "enter")
	if l.Filtering() || l.Filter() != "prod" {
		t.Errorf("enter left %q, typing %v", l.Filter(), l.Filtering())
	}
	wantSelected(t, l, "prod-readonly")
	l = l.press("esc")
	if l.Filter() != "" || l.kept != 9 {
		t.Errorf("esc left %q, %d rows", l.Filter(), l.kept)
	}
	wantSelected(t, l, "prod-readonly")
	if l = l.press("/", "x", "esc"); l.Filtering() {
		t.Error("esc did not end the typing")
	}
}

// A letter that is a command of the list is a letter in the filter.
func TestListFilterTakesAllLetters(t *testing.T) {
	if got := listOf(nil, 40, 7).press("/").typing("joqgkb/").Filter(); got != "joqgkb/" {
		t.Errorf("typed %q", got)
	}
}

func TestListPaste(t *testing.T) {
	l := listOf(someEntries(), 80, 20)
	l, _ = l.Update(tea.PasteMsg{Content: "prod"})
	if l.Filter() != "" {
		t.Errorf("pasted into no filter: %q", l.Filter())
	}
	l, _ = l.press("/").Update(tea.PasteMsg{Content: "prod\nadm\x1b"})
	if got := l.Filter(); got != "prod adm\ufffd" {
		t.Errorf("pasted %q", got)
	}
	l, _ = l.press("ctrl+u").Update(tea.PasteMsg{Content: strings.Repeat("日", 350_000)})
	if got := len([]rune(l.Filter())); got != queryLimit {
		t.Errorf("%d characters of a megabyte are in the filter, want %d", got, queryLimit)
	}
	checkShape(t, l.View(rect{W: 40, H: 7}, newStyles(true)), 40, 7)
}

func TestListSorts(t *testing.T) {
	l := listOf(someEntries(), 80, 20)
	file := l.names()
	l = l.press("o")
	wantNames(t, l, "corp-audit", "corp-billing", "größe-日本-🚀", "old-import", "prod-admin", "prod-readonly", "shared-logs", "staging", "work")
	wantSelected(t, l, "work")
	l = l.press("o") // by status
	wantNames(t, l, "prod-readonly", "staging", "corp-audit", "shared-logs", "größe-日本-🚀", "old-import", "prod-admin", "corp-billing", "work")
	l = l.press("o") // by time left
	wantNames(t, l, "staging", "corp-audit", "größe-日本-🚀", "shared-logs", "prod-readonly", "prod-admin", "corp-billing", "work", "old-import")
	l = l.press("o", "o") // by account, by session
	wantNames(t, l, "corp-billing", "corp-audit", "work", "prod-admin", "prod-readonly", "staging", "größe-日本-🚀", "shared-logs", "old-import")
	if l = l.press("o", "o"); !slices.Equal(l.names(), file) {
		t.Errorf("not the order of the files again: %q", l.names())
	}
}

func TestListGroups(t *testing.T) {
	l := listOf(someEntries(), 80, 20).press("b", "b")
	if want := "profiles 9 · group session"; l.Title() != want {
		t.Errorf("title %q, want %q", l.Title(), want)
	}
	wantNames(t, l, "corp-billing", "corp-audit", "work", "prod-admin", "prod-readonly", "staging", "größe-日本-🚀", "shared-logs", "old-import")
	frame := ansi.Strip(l.View(rect{W: 80, H: 20}, newStyles(true)))
	for _, heading := range []string{"── corp 2 ─", "── no session 7 ─"} {
		if !strings.Contains(frame, heading) {
			t.Errorf("no %q in\n%s", heading, frame)
		}
	}
	l = l.press("g")
	wantSelected(t, l, "corp-billing")
	wantSelected(t, l.press("up"), "corp-billing") // a heading can't be selected
	wantSelected(t, l.press("down", "down"), "work")
	wantSelected(t, l.press("down", "down", "up"), "corp-audit")
}

// The heading comes into view with the first row of its group.
func TestListShowsTheHeadingAbove(t *testing.T) {
	l := listOf(someEntries(), 80, 5).press("b", "b", "G", "up", "up", "up", "up", "up", "up")
	wantSelected(t, l, "work")
	if top := l.lines[l.top]; top != headingLine(1) {
		t.Errorf("line %d is on top, want the heading of the second group", top)
	}
}

func TestListEntriesChangeUnderTheCursor(t *testing.T) {
	entries := someEntries()
	l := listOf(entries, 80, 9).press("down", "down", "down")
	wantSelected(t, l, "staging")
	more := slices.Insert(slices.Clone(entries), 0, manyEntries(500)...)
	l = l.SetEntries(more, "", listClock)
	wantSelected(t, l, "staging")
	if !strings.Contains(ansi.Strip(l.View(l.size, newStyles(true))), "▸ ◇ staging") {
		t.Error("the cursor has left the view")
	}
	l = l.SetEntries(entries, "", listClock)
	wantSelected(t, l, "staging")
	l = l.SetEntries(slices.Delete(slices.Clone(entries), 3, 4), "", listClock)
	wantSelected(t, l, "corp-billing") // the one that has come to its place
	if _, ok := l.SetEntries(nil, "", listClock).Selected(); ok {
		t.Error("something of nothing is selected")
	}
}

func TestListKeepsFilterOverEntries(t *testing.T) {
	l := newList(newKeyMap()).WithFilter("prod").Resize(rect{W: 80, H: 20})
	l = l.SetEntries(someEntries(), "", listClock)
	wantNames(t, l, "prod-admin", "prod-readonly")
	if l.Filtering() {
		t.Error("a filter from outside is being typed")
	}
	if want := "profiles 2/9 · /prod"; l.Title() != want {
		t.Errorf("title %q, want %q", l.Title(), want)
	}
}

func TestListMouse(t *testing.T) {
	l := listOf(manyEntries(100), 80, 11) // ten rows below the columns' names
	name := func(i int) string { return l.rows.entries[i].Profile.Name }
	wantSelected(t, l.Click(4), name(3))
	wantSelected(t, l.Click(0), name(0)) // the names of the columns
	scrolled := l.Scroll(3)
	wantSelected(t, scrolled, name(3))
	wantSelected(t, scrolled.Click(4), name(6))
	wantSelected(t, l.Scroll(1000), name(90))
	wantSelected(t, l.press("G").Scroll(-1000), name(9))
}

func TestListCountsDown(t *testing.T) {
	l := listOf(someEntries(), 80, 20)
	for later, want := range map[time.Duration]string{
		0:                            "━      3h12m",
		time.Second:                  "3h11m",
		2*time.Hour + 58*time.Minute: "◐ prod-admin",
		3*time.Hour + 10*time.Minute: "2m00s",
		3*time.Hour + 13*time.Minute: "✗ prod-admin",
	} {
		frame := ansi.Strip(l.SetNow(listClock.Add(later)).View(l.size, newStyles(true)))
		if !strings.Contains(frame, want) {
			t.Errorf("%v later there is no %q in\n%s", later, want, frame)
		}
	}
}

// Credentials outlive the sign-in they came from: until then nobody is needed.
func TestListTimeLeftBeyondTheSignIn(t *testing.T) {
	e := ending(roleEntry("prod", "1", "X", "", creds.StatusValid), 5*time.Minute, 50*time.Minute)
	l := listOf([]app.Entry{e}, 80, 8)
	for later, want := range map[time.Duration]string{
		0:                "● prod",
		time.Minute:      "4m00s",
		10 * time.Minute: "40m00s",
		51 * time.Minute: "✗ prod",
	} {
		if frame := ansi.Strip(l.SetNow(listClock.Add(later)).View(l.size, newStyles(true))); !strings.Contains(frame, want) {
			t.Errorf("%v later there is no %q in\n%s", later, want, frame)
		}
	}
}

func TestBar(t *testing.T) {
	for left, want := range map[time.Duration]string{
		-time.Hour:        "    ",
		0:                 "    ",
		time.Second:       "╸   ",
		30 * time.Minute:  "━━  ",
		34 * time.Minute:  "━━  ",
		59 * time.Minute:  "━━━╸",
		time.Hour:         "━━━━",
		9999 * time.Hour:  "━━━━",
		1<<63 - 1:         "━━━━",
		-1 << 63:          "    ",
		450 * time.Second: "╸   ",
		894 * time.Second: "╸   ",
	} {
		if got := bar(left, time.Hour, 4); got != want {
			t.Errorf("%v: %q, want %q", left, got, want)
		}
	}
}

func TestListKeysNameWhatWorks(t *testing.T) {
	has := func(l list, does string) bool {
		return slices.ContainsFunc(l.Keys(), func(k helpKey) bool { return k.does == does })
	}
	empty, full := listOf(nil, 80, 20), listOf(someEntries(), 80, 20)
	if has(empty, "shell") || !has(full, "shell") {
		t.Errorf("keys %v without a profile, %v with", empty.Keys(), full.Keys())
	}
	if typing := full.press("/"); has(typing, "shell") || !has(typing, "clear") {
		t.Errorf("keys %v while typing", typing.Keys())
	}
}
