// Package term is what lanyard needs to know of the terminal: whether it may ask a person there,
// how wide it is, and how text from elsewhere is made safe to show. It draws nothing.
package term

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Clean makes text from a file or a server safe to show on one line: control characters (C0, C1,
// DEL), line and paragraph separators and the bidirectional overrides of Unicode TR 9 become
// U+FFFD, invalid UTF-8 too, and a tab or line break becomes a space. Printable text of any
// script is untouched.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unsafeRune(r):
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}

// Visible is Clean of text in which every character counts, such as a key: those that cannot be seen are
// written as their code point, "<U+200B>".
func Visible(s string) string {
	var out strings.Builder
	for _, r := range Clean(s) {
		if unicode.IsPrint(r) {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, "<%U>", r)
		}
	}
	return out.String()
}

// EscapeJSON writes the runes that Clean replaces as \u escapes. encoding/json escapes the C0 control
// characters only; a string keeps its exact value this way, and a terminal that shows the JSON obeys
// none of it. text is JSON, in which such runes stand in strings alone.
func EscapeJSON(text []byte) []byte {
	safe := true
	for _, b := range text {
		if b >= 0x7f {
			safe = false
			break
		}
	}
	if safe {
		return text
	}
	escaped := make([]byte, 0, len(text)+64)
	for i, r := range string(text) {
		if r < 0x7f || r == utf8.RuneError || !unsafeRune(r) {
			escaped = append(escaped, text[i:i+utf8.RuneLen(r)]...)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			escaped = fmt.Appendf(escaped, "\\u%04x", unit)
		}
	}
	return escaped
}

func isClean(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || unsafeRune(r) {
			return false
		}
	}
	return true
}

// unsafeRune reports runes that steer a terminal or reorder its text.
func unsafeRune(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return true
	case r == 0x061c, r >= 0x200e && r <= 0x200f, // marks of direction
		r >= 0x2028 && r <= 0x202e, // separators, embeddings, overrides
		r >= 0x2066 && r <= 0x2069, // isolates
		r == 0xfeff,                // byte order mark
		r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return r > unicode.MaxASCII && unicode.Is(unicode.Cc, r)
}
