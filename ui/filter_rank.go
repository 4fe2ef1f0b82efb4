package ui

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"
)

// best is the column in which a row has a word, and the score there.
func (h *hits) best(r *rows, row int) (column, int16) {
	best, score := colName, int16(noHit)
	for c := range columnCount {
		if s := h.scores[c][r.columns[c].of[row]]; s > score {
			best, score = c, s
		}
	}
	return best, score
}

// score is the sum for all words, or noHit if one of them is nowhere.
func score(r *rows, found []hits, row int) int {
	sum := 0
	for i := range found {
		_, s := found[i].best(r, row)
		if s == noHit {
			return noHit
		}
		sum += int(s)
	}
	return sum
}

// A sum of scores takes this much of a packed integer; see placeBits.
const scoreBits, scoreSpan = 21, 1 << 21

// matching are the rows in which all words are. They come in the order of the arrangement, or, if
// ranked, the best first within each group.
func matching(r *rows, a arrangement, found []hits, ranked bool) []int {
	if len(found) == 0 {
		return a.sequence
	}
	keys := make([]int64, 0, len(a.sequence)/4)
	for place, row := range a.sequence {
		s := score(r, found, row)
		if s == noHit {
			continue
		}
		key := int64(place)
		if ranked {
			// The words of the longest filter together score less than half of scoreSpan.
			key |= int64(scoreSpan/2-s) << placeBits
			if a.group != nil {
				key |= int64(a.group[row]) << (placeBits + scoreBits)
			}
		}
		keys = append(keys, key)
	}
	if ranked {
		slices.Sort(keys)
	}
	kept := make([]int, len(keys))
	for i, key := range keys {
		kept[i] = a.sequence[key&placeMask]
	}
	return kept
}

// marks are the bytes of a value that stand for a word.
func marks(value, word string) []int {
	folded, places := foldedPlaces(value)
	if at := strings.Index(folded, word); at >= 0 {
		if start := wordStart(folded, word); start >= 0 {
			at = start
		}
		return slices.Clone(places[at : at+len(word)])
	}
	if found := fuzzy.FindNoSort(word, []string{value}); len(found) > 0 {
		return found[0].MatchedIndexes
	}
	return nil
}
