package signer

import (
	"strings"
	"sync"
)

// hostTable is hostShapes and signingNames, indexed for matchHost.
type hostTable struct {
	rows    []hostRow
	byLabel map[string][]int // rows by the rightmost literal label of their shape
	others  []int            // rows without a literal label
	names   map[string]string
}

// hostRow is a line of hostShapes.
type hostRow struct {
	shape               string // without the partition's domain
	aws                 bool
	labels              []labelShape // from the right
	open                bool         // more labels may stand before them
	signedAs, signedFor string
	algorithm           Algorithm
}

// labelShape is a label of a shape: a literal prefix, and what may follow it, such as "<region>" or "*".
type labelShape struct{ prefix, variable string }

// hosts returns the table, which is made when it is first needed.
var hosts = sync.OnceValue(newHostTable)

func newHostTable() *hostTable {
	t := &hostTable{byLabel: map[string][]int{}, names: map[string]string{}}
	for line := range strings.Lines(signingNames) {
		if columns := strings.Fields(line); len(columns) == 2 {
			t.names[columns[0]] = columns[1]
		}
	}
	for line := range strings.Lines(hostShapes) {
		columns := strings.Fields(line)
		if len(columns) < 3 || columns[0] == "#" {
			continue
		}
		t.add(columns)
	}
	for _, p := range partitions() {
		t.add([]string{"<region>." + p.signIn, "signin", "="})
	}
	return t
}

func (t *hostTable) add(columns []string) {
	row := hostRow{signedAs: columns[1], signedFor: columns[2]}
	row.shape, row.aws = strings.CutSuffix(columns[0], ".AWS")
	if len(columns) > 3 {
		row.algorithm = Algorithm(columns[3])
	}
	literal := ""
	for rest, more := row.shape, true; more; {
		var label string
		if rest, label, more = cutLast(rest); label == "**" {
			row.open = true
			continue
		}
		shape := labelShape{prefix: label}
		if i := strings.IndexAny(label, "<*"); i >= 0 {
			shape = labelShape{label[:i], label[i:]}
		} else if literal == "" {
			literal = label
		}
		row.labels = append(row.labels, shape)
	}
	if t.rows = append(t.rows, row); literal == "" {
		t.others = append(t.others, len(t.rows)-1)
	} else {
		t.byLabel[literal] = append(t.byLabel[literal], len(t.rows)-1)
	}
}
