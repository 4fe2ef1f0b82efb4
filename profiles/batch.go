package profiles

import (
	"bytes"

	"gopkg.in/ini.v1"
)

// batchSize is how many sections go through ini.v1 at a time: enough to share its set-up, few
// enough for its linear searches and for the memory of what it makes.
const batchSize = 64

// A batch collects settings of several sections for one run of ini.v1. All go into one ini
// section, in which settings of equal key are "shadows" of each other: ini.v1 returns their
// values in the order written, so that each finds its way back to its line.
//
// Lines that mean something else in ini.v1's dialect than in AWS's do not go through it.
type batch struct {
	text    []byte
	entries []entry
	slots   map[string][]int32 // places in entries, by key
	order   []string           // keys of slots that are in use
	tails   []tail
	keys    map[string]string // as written → lower case
}

// A tail is a continuation line of a value.
type tail struct {
	entry int
	line  int
	text  string
}

func newBatch() *batch {
	return &batch{slots: make(map[string][]int32), keys: make(map[string]string)}
}

// dialect is as near to AWS's as ini.v1 comes. Comments have been cut off before, since only a
// look at the line tells whether they were there; "%(x)s" is never expanded in ValueWithShadows.
func dialect() ini.LoadOptions {
	return ini.LoadOptions{
		IgnoreContinuation:         true, // a backslash at the end is part of a Windows path
		IgnoreInlineComment:        true,
		KeyValueDelimiters:         "=",
		AllowShadows:               true,
		AllowDuplicateShadowValues: true,
	}
}

// add appends a setting to the body that is being read.
func (x *lexer) add(key string, value []byte, line int) {
	if quoted(value) {
		x.report(line, quotedValue.problem())
	}
	e := entry{key: key, line: int32(line)} //nolint:gosec // bounded by the file's size
	if foreign(key, value) {
		e.value = direct(value)
	} else {
		x.put(key, value, len(x.batch.entries))
	}
	x.batch.entries = append(x.batch.entries, e)
}

func (b *batch) put(key string, value []byte, entry int) {
	b.text = append(b.text, '\n') // first of all, so that no key looks like a byte order mark
	b.text = append(b.text, key...)
	b.text = append(b.text, '=')
	b.text = append(b.text, value...)
	slots := b.slots[key]
	if len(slots) == 0 {
		b.order = append(b.order, key)
	}
	b.slots[key] = append(slots, int32(entry)) //nolint:gosec // bounded by the file's size
}

// foreign reports lines that ini.v1 reads in a way that no AWS client does: backticks and triple
// quotes begin values of several lines, quoted keys, "-" counts up, and empty values get lost
// among shadows.
func foreign(key string, value []byte) bool {
	switch {
	case len(value) == 0, len(value) == 2 && quoted(value), value[0] == '`', bytes.HasPrefix(value, []byte(`"""`)):
		return true
	}
	return key[0] == '`' || key[0] == '"' || key == "-"
}

// direct is what a foreign value means to AWS clients.
func direct(value []byte) string {
	if quoted(value) {
		value = value[1 : len(value)-1]
	}
	return string(value)
}

// read reads sections in one run of ini.v1. Their entries are valid until the next call.
func (b *batch) read(bodies []body) {
	b.text, b.entries, b.tails = b.text[:0], b.entries[:0], b.tails[:0]
	starts := make([]int, 0, batchSize)
	for i := range bodies {
		starts = append(starts, len(b.entries))
		x := lexer{batch: b, body: &bodies[i]}
		x.lex(bodies[i].text, bodies[i].line)
	}
	readable := b.run()
	end := len(b.entries)
	for i := len(bodies) - 1; i >= 0; i-- {
		bodies[i].entries = b.entries[starts[i]:end:end]
		end = starts[i]
		if !readable {
			bodies[i].report(bodies[i].line, unreadableSection.problem())
		}
	}
}

// run gives each entry its value. It reports whether ini.v1 found exactly as many values as there
// are: if ever not, none could be trusted.
func (b *batch) run() bool {
	readable := true
	parsed, err := ini.LoadSources(dialect(), b.text)
	for _, key := range b.order {
		slots := b.slots[key]
		var values []string
		if err == nil {
			values = parsed.Section(ini.DefaultSection).Key(key).ValueWithShadows()
		}
		if len(values) != len(slots) {
			readable = false
			values = make([]string, len(slots))
		}
		for i, entry := range slots {
			b.entries[entry].value = values[i]
		}
		b.slots[key] = slots[:0]
	}
	b.order = b.order[:0]
	for _, t := range b.tails {
		e := &b.entries[t.entry]
		e.value += "\n" + t.text
		e.last = int32(t.line) //nolint:gosec // bounded by the file's size
	}
	return readable
}
