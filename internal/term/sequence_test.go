package term

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// deliver feeds pieces, each after the wait of the one before unless joined, and returns what came out.
func deliver(s *sequencer, late bool, pieces ...string) string {
	var out strings.Builder
	for _, piece := range pieces {
		out.Write(s.feed([]byte(piece)))
		if late && s.wait() > 0 {
			out.Write(s.expire())
		}
	}
	return out.String()
}

// The inputs of people on slow lines, cut where tmux or the line cut them.
var cutSequences = map[string][]string{
	"Escape, kitty":               {"\x1b[27", "u"},
	"mode report":                 {"\x1b[?2026;2$", "y"},
	"background color":            {"\x1b]11;rgb:10", "10/1414/1818\x07"},
	"background color, cut early": {"\x1b]11;", "rgb:1010/1414/1818\x07"},
	"background color, ST":        {"\x1b]11;rgb:1010/1414/1818\x1b", "\\"},
	"mouse wheel":                 {"\x1b[<65;20;5", "M"},
	"mouse wheel, three pieces":   {"\x1b[<", "65;2", "0;5M"},
	"ctrl+left":                   {"\x1b[1;5", "D"},
	"after its second byte":       {"\x1b[", "1;5D"},
	"application cursor key":      {"\x1bO", "A"},
	"terminal version":            {"\x1bP>|xterm", "(390)\x1b\\"},
	"Linux console F1":            {"\x1b[[", "A"},
	"first mouse protocol":        {"\x1b[M", " !!"},
	"a rune":                      {"\xe0\xb8", "\x81"},
	"Alt and a rune":              {"\x1b\xe0\xb8", "\x81"},
	"keyboard enhancements":       {"\x1b[?1", "u"},
}

func TestCutSequenceIsJoined(t *testing.T) {
	for name, pieces := range cutSequences {
		var s sequencer
		if got, want := deliver(&s, false, pieces...), strings.Join(pieces, ""); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestLateTailIsDropped(t *testing.T) {
	for name, pieces := range cutSequences {
		if name == "a rune" || name == "Alt and a rune" {
			continue // half a rune is not a key
		}
		var s sequencer
		if got := deliver(&s, true, append(pieces, "q")...); got != "q" {
			t.Errorf("%s: got %q, want only the key after it", name, got)
		}
	}
}

func TestEscapeAlone(t *testing.T) {
	var s sequencer
	if got := deliver(&s, true, "x\x1b", "y"); got != "x"+escapeKey+"y" {
		t.Errorf("got %q", got)
	}
}

func TestCutPasteTypesNothing(t *testing.T) {
	for _, pieces := range [][]string{
		{"\x1b[20", "0~rx u\r\x1b[201~"},
		{"\x1b[200~rx", " u\r\x1b[20", "1~"},
		{"\x1b[200~rx u\r\x1b", "[201~"},
	} {
		for _, late := range []bool{false, true} {
			var s sequencer
			if got, want := deliver(&s, late, pieces...), "\x1b[200~rx u\r\x1b[201~"; got != want {
				t.Errorf("%q, late %v: got %q", pieces, late, got)
			}
		}
	}
}

// A paste whose end mark never came is ended by Ctrl-C.
func TestCtrlCEndsAPaste(t *testing.T) {
	var s sequencer
	if got, want := deliver(&s, true, "\x1b[200~abc", "\x03", "q"), "\x1b[200~abc\x1b[201~q"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Alt+] begins a string that never ends; the keys after it are keys.
func TestAltBracketKeepsLaterKeys(t *testing.T) {
	var s sequencer
	if got := deliver(&s, true, "\x1b]", "q", "j"); got != "qj" {
		t.Errorf("got %q", got)
	}
}

func TestEndlessSequenceIsBounded(t *testing.T) {
	var s sequencer
	for range 100 {
		s.feed([]byte("\x1b]11;" + strings.Repeat("x", 100)))
		s.feed([]byte(strings.Repeat("1;", 100)))
		if len(s.held)+len(s.tail) > 3*sequenceLimit {
			t.Fatalf("%d bytes are held", len(s.held)+len(s.tail))
		}
	}
}

// However whole input is cut, it arrives as it was sent, if the pieces come in time.
func TestAnyCutIsJoined(t *testing.T) {
	keys := []string{"a", "é", "ก", "\r", "\x1b[A", "\x1b[1;5D", "\x1bOP", "\x1b[<0;1;1M", "\x1b]11;rgb:1/2/3\a", "\x1bx", "\x1b[27u", "\x1b[200~x\x1b[201~"}
	rapid.Check(t, func(t *rapid.T) {
		sent := strings.Join(rapid.SliceOfN(rapid.SampledFrom(keys), 1, 20).Draw(t, "keys"), "")
		var s sequencer
		var got strings.Builder
		for rest := sent; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "cut")
			got.Write(s.feed([]byte(rest[:n])))
			rest = rest[n:]
		}
		if got.String() != sent {
			t.Fatalf("sent %q, got %q", sent, got.String())
		}
	})
}

func FuzzSequencer(f *testing.F) {
	f.Add([]byte("\x1b[27"), []byte("u"))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		var s sequencer
		n := len(s.feed(first))
		if s.wait() > 0 {
			n += len(s.expire())
		}
		n += len(s.feed(second))
		if n > len(first)+len(second)+len(escapeKey)+len(pasteEnd) {
			t.Errorf("more came out than went in: %d", n)
		}
	})
}
