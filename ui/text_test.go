package ui

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestCleanAgreesOnWidths(t *testing.T) {
	for in, want := range map[string]string{
		"prod":       "prod",
		"größe 日本 🚀": "größe 日本 🚀",
		"e\u0301":    "e\u0301",
		"👨‍👩‍👧 ops":  "👨👩👧 ops",
		"👍🏽":         "👍\u200b🏽",
		"a\u200bb":   "a\ufffdb",
		"☁️ cloud":   "☁ cloud",
		"a\x1b[31mb": "a\ufffd[31mb",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanWidthProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := clean(rapid.String().Draw(t, "text"))
		if byCluster, byRune := ansi.StringWidth(text), ansi.StringWidthWc(text); byCluster != byRune {
			t.Errorf("%q is %d cells by clusters and %d by runes", text, byCluster, byRune)
		}
	})
}
