package ui

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// hits is where one word of the filter was found: a score for each value of each column.
type hits struct {
	word   string
	scores [columnCount][]int16
}

// noHit is the score of a value in which the word is not.
const noHit = math.MinInt16

// Scores are made of how the word stands in the value, which weighs most, and of the fuzzy score,
// which ranks those that are alike in this.
const (
	classWeight = 4096 // for one class: scattered, inside a word, at its start, at the very start
	nameWeight  = 3    // classes by which a name is worth more than another column
	fuzzyLimit  = 2000 // what a fuzzy score may add or take away
)

// rankedValues bounds how many values of a column get a fuzzy score. Of more nobody reads the order,
// and their scores would take longer than a key press may.
const rankedValues = 2000

// look finds a word in every column. Before is what was found for the beginning of the word, or nil:
// only there can the word be.
func look(r *rows, word string, before *hits) hits {
	found := hits{word: word}
	for c := range columnCount {
		t := &r.columns[c]
		scores := make([]int16, len(t.values))
		matched := make([]int, 0, 64)
		for i, folded := range t.folded {
			scores[i] = noHit
			if before != nil && before.scores[c][i] == noHit {
				continue
			}
			if class := classify(folded, word); class > 0 || class == 0 && c != colAccount {
				scores[i] = classScore(c, class)
				if len(matched) <= rankedValues {
					matched = append(matched, i)
				}
			}
		}
		if len(matched) <= rankedValues {
			refine(t, word, matched, scores)
		}
		found.scores[c] = scores
	}
	return found
}

// classify tells how a word stands in a text: 3 at its start, 2 at the start of a word in it, 1
// anywhere, 0 with other characters between its own, -1 not at all. An account id is no word: it is
// matched from 1 on.
func classify(text, word string) int {
	at := strings.Index(text, word)
	switch {
	case at == 0:
		return 3
	case at > 0:
		if wordStart(text, word) > 0 {
			return 2
		}
		return 1
	}
	for _, r := range word {
		at = strings.IndexRune(text, r)
		if at < 0 {
			return -1
		}
		text = text[at+utf8.RuneLen(r):]
	}
	return 0
}

// wordStart is where in the text the word stands at the start of a word, or -1.
func wordStart(text, word string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return -1
		}
		at += from
		if at == 0 || strings.IndexByte("-_./:@ +", text[at-1]) >= 0 {
			return at
		}
		from = at + 1
	}
}

func classScore(c column, class int) int16 {
	score := class * classWeight
	if c == colName {
		score += classWeight / 2
		if class > 0 {
			score += nameWeight * classWeight
		}
	}
	return int16(score) //nolint:gosec // the constants make less than 31,000 with a fuzzy score
}

// refine adds the fuzzy scores.
func refine(t *texts, word string, matched []int, scores []int16) {
	for _, m := range fuzzy.FindFromNoSort(word, picked{t.values, matched}) {
		scores[matched[m.Index]] += int16(min(max(m.Score, -fuzzyLimit), fuzzyLimit))
	}
}

// picked is some of the values, as fuzzy reads them.
type picked struct {
	values []string
	which  []int
}

func (p picked) String(i int) string { return p.values[p.which[i]] }
func (p picked) Len() int            { return len(p.which) }

// search finds the words; what was found before for the same word, or for its beginning, is used
// again.
func search(r *rows, words []string, before []hits) []hits {
	found := make([]hits, 0, len(words))
	for _, word := range words {
		var nearest *hits
		for i := range before {
			if strings.HasPrefix(word, before[i].word) && (nearest == nil || len(nearest.word) < len(before[i].word)) {
				nearest = &before[i]
			}
		}
		if nearest != nil && nearest.word == word {
			found = append(found, *nearest)
			continue
		}
		found = append(found, look(r, word, nearest))
	}
	return found
}
