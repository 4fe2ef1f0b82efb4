package ui

import (
	"math"
	"slices"
	"strings"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/creds"
)

// sorting is what rows are sorted by.
type sorting int

const (
	sortFile sorting = iota
	sortName
	sortStatus
	sortLeft
	sortAccount
	sortSession
	sortKind
	sortCount
)

func (s sorting) String() string {
	return [...]string{"file", "name", "status", "time left", "account", "session", "kind"}[s]
}

// grouping is what rows with something in common are gathered under.
type grouping int

const (
	groupNone grouping = iota
	groupAccount
	groupSession
	groupKind
	groupStatus
	groupCount
)

func (g grouping) String() string {
	return [...]string{"none", "account", "session", "kind", "status"}[g]
}

// column is what a grouping or sorting goes by, where that is a column.
func (g grouping) column() column {
	return [...]column{columnCount, colAccount, colSession, colKind, colStatus}[g]
}

func (s sorting) column() column {
	return [...]column{columnCount, colName, colStatus, columnCount, colAccount, colSession, colKind}[s]
}

// arrangement is the order of all rows, filtered or not.
type arrangement struct {
	sequence []int    // the rows in their order
	group    []int    // the group of each row; nil without groups
	headings []string // of the groups, in their order
}

// Rows, and the places of groups, are packed into one integer for sorting: that is several times
// faster than comparing rows. A list of more than four million profiles would not be in order.
const placeBits, placeMask = 22, 1<<22 - 1

func arrange(r *rows, by sorting, under grouping) arrangement {
	var a arrangement
	if under != groupNone {
		t := r.columns[under.column()]
		places := t.places(under.column())
		a.headings = make([]string, len(t.values))
		for value, place := range places {
			a.headings[place] = t.values[value]
		}
		a.group = t.spread(places)
	}
	rank := r.rank(by)
	keys := make([]int64, len(r.entries))
	for row := range keys {
		key := int64(row)
		if rank != nil {
			key |= int64(rank[row]) << placeBits
		}
		if a.group != nil {
			key |= int64(a.group[row]) << (2 * placeBits)
		}
		keys[row] = key
	}
	if rank != nil || a.group != nil {
		slices.Sort(keys)
	}
	a.sequence = make([]int, len(keys))
	for i, key := range keys {
		a.sequence[i] = int(key & placeMask)
	}
	return a
}

// rank is the place of each row by a sorting; nil for the order of the files.
func (r *rows) rank(by sorting) []int {
	switch {
	case by == sortLeft:
		return r.byTimeLeft()
	case by.column() < columnCount:
		t := r.columns[by.column()]
		return t.spread(t.places(by.column()))
	}
	return nil
}

// places is where each value of a column comes when they are sorted: the empty one last, statuses by
// how soon they need a person.
func (t *texts) places(c column) []int {
	order := make([]int, len(t.values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := t.folded[a], t.folded[b]
		switch {
		case c == colStatus:
			return urgency(creds.Status(x)) - urgency(creds.Status(y))
		case x == "" || y == "":
			return len(y) - len(x)
		case x == y:
			return strings.Compare(t.values[a], t.values[b])
		}
		return strings.Compare(x, y)
	})
	places := make([]int, len(order))
	for place, value := range order {
		places[value] = int(place)
	}
	return places
}

// spread gives each row what belongs to its value.
func (t *texts) spread(perValue []int) []int {
	perRow := make([]int, len(t.of))
	for row, value := range t.of {
		perRow[row] = perValue[value]
	}
	return perRow
}

// urgency ranks statuses by how soon they need a person.
func urgency(s creds.Status) int {
	return slices.Index([]creds.Status{
		creds.StatusExpiring, creds.StatusNeedsMFA, creds.StatusSignedOut, creds.StatusExpired,
		creds.StatusLocked, creds.StatusBroken, creds.StatusValid, creds.StatusReady,
	}, s) & math.MaxInt8 // an unknown one last
}

// byTimeLeft ranks rows by when they need a person.
func (r *rows) byTimeLeft() []int {
	order := make([]int, len(r.entries))
	ends := make([]int64, len(r.entries))
	for i := range r.entries {
		order[i], ends[i] = i, needed(&r.entries[i])
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case ends[a] < ends[b]:
			return -1
		case ends[a] > ends[b]:
			return 1
		}
		return int(a - b)
	})
	rank := make([]int, len(order))
	for place, row := range order {
		rank[row] = int(place)
	}
	return rank
}

// needed is when an entry needs a person, in seconds: those that need one now first, those that never
// do last.
func needed(e *app.Entry) int64 {
	if end := firstEnd(e.State); !end.IsZero() {
		return end.Unix()
	}
	switch e.State.Status {
	case creds.StatusNeedsMFA, creds.StatusSignedOut, creds.StatusLocked, creds.StatusExpired:
		return math.MinInt64
	case creds.StatusBroken:
		return math.MaxInt64
	}
	return math.MaxInt64 - 1
}

// firstEnd is what the time left is counted to: when a person is needed, or the credentials' end.
func firstEnd(s creds.State) time.Time {
	if !s.PersonNeededAt.IsZero() {
		return s.PersonNeededAt
	}
	return s.ExpiresAt
}
