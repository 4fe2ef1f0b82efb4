package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold takes away the difference of case, as unicode.SimpleFold sees it, and the accents: what a person
// types into a filter is not always on the keyboard. Lower-case ASCII stays the same string.
func fold(text string) string {
	if isASCII(text) {
		return strings.ToLower(text)
	}
	return strings.Map(foldRune, text)
}

// foldedPlaces is fold with the byte of the text that each byte of the result comes from.
func foldedPlaces(text string) (folded string, places []int) {
	var b strings.Builder
	for at, r := range text {
		if r = foldRune(r); r < 0 {
			continue
		}
		b.WriteRune(r)
		for len(places) < b.Len() {
			places = append(places, at)
		}
	}
	return b.String(), places
}

// foldRune is -1 for an accent that is a character of its own.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		return unicode.ToLower(r)
	}
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	var letter [utf8.UTFMax]byte
	if parts := norm.NFD.Properties(utf8.AppendRune(letter[:0], r)).Decomposition(); parts != nil {
		r, _ = utf8.DecodeRune(parts)
	}
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	if least < utf8.RuneSelf { // the Kelvin sign is a k, the long s an s
		return unicode.ToLower(least)
	}
	return least
}
