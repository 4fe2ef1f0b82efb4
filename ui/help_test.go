package ui

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// everyBinding reads the KeyMap by reflection, so that a key which is added must be in the help.
func everyBinding(t *testing.T, keys keyMap) map[string]key.Binding {
	t.Helper()
	all := map[string]key.Binding{}
	v := reflect.ValueOf(keys)
	for i := range v.NumField() {
		b, ok := v.Field(i).Interface().(key.Binding)
		if !ok {
			t.Fatalf("%s is no binding", v.Type().Field(i).Name)
		}
		all[v.Type().Field(i).Name] = b
	}
	return all
}

func TestHelpNamesEveryKey(t *testing.T) {
	keys := newKeyMap()
	content, _ := newHelpDialog(keys).View(rect{W: 300, H: 100}, newStyles(true))
	lines := strings.Split(ansi.Strip(content), "\n")
	for name, b := range everyBinding(t, keys) {
		found := 0
		for _, line := range lines {
			found += strings.Count(line+"  ", keyNames(b.Keys())+"  ")
			if strings.Contains(line, keyNames(b.Keys())) && strings.Contains(line, b.Help().Desc) {
				found += 100
			}
		}
		if found < 101 {
			t.Errorf("the help lacks %s, %q %s:\n%s", name, b.Keys(), b.Help().Desc, ansi.Strip(content))
		}
	}
}

func TestHelpLeavesOutDisabledKeys(t *testing.T) {
	keys := newKeyMap()
	keys.Renew.SetEnabled(false)
	content, _ := newHelpDialog(keys).View(rect{W: 300, H: 100}, newStyles(true))
	if strings.Contains(content, "renew") || strings.Contains(helpLine(helpKeys(keys.Renew, keys.Quit), 80, newStyles(true)), "renew") {
		t.Errorf("a key that does nothing is in the help:\n%s", content)
	}
}

func TestHelpFrames(t *testing.T) {
	for _, size := range append(frameSizes(), [2]int{300, 100}) {
		room := rect{W: size[0], H: size[1] - 1}
		content, cursor := newHelpDialog(newKeyMap()).View(room, newStyles(true))
		checkFits(t, content, room)
		if cursor != nil {
			t.Error("the help has a text cursor")
		}
		golden(t, fmt.Sprintf("help-%dx%d", size[0], size[1]), ansi.Strip(content))
	}
	content, _ := newHelpDialog(newKeyMap()).View(rect{W: 80, H: 23}, newStyles(true))
	golden(t, "help-styled", content)
}

// checkFits fails unless content is a rectangle no larger than the room.
func checkFits(t interface {
	Helper()
	Errorf(format string, args ...any)
}, content string, room rect,
) {
	t.Helper()
	if content == "" {
		return
	}
	lines := strings.Split(content, "\n")
	width := ansi.StringWidth(lines[0])
	checkShape(t, content, width, len(lines))
	if width > room.W || len(lines) > room.H {
		t.Errorf("%d×%d cells do not fit %d×%d", width, len(lines), room.W, room.H)
	}
}

func TestHelpScrolls(t *testing.T) {
	s, room := newStyles(true), rect{W: 40, H: 9}
	d := newHelpDialog(newKeyMap())
	view := func() string {
		content, _ := d.View(room, s)
		return ansi.Strip(content)
	}
	if first := view(); !strings.Contains(first, "Move") || strings.Contains(first, "quit") {
		t.Errorf("the help does not begin at its top:\n%s", first)
	}
	for range 3 {
		d, _ = d.Update(keyPress("G"))
		if last := view(); !strings.Contains(last, "quit") {
			t.Errorf("the last key is out of reach:\n%s", last)
		}
	}
	d, _ = d.Update(keyPress("g"))
	if first := view(); !strings.Contains(first, "Move") {
		t.Errorf("there is no way back to the top:\n%s", first)
	}
}

func TestHelpCloses(t *testing.T) {
	for _, name := range []string{"?", "esc", "q", "enter"} {
		if d, cmd := newHelpDialog(newKeyMap()).Update(keyPress(name)); d != nil || cmd != nil {
			t.Errorf("%s leaves the help open", name)
		}
	}
}

func TestHelpLine(t *testing.T) {
	keys := []helpKey{{"enter", "actions"}, {"/", "filter"}, {"?", "help"}}
	for width, want := range map[int]string{
		60: "enter actions  / filter  ? help",
		31: "enter actions  / filter  ? help",
		30: "enter actions  / filter …",
		25: "enter actions  / filter …",
		24: "enter actions …",
		14: " …",
		1:  "…",
		0:  "",
	} {
		got := helpLine(keys, width, newStyles(true))
		checkShape(t, got, width, 1)
		if got := ansi.Strip(got); strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("width %d: %q, want %q", width, got, want)
		}
	}
}

func TestHelpKeepsItsShape(t *testing.T) {
	s := newStyles(false)
	rapid.Check(t, func(t *rapid.T) {
		var keys []helpKey
		for range rapid.IntRange(0, 12).Draw(t, "keys") {
			keys = append(keys, helpKey{hostileText().Draw(t, "key"), hostileText().Draw(t, "does")})
		}
		width := rapid.IntRange(0, 200).Draw(t, "width")
		checkShape(t, helpLine(keys, width, s), width, 1)
		room := rect{W: rapid.IntRange(5, 300).Draw(t, "room width"), H: rapid.IntRange(3, 100).Draw(t, "room height")}
		d := newHelpDialog(newKeyMap())
		for _, name := range rapid.SliceOfN(rapid.SampledFrom([]string{"up", "down", "pgup", "pgdown", "G", "g"}), 0, 9).Draw(t, "keys pressed") {
			d, _ = d.Update(keyPress(name))
			content, _ := d.View(room, s)
			checkFits(t, content, room)
		}
	})
}
