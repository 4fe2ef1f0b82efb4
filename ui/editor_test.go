package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func editing(e *editor, keys ...string) *editor {
	for _, key := range keys {
		e.Update(fieldKey(key))
	}
	return e
}

func editorOf(text string) *editor {
	e := newEditor(1 << 20)
	e.SetValue(text)
	return e
}

func TestEditorEdits(t *testing.T) {
	family := "👨‍👩‍👧"
	for _, c := range []struct {
		name, start string
		keys        []string
		want        string
	}{
		{"type at the beginning", "bc", []string{"a"}, "abc"},
		{"break a line", "ab", []string{"right", "enter"}, "a\nb"},
		{"join lines", "a\nb", []string{"down", "home", "backspace"}, "ab"},
		{"join from above", "a\nb", []string{"end", "delete"}, "ab"},
		{"left goes to the line above", "a\nb", []string{"down", "left", "left", "x"}, "xa\nb"},
		{"right goes to the line below", "a\nb", []string{"right", "right", "x"}, "a\nxb"},
		{"a whole emoji goes", "a" + family + "b", []string{"right", "right", "backspace"}, "ab"},
		{"down keeps the column", "abc\nd\nefg", []string{"end", "left", "down", "down", "x"}, "abc\nd\nefxg"},
		{"down counts cells", "日本語\nabcdef", []string{"right", "right", "down", "x"}, "日本語\nabcdxef"},
		{"up from the first line goes home", "abc", []string{"end", "up", "x"}, "xabc"},
		{"down from the last line goes to the end", "abc", []string{"down", "x"}, "abcx"},
		{"words", "one two\nthree", []string{"ctrl+right", "ctrl+right", "x", "ctrl+left", "y"}, "one ytwox\nthree"},
		{"a word goes", `{"key": "value"}`, []string{"end", "ctrl+w"}, `{"key": "`},
		{"the next word goes", "one two", []string{"alt+d"}, " two"},
		{"to the end", "abc\nd", []string{"right", "ctrl+k"}, "a\nd"},
		{"the break at the end", "abc\nd", []string{"end", "ctrl+k"}, "abcd"},
		{"to the start", "abc", []string{"right", "right", "ctrl+u"}, "c"},
		{"all the way", "a\nb\nc", []string{"ctrl+end", "x", "ctrl+home", "y"}, "ya\nb\ncx"},
		{"undo takes a word back", "", []string{"a", "b", "space", "c", "d", "ctrl+_"}, "ab"},
		{"undo and redo", "", []string{"a", "b", "enter", "ctrl+_", "ctrl+_", "alt+y"}, "ab"},
		{"undo of a deletion", "a\nb", []string{"ctrl+k", "ctrl+k", "ctrl+_", "ctrl+_"}, "a\nb"},
		{"an edit forgets what was taken back", "", []string{"a", "ctrl+_", "b", "alt+y"}, "b"},
		{"keys without use", "a", []string{"tab", "esc", "alt+x"}, "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := editing(editorOf(c.start), c.keys...).Value(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestEditorTakesPastes(t *testing.T) {
	e := newEditor(1 << 21)
	big := strings.Repeat(`{"key":"välue 日本"},`, 1<<20/24)
	e.Update(tea.PasteMsg{Content: big})
	if e.Value() != big || e.size != len(big) {
		t.Fatalf("%d bytes of %d arrived, and %d were counted", len(e.Value()), len(big), e.size)
	}
	editing(e, "home", "x", "end", "y", "left", "left", "ctrl+_", "ctrl+_")
	if e.Value() != big {
		t.Error("what was typed into a long line can't be undone")
	}
	e.SetValue("")
	e.Update(tea.PasteMsg{Content: "a\r\nb\rc\td\x1b[31m\u202ee\x00\xff"})
	if got, want := e.Value(), "a\nb\nc\td[31me"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	small := newEditor(4)
	small.Update(tea.PasteMsg{Content: "日本"})
	if got := small.Value(); got != "日" {
		t.Errorf("a limit of 4 bytes took %q", got)
	}
}

func BenchmarkEditorLongLine(b *testing.B) {
	e := newEditor(4 << 20)
	e.Update(tea.PasteMsg{Content: strings.Repeat(`{"key":"value"},`, 1<<16)})
	e.Resize(80, 20)
	for b.Loop() {
		editing(e, "left", "x", "backspace")
		e.View(newStyles(true), true)
	}
}

// plainText is an editor as simple as can be: one string and a cursor.
type plainText struct {
	text string
	at   int
}

// stops are the places where the cursor may be: between clusters, line breaks among them.
func (p plainText) stops() []int {
	stops, base := []int{0}, 0
	for i, line := range strings.Split(p.text, "\n") {
		if i > 0 {
			stops = append(stops, base)
		}
		for end := range clusters(line) {
			stops = append(stops, base+end)
		}
		base += len(line) + 1
	}
	return stops
}

func (p plainText) step(n int) int {
	stops := p.stops()
	i, found := slices.BinarySearch(stops, p.at)
	if !found {
		panic(fmt.Sprintf("%d is no stop of %q", p.at, p.text))
	}
	return stops[max(0, min(i+n, len(stops)-1))]
}

func (p plainText) put(from, to int, text string) plainText {
	p.text, p.at = p.text[:from]+text+p.text[to:], from+len(text)
	stops := p.stops()
	i, _ := slices.BinarySearch(stops, p.at)
	p.at = stops[i]
	return p
}

func (p plainText) lineStart() int { return strings.LastIndexByte(p.text[:p.at], '\n') + 1 }

func (p plainText) lineEnd() int {
	if i := strings.IndexByte(p.text[p.at:], '\n'); i >= 0 {
		return p.at + i
	}
	return len(p.text)
}

func (p plainText) key(name string) plainText {
	switch name {
	case "left":
		p.at = p.step(-1)
	case "right":
		p.at = p.step(1)
	case "home":
		p.at = p.lineStart()
	case "end":
		p.at = p.lineEnd()
	case "ctrl+home":
		p.at = 0
	case "ctrl+end":
		p.at = len(p.text)
	case "backspace":
		return p.put(p.step(-1), p.at, "")
	case "delete":
		return p.put(p.at, p.step(1), "")
	case "ctrl+u":
		return p.put(p.lineStart(), p.at, "")
	case "enter":
		return p.put(p.at, p.at, "\n")
	}
	return p
}

func (e *editor) offset() int { return len(e.textBetween(spot{}, e.at)) }

func TestEditorIsAPlainText(t *testing.T) {
	pieces := []string{
		"a", "b", " ", "é", "e\u0301", "\u0301", "日", "🚀", "👨‍👩‍👧", "🇩🇪", "🇫", "\u200d", "\ufe0f", "{", "\"", "\t", "\n", "a\nb\n", "🏽", "한", "\u1161", "\u0600",
	}
	keys := []string{"left", "right", "home", "end", "ctrl+home", "ctrl+end", "backspace", "delete", "ctrl+u", "enter"}
	rapid.Check(t, func(t *rapid.T) {
		e, model := newEditor(1<<20), plainText{}
		before := []string{""}
		e.Resize(rapid.IntRange(1, 30).Draw(t, "width"), rapid.IntRange(1, 5).Draw(t, "height"))
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "paste") {
				text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 6).Draw(t, "text"), "")
				e.Update(tea.PasteMsg{Content: text})
				model = model.put(model.at, model.at, text)
			} else {
				name := rapid.SampledFrom(keys).Draw(t, "key")
				e.Update(fieldKey(name))
				model = model.key(name)
			}
			if e.Value() != model.text || e.offset() != model.at || e.size != len(model.text) {
				t.Fatalf("text %q at %d (%d bytes), want %q at %d", e.Value(), e.offset(), e.size, model.text, model.at)
			}
			if before[len(before)-1] != model.text {
				before = append(before, model.text)
			}
			checkEditor(t, e)
		}
		for i := len(before) - 2; i >= 0; i-- {
			if e.undo(); e.Value() != before[i] {
				t.Fatalf("undo gives %q, want %q", e.Value(), before[i])
			}
		}
		for range before {
			e.redo()
		}
		if e.Value() != model.text {
			t.Fatalf("redo gives %q, want %q", e.Value(), model.text)
		}
	})
}

func checkEditor(t *rapid.T, e *editor) {
	lines, x, y := e.View(newStyles(true), true)
	if len(lines) != e.height || x < 0 || x >= e.width || y < 0 || y >= e.height {
		t.Fatalf("%d lines of %d, the cursor at %d,%d", len(lines), e.height, x, y)
	}
	for _, line := range lines {
		if got := ansi.StringWidth(line); got != e.width {
			t.Fatalf("%q has %d cells, want %d", line, got, e.width)
		}
	}
}
