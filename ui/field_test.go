package ui

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"lanyard/internal/term"
)

// fieldKey is the message of a key by its name, or of a character.
func fieldKey(name string) tea.KeyPressMsg {
	named := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "backspace": tea.KeyBackspace,
		"delete": tea.KeyDelete, "left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp, "down": tea.KeyDown,
		"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	}
	var mod tea.KeyMod
	base := name
	for prefix, bit := range map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "shift+": tea.ModShift, "alt+": tea.ModAlt} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" {
			base, mod = rest, bit
		}
	}
	if code, ok := named[base]; ok {
		return tea.KeyPressMsg{Code: code, Mod: mod}
	}
	r, _ := utf8.DecodeRuneInString(base)
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	if mod != 0 {
		return tea.KeyPressMsg{Code: r, Mod: mod}
	}
	return tea.KeyPressMsg{Code: r, Text: base}
}

func edited(f field, keys ...string) field {
	for _, key := range keys {
		f = f.Update(fieldKey(key))
	}
	return f
}

func TestFieldEdits(t *testing.T) {
	family := "👨‍👩‍👧"
	for _, c := range []struct {
		name, start string
		keys        []string
		want        string
	}{
		{"type", "", []string{"a", "space", "ü"}, "a ü"},
		{"type inside", "ac", []string{"left", "b"}, "abc"},
		{"backspace", "abc", []string{"backspace"}, "ab"},
		{"backspace at the start", "abc", []string{"home", "backspace"}, "abc"},
		{"backspace takes a whole emoji", "a" + family + "b", []string{"left", "backspace"}, "ab"},
		{"backspace takes a letter with its accent", "xe\u0301", []string{"backspace"}, "x"},
		{"left passes a whole emoji", "a" + family, []string{"left", "x"}, "ax" + family},
		{"right passes a whole emoji", family + "a", []string{"home", "right", "x"}, family + "xa"},
		{"delete", "abc", []string{"home", "delete"}, "bc"},
		{"delete at the end", "abc", []string{"delete"}, "abc"},
		{"delete takes a whole flag", "🇩🇪🇫🇷", []string{"home", "delete"}, "🇫🇷"},
		{"ctrl+a and ctrl+e", "b", []string{"ctrl+a", "a", "ctrl+e", "c"}, "abc"},
		{"ctrl+u", "abc", []string{"left", "ctrl+u"}, "c"},
		{"ctrl+k", "abc", []string{"home", "right", "ctrl+k"}, "a"},
		{"ctrl+w", "aws s3 ls", []string{"ctrl+w"}, "aws s3 "},
		{"ctrl+w past spaces", "aws s3  ", []string{"ctrl+w"}, "aws "},
		{"ctrl+w with wide letters", "日本 東京", []string{"ctrl+w"}, "日本 "},
		{"keys that it has no use for", "a", []string{"up", "enter", "tab", "esc", "alt+x"}, "a"},
		{"what terminals disagree on stays as it is", "👍🏽☁\ufe0f", []string{"a", "\ufe0f"}, "👍🏽☁\ufe0fa\ufe0f"},
		{"an accent joins the letter before", "e", []string{"\u0301", "x"}, "e\u0301x"},
		{"the limit", "0123456789abcdef", []string{"g"}, "0123456789abcdef"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := edited(newField(16).SetValue(c.start), c.keys...).Value(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFieldPaste(t *testing.T) {
	code := newField(6)
	code.allowed = digits
	for _, c := range []struct {
		name    string
		f       field
		content string
		want    string
	}{
		{"a code with a space", code, "123 456\n", "123456"},
		{"a code in a sentence is cut", code, "your code: 1234567", "123456"},
		{"control characters go", newField(20), "a\x1b[31mb\x00c\a\x7f", "a[31mbc"},
		{"direction marks go", newField(20), "user\u202egnp", "usergnp"},
		{"the end of the line goes", newField(20), "arn:aws\r\n", "arn:aws"},
		{"lines stay apart", newField(20), "a\nb\tc", "a b c"},
		{"invalid UTF-8 goes", newField(20), "a\xff\xfeb", "ab"},
		{"the limit counts characters", newField(3), "日本東京", "日本東"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.f.Update(tea.PasteMsg{Content: c.content}).Value(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestFieldPasteHuge pastes what is a megabyte long, of each kind that could be slow.
func TestFieldPasteHuge(t *testing.T) {
	for _, unit := range []string{"a", "日", "\x1b[0m", "e\u0301\u0302\u0303", "👨‍👩‍👧", "\u0301"} {
		f := newField(lineLimit).Update(tea.PasteMsg{Content: strings.Repeat(unit, (1<<20)/len(unit))})
		if n := utf8.RuneCountInString(f.Value()); n != lineLimit {
			t.Errorf("%q: %d characters, want %d", unit, n, lineLimit)
		}
		f.View(80, newStyles(true), true)
	}
}

func TestFieldView(t *testing.T) {
	styles := newStyles(true)
	masked := newField(64)
	masked.masked = true
	hinted := newField(64)
	hinted.placeholder = "name"
	long := newField(64).SetValue("abcdefghijklmnopqrstuvwxyz")
	for _, c := range []struct {
		name   string
		f      field
		width  int
		want   string
		cursor int
	}{
		{"short", newField(9).SetValue("abc"), 6, "abc   ", 3},
		{"placeholder", hinted, 6, "name  ", 0},
		{"masked", masked.SetValue("s3cret日"), 8, "•••••••", 7},
		{"wide", newField(9).SetValue("日本"), 6, "日本  ", 4},
		{"wide at the edge", edited(newField(9).SetValue("a日本"), "home"), 4, "a日 ", 0},
		{"scrolled", long, 10, "…vwxyz", 6},
		{"scrolled and back a little", edited(long, "left"), 10, "…vwxyz", 5},
		{"scrolled half back", edited(long, "left", "left"), 10, "…qrstuvwxy", 9},
		{"back at the start", edited(long, "home"), 10, "abcdefghij", 0},
		{"a mark without a letter", newField(9).SetValue("\u0301"), 3, "\ufffd  ", 1},
		{"no room", long, 0, "", 0},
		{"one cell", long, 1, " ", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, cursor := c.f.View(c.width, styles, true)
			if got := ansi.Strip(text); strings.TrimRight(got, " ") != strings.TrimRight(c.want, " ") || ansi.StringWidth(got) != c.width {
				t.Errorf("got %q (%d cells), want %q (%d)", got, ansi.StringWidth(got), c.want, c.width)
			}
			if cursor != c.cursor {
				t.Errorf("cursor in cell %d, want %d", cursor, c.cursor)
			}
		})
	}
}

// wildText is text that breaks frames which are drawn carelessly.
func wildText() *rapid.Generator[string] {
	bits := []string{
		"a", "Z", " ", "日", "本", "👨‍👩‍👧", "🇩🇪", "🇫", "e\u0301", "\u0301", "\ufe0f", "\u200d", "☁\ufe0f", "☁", "\x1b[31m", "\x1b]0;t\a", "\u009b2J",
		"\u202e", "\u2066", "\t", "\n", "\r", "\x00", "\xff", "ﷺ", "ก็็็", "-", "/", ":", strings.Repeat("x", 300), "│",
	}
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(bits), 0, 40), func(s []string) string { return strings.Join(s, "") })
}

func TestFieldProperties(t *testing.T) {
	styles := newStyles(false)
	rapid.Check(t, func(t *rapid.T) {
		f := newField(rapid.IntRange(0, 60).Draw(t, "limit"))
		f.masked = rapid.Bool().Draw(t, "masked")
		keys := []string{
			"left", "right", "home", "end", "backspace", "delete", "ctrl+a", "ctrl+e", "ctrl+u", "ctrl+w", "ctrl+k", "a", "space", "日", "\u0301", "🇩", "\u200d",
		}
		for _, step := range rapid.SliceOfN(rapid.IntRange(0, len(keys)), 0, 40).Draw(t, "steps") {
			if step == len(keys) {
				f = f.Update(tea.PasteMsg{Content: wildText().Draw(t, "paste")})
			} else {
				f = edited(f, keys[step])
			}
			checkField(t, f, rapid.IntRange(0, 50).Draw(t, "width"), styles)
		}
	})
}

// checkField is what holds for a field whatever was done with it.
func checkField(t interface {
	Fatalf(format string, args ...any)
}, f field, width int, styles styles,
) {
	if f.at < 0 || f.at > len(f.text) || !utf8.ValidString(f.text) || !utf8.ValidString(f.text[:f.at]) {
		t.Fatalf("the cursor is at %d of %q", f.at, f.text)
	}
	if n := utf8.RuneCountInString(f.text); n > f.limit {
		t.Fatalf("%d characters, the limit is %d", n, f.limit)
	}
	if term.Clean(f.text) != f.text {
		t.Fatalf("%q is not fit to be shown", f.text)
	}
	if text, _ := f.View(width, styles, false); ansi.StringWidth(text) != width {
		t.Fatalf("%q is drawn as %q without the keys", f.text, text)
	}
	text, cursor := f.View(width, styles, true)
	if got := ansi.StringWidth(text); got != width {
		t.Fatalf("%q is drawn as %q, %d cells wide, want %d", f.text, text, got, width)
	}
	if cursor < 0 || cursor >= max(1, width) {
		t.Fatalf("the cursor is in cell %d of %d", cursor, width)
	}
}

func FuzzField(f *testing.F) {
	f.Add("", "123 456\n", "left backspace", 6, 10)
	f.Add("a\u0301", "👨‍👩‍👧\x1b[2J", "ctrl+w home delete", 40, 1)
	f.Add("🇩🇪🇫", "\ufe0f\u200d", "left left ctrl+k", 9, 3)
	styles := newStyles(true)
	f.Fuzz(func(t *testing.T, start, paste, keys string, limit, width int) {
		limit, width = min(max(limit, 0), 500), min(max(width, 0), 300)
		text := newField(limit).SetValue(start)
		for _, key := range strings.Fields(keys) {
			text = edited(text, key)
			checkField(t, text, width, styles)
		}
		checkField(t, text.Update(tea.PasteMsg{Content: paste}), width, styles)
	})
}
