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
	text  []byte
	slots map[string][]slot
	order []string // keys of slots that are in use
	tails []tail
	keys  map[string]string // as written → lower case
}

// A slot is where a value belongs.
type slot struct {
	body  *body
	entry int
}

// A tail is a continuation line of a value.
type tail struct {
	body  *body
	entry int
	line  int
	text  string
}

func newBatch() *batch {
	return &batch{slots: make(map[string][]slot), keys: make(map[string]string)}
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
		x.report(line, quotedValue)
	}
	x.entries = append(x.entries, entry{key: key, line: line})
	if n := len(x.entries) - 1; foreign(key, value) {
		x.entries[n].value = direct(value)
	} else {
		x.put(key, value, slot{x.body, n})
	}
}

func (b *batch) put(key string, value []byte, s slot) {
	b.text = append(b.text, '\n') // first of all, so that no key looks like a byte order mark
	b.text = append(b.text, key...)
	b.text = append(b.text, '=')
	b.text = append(b.text, value...)
	slots := b.slots[key]
	if len(slots) == 0 {
		b.order = append(b.order, key)
	}
	b.slots[key] = append(slots, s)
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

// read reads sections in one run of ini.v1.
func (b *batch) read(bodies []*body) {
	for _, sec := range bodies {
		x := lexer{batch: b, body: sec}
		x.lex(sec.text, sec.line)
	}
	b.run()
}

// run reads what was collected and hands the values out; the batch is empty then.
func (b *batch) run() {
	defer b.reset()
	if len(b.text) > 0 {
		parsed, err := ini.LoadSources(dialect(), b.text)
		for _, key := range b.order {
			var values []string
			if err == nil {
				values = parsed.Section(ini.DefaultSection).Key(key).ValueWithShadows()
			}
			b.fill(b.slots[key], values)
		}
	}
	for _, t := range b.tails {
		e := &t.body.entries[t.entry]
		e.value += "\n" + t.text
		e.last = t.line
	}
}

// fill gives each slot its value. Were there ever not one for each, then none could be trusted.
func (b *batch) fill(slots []slot, values []string) {
	for i, s := range slots {
		e := &s.body.entries[s.entry]
		if len(values) == len(slots) {
			e.value = values[i]
		} else {
			s.body.report(e.line, unreadableSetting)
		}
	}
}

func (b *batch) reset() {
	b.text, b.tails = b.text[:0], b.tails[:0]
	for _, key := range b.order {
		b.slots[key] = b.slots[key][:0]
	}
	b.order = b.order[:0]
}
