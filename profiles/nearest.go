package profiles

import (
	"cmp"
	"slices"
	"strings"
)

// maxNearest is how many names are suggested.
const maxNearest = 3

// nearest returns the names that may have been meant by name, best first: the same in other case,
// few edits away, or a longer name that contains it.
func nearest(name string, names []string) []string {
	type candidate struct {
		name string
		rank int
	}
	lower := strings.ToLower(name)
	limit := (len(lower) + 1) / 3
	var found []candidate
	var rows [3][]int
	for _, n := range names {
		other := strings.ToLower(n)
		rank := limit + 1
		if d := len(other) - len(lower); -limit <= d && d <= limit {
			rank = distance(lower, other, &rows)
		}
		if rank > limit && len(lower) >= 3 && strings.Contains(other, lower) {
			rank = limit
		}
		if rank <= limit {
			found = append(found, candidate{n, rank})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(a.rank, b.rank) })
	var best []string
	for _, c := range found[:min(maxNearest, len(found))] {
		best = append(best, c.name)
	}
	return best
}

// distance counts the insertions, deletions, substitutions and swaps of neighbours between a and
// b (Damerau-Levenshtein, optimal string alignment), in bytes: it only ranks suggestions. rows
// is memory for it.
func distance(a, b string, rows *[3][]int) int {
	before, last, row := rows[0], rows[1], rows[2]
	last = last[:0]
	for j := range len(b) + 1 {
		last = append(last, j)
	}
	for i := 1; i <= len(a); i++ {
		row = append(row[:0], i)
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row = append(row, d)
		}
		before, last, row = last, row, before
	}
	rows[0], rows[1], rows[2] = before, last, row
	return last[len(b)]
}
