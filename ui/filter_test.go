package ui

import (
	"slices"
	"testing"

	"lanyard/internal/app"
	"lanyard/internal/creds"
)

func TestListFilterRanksNamesFirst(t *testing.T) {
	entries := []app.Entry{
		roleEntry("pale-rose-doc", "1", "X", "", creds.StatusReady), // p…r…o…d
		roleEntry("billing", "1", "prod", "", creds.StatusReady),
		roleEntry("x-reprod", "1", "X", "", creds.StatusReady),
		roleEntry("team-prod", "1", "X", "", creds.StatusReady),
		roleEntry("prod", "1", "X", "", creds.StatusReady),
	}
	l := listOf(entries, 80, 20).press("/").typing("prod")
	wantNames(t, l, "prod", "team-prod", "x-reprod", "billing", "pale-rose-doc")
	wantSelected(t, l, "prod")
}

// Of names that have the characters scattered, the one with them at the starts of its words is better.
func TestListFilterRanksFuzzily(t *testing.T) {
	entries := []app.Entry{
		roleEntry("apple-medal", "1", "X", "", creds.StatusReady),
		roleEntry("a-prod-data", "1", "X", "", creds.StatusReady),
	}
	wantNames(t, listOf(entries, 80, 20).press("/").typing("pdt"), "a-prod-data")
	wantNames(t, listOf(entries, 80, 20).press("/").typing("pd"), "a-prod-data", "apple-medal")
}

// A sorting that was asked for holds while filtering too.
func TestListFilterKeepsTheSorting(t *testing.T) {
	entries := []app.Entry{
		roleEntry("prod", "1", "X", "", creds.StatusReady),
		roleEntry("a-prod", "1", "X", "", creds.StatusReady),
	}
	wantNames(t, listOf(entries, 80, 20).press("/").typing("prod"), "prod", "a-prod")
	wantNames(t, listOf(entries, 80, 20).press("o", "/").typing("prod"), "a-prod", "prod")
}

func TestListFilterPutsTheBestUnderTheCursor(t *testing.T) {
	l := listOf(someEntries(), 80, 20).press("/", "p", "down", "down")
	wantSelected(t, l.press("r", "o", "d"), "prod-admin")
}

func TestMarks(t *testing.T) {
	for _, c := range []struct {
		value, word string
		want        []int
	}{
		{"prod-admin", "adm", []int{5, 6, 7}},
		{"reprod-prod", "prod", []int{7, 8, 9, 10}}, // the start of a word before the inside of one
		{"reprod", "prod", []int{2, 3, 4, 5}},
		{"Größe", fold("GRÖ"), []int{0, 1, 2}},
		{"crème-brûlée", "brulee", []int{7, 8, 9, 11, 12, 14}},
		{"cre\u0300me", "eme", []int{2, 5, 6}},
		{"a-prod-data", "pd", []int{2, 7}},
		{"prod", "x", nil},
	} {
		if got := marks(c.value, c.word); !slices.Equal(got, c.want) {
			t.Errorf("%q in %q: %v, want %v", c.word, c.value, got, c.want)
		}
	}
}

// The best come first within their group; no group is torn apart.
func TestListFilterRanksWithinGroups(t *testing.T) {
	entries := []app.Entry{
		roleEntry("x-reprod", "1", "X", "", creds.StatusReady),
		roleEntry("team-prod", "2", "X", "", creds.StatusReady),
		roleEntry("prod", "1", "X", "", creds.StatusReady),
		roleEntry("reprod", "2", "X", "", creds.StatusReady),
	}
	l := listOf(entries, 80, 20).press("b", "/").typing("prod")
	wantNames(t, l, "prod", "x-reprod", "team-prod", "reprod")
	if len(l.lines) != 6 {
		t.Errorf("%d lines for four profiles in two groups", len(l.lines))
	}
}
