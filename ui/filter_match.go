package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// hits is where one word of the filter was found: a score for each value of each column.
type hits struct {
	word   string
	scores [columnCount][]int32
}

// noHit is the score of a value in which the word is not.
const noHit = -1 << 30

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
		scores := make([]int32, len(t.values))
		matched := make([]int32, 0, 64)
		for i, folded := range t.folded {
			scores[i] = noHit
			if before != nil && before.scores[c][i] == noHit {
				continue
			}
			if class := classify(folded, word); class > 0 || class == 0 && c != colAccount {
				scores[i] = classScore(c, class)
				matched = append(matched, int32(i))
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

func classScore(c column, class int) int32 {
	score := int32(class) * classWeight
	if c == colName {
		score += classWeight / 2
		if class > 0 {
			score += nameWeight * classWeight
		}
	}
	return score
}

// refine adds the fuzzy scores.
func refine(t *texts, word string, matched, scores []int32) {
	for _, m := range fuzzy.FindFromNoSort(word, picked{t.values, matched}) {
		scores[matched[m.Index]] += int32(min(max(m.Score, -fuzzyLimit), fuzzyLimit))
	}
}

// picked is some of the values, as fuzzy reads them.
type picked struct {
	values []string
	which  []int32
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

// best is the column in which a row has a word, and the score there.
func (h *hits) best(r *rows, row int32) (column, int32) {
	best, score := colName, int32(noHit)
	for c := range columnCount {
		if s := h.scores[c][r.columns[c].of[row]]; s > score {
			best, score = c, s
		}
	}
	return best, score
}

// score is the sum for all words, or noHit if one of them is nowhere.
func score(r *rows, found []hits, row int32) int32 {
	sum := int32(0)
	for i := range found {
		_, s := found[i].best(r, row)
		if s == noHit {
			return noHit
		}
		sum += s
	}
	return sum
}

// matching are the rows in which all words are. They come in the order of the arrangement, or, if
// ranked, the best first within each group.
func matching(r *rows, a arrangement, found []hits, ranked bool) []int32 {
	if len(found) == 0 {
		return a.sequence
	}
	keys := make([]uint64, 0, len(a.sequence)/4)
	for place, row := range a.sequence {
		s := score(r, found, row)
		if s == noHit {
			continue
		}
		key := uint64(place)
		if ranked {
			// The words of the longest query together stay below half of scoreSpan.
			key |= uint64(scoreSpan/2-s) << placeBits
			if a.group != nil {
				key |= uint64(a.group[row]) << (placeBits + scoreBits)
			}
		}
		keys = append(keys, key)
	}
	if ranked {
		slices.Sort(keys)
	}
	kept := make([]int32, len(keys))
	for i, key := range keys {
		kept[i] = a.sequence[key&placeMask]
	}
	return kept
}

const scoreBits, scoreSpan = 21, 1 << 21

// marks are the bytes of a value that stand for a word.
func marks(value, word string) []int {
	folded := fold(value)
	if at := strings.Index(folded, word); at >= 0 && len(folded) == len(value) {
		if start := wordStart(folded, word); start >= 0 {
			at = start
		}
		bytes := make([]int, len(word))
		for i := range bytes {
			bytes[i] = at + i
		}
		return bytes
	}
	if found := fuzzy.FindNoSort(word, []string{value}); len(found) > 0 {
		return found[0].MatchedIndexes
	}
	return nil
}
