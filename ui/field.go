package ui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/term"
)

// field is a line of text that a person edits. It is a value: Update returns the changed one. The
// cursor stands between grapheme clusters, so that an emoji or an accented letter is one step.
type field struct {
	text        string
	at          int // the cursor, as a byte offset into text
	limit       int // in runes
	masked      bool
	allowed     func(rune) bool // nil: everything that may be shown
	placeholder string          // shown while there is no text
}

// newField returns an empty field that takes at most limit characters.
func newField(limit int) field { return field{limit: limit} }

// digits allows 0 to 9.
func digits(r rune) bool { return r >= '0' && r <= '9' }

// printable allows what has neither spaces nor anything else than ASCII: keys, ARNs, regions.
func printable(r rune) bool { return r > ' ' && r <= '~' }

// Value is the text.
func (f field) Value() string { return f.text }

// SetValue replaces the text by what is allowed of another and puts the cursor behind it.
func (f field) SetValue(text string) field {
	f.text, f.at = "", 0
	return f.insert(text)
}

// Update handles a key or a paste. What the field has no use for leaves it as it is.
func (f field) Update(msg tea.Msg) field {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return f.insert(strings.Trim(msg.Content, "\r\n"))
	case tea.KeyPressMsg:
		return f.key(msg)
	}
	return f
}

func (f field) key(msg tea.KeyPressMsg) field {
	switch msg.Keystroke() {
	case "left", "ctrl+b":
		f.at = f.before(f.at)
	case "right", "ctrl+f":
		f.at = f.after(f.at)
	case "home", "ctrl+a":
		f.at = 0
	case "end", "ctrl+e":
		f.at = len(f.text)
	case "backspace", "ctrl+h", "shift+backspace":
		return f.remove(f.before(f.at), f.at)
	case "delete", "ctrl+d":
		return f.remove(f.at, f.after(f.at))
	case "ctrl+u":
		return f.remove(0, f.at)
	case "ctrl+k":
		return f.remove(f.at, len(f.text))
	case "ctrl+w", "alt+backspace":
		return f.remove(f.wordStart(), f.at)
	default:
		return f.insert(msg.Text)
	}
	return f
}

// insert puts text at the cursor: what is allowed and fits. Line breaks and tabs become spaces.
func (f field) insert(text string) field {
	// A paste may be of any size; what can't fit isn't looked at. The slack is for what is dropped.
	if most := 8*f.limit + 4096; len(text) > most {
		text = text[:most]
	}
	room := f.limit - utf8.RuneCountInString(f.text)
	var fits strings.Builder
	for _, r := range text {
		if room <= 0 {
			break
		}
		shown := term.Clean(string(r))
		if r == utf8.RuneError || strings.HasPrefix(shown, string(utf8.RuneError)) {
			continue
		}
		if r, _ = utf8.DecodeRuneInString(shown); f.allowed != nil && !f.allowed(r) {
			continue
		}
		fits.WriteRune(r)
		room--
	}
	f.text = f.text[:f.at] + fits.String() + f.text[f.at:]
	f.at += fits.Len()
	return f.clampCursor()
}

func (f field) remove(from, to int) field {
	f.text, f.at = f.text[:from]+f.text[to:], from
	return f.clampCursor()
}

// clampCursor moves the cursor to the next boundary: what was just joined may have become one cluster.
func (f field) clampCursor() field {
	for end := range clusters(f.text) {
		if end >= f.at {
			if f.at > 0 {
				f.at = end
			}
			break
		}
	}
	return f
}

// clusters yields the end offset of each grapheme cluster.
func clusters(text string) func(yield func(end int) bool) {
	return func(yield func(end int) bool) {
		for end := 0; end < len(text); {
			cluster, _ := ansi.FirstGraphemeCluster(text[end:], ansi.GraphemeWidth)
			if cluster == "" {
				return
			}
			end += len(cluster)
			if !yield(end) {
				return
			}
		}
	}
}

func (f field) before(at int) int {
	start := 0
	for end := range clusters(f.text) {
		if end >= at {
			break
		}
		start = end
	}
	return start
}

func (f field) after(at int) int {
	for end := range clusters(f.text) {
		if end > at {
			return end
		}
	}
	return len(f.text)
}

// wordStart is where the word before the cursor begins.
func (f field) wordStart() int {
	word := strings.TrimRight(f.text[:f.at], " ")
	return strings.LastIndex(word, " ") + 1
}
