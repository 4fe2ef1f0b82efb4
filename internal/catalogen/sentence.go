package main

import (
	"html"
	"regexp"
	"strings"
)

var (
	tag         = regexp.MustCompile(`(?s)<!--.*?-->|<[^>]*>`)
	sentenceEnd = regexp.MustCompile(`[.!?](\s|$)`)
	abbreviated = regexp.MustCompile(`(?i)\b(e\.g|i\.e|vs|etc|approx|inc)\.$`)
)

// firstSentence returns the first sentence of a documentation in HTML, without its full stop.
func firstSentence(documentation string) string {
	text := html.UnescapeString(tag.ReplaceAllString(documentation, " "))
	text = strings.Join(strings.Fields(text), " ")
	from := 0
	for {
		at := sentenceEnd.FindStringIndex(text[from:])
		if at == nil {
			return text
		}
		end := from + at[0]
		if !abbreviated.MatchString(text[:end+1]) {
			return text[:end]
		}
		from = end + 1
	}
}
