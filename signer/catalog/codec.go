package catalog

import (
	"bytes"
	"encoding/binary"
	"errors"
)

var errDamaged = errors.New("the catalogue is damaged")

// A column is one of the streams that a service's block consists of. Like goes to like, which compresses better.
type column int

const (
	methods column = iota
	paths          // URI templates, one a line
	kindsOf
	names      // how the next name is found: see codec.text
	localNames // names that only this service has, one a line
	sharedNames
	values // the same for the values of enumerations
	localValues
	sharedValues
	references
	traitsOf
	wires
	columns
)

// part returns 0 for columns of texts and 1 for those of numbers, which are compressed apart.
func (c column) part() int {
	if c == paths || c == localNames || c == localValues {
		return 0
	}
	return 1
}

// A codec reads a block, or writes one: the same functions do both, so that what is written is what is read. Each
// takes a pointer to the value, which it sets or stores.
//
// What comes next is guessed from what came before; a right guess is stored as 0, and zeros compress well.
type codec struct {
	writing bool
	stream  [columns][]byte
	err     error

	shared    []string
	sharedIDs map[string]int // when writing
	table     []string       // the texts of this block so far
	ids       map[string]int // their places, when writing
	after     map[int]int    // what last followed a text
	primitive []Shape
	shapes    []*Shape       // the others so far
	shapeIDs  map[*Shape]int // when writing
	last      map[int]*Member
}

func newCodec(shared []string) *codec {
	return &codec{shared: shared, table: []string{""}, after: map[int]int{}, last: map[int]*Member{}, primitive: primitives()}
}

// primitives returns the shapes that need no definition.
func primitives() []Shape {
	return []Shape{
		{Kind: String},
		{Kind: Integer},
		{Kind: Long},
		{Kind: Float},
		{Kind: Double},
		{Kind: Boolean},
		{Kind: Timestamp},
		{Kind: Timestamp, Format: TimeISO8601},
		{Kind: Timestamp, Format: TimeUnix},
		{Kind: Timestamp, Format: TimeRFC822},
		{Kind: Blob},
		{Kind: Blob, Streaming: true},
		{Kind: String, JSONValue: true},
		{Kind: Document},
	}
}

// number reads or writes a number that is not negative.
func (c *codec) number(in column, n *int) {
	if c.writing {
		c.stream[in] = binary.AppendUvarint(c.stream[in], uint64(*n))
		return
	}
	v, size := binary.Uvarint(c.stream[in])
	if size <= 0 || v > 1<<30 {
		c.err, *n = errDamaged, 0
		return
	}
	c.stream[in], *n = c.stream[in][size:], int(v)
}

// line reads or writes a text as it is.
func (c *codec) line(in column, s *string) {
	if c.writing {
		c.stream[in] = append(append(c.stream[in], *s...), '\n')
		return
	}
	line, rest, found := bytes.Cut(c.stream[in], []byte{'\n'})
	if !found {
		c.err = errDamaged
	}
	c.stream[in], *s = rest, string(line)
}

// How a text is found: it is the guessed one, a line of the service's own, one that services share, or one that
// the block had before.
const (
	textGuessed = iota
	textLocal
	textShared
	textKnown
)

// text reads or writes a text that may occur several times, and returns its place in the table. previous is that
// of the text before it.
func (c *codec) text(in column, previous int, s *string) int {
	var how, id int
	if c.writing {
		how = c.textPlace(previous, *s)
	}
	c.number(in, &how)
	switch how {
	case textGuessed:
		id = c.after[previous]
	case textLocal:
		c.line(in+1, s)
		id = c.addText(*s)
	case textShared:
		place := c.sharedIDs[*s]
		c.number(in+2, &place)
		if place >= len(c.shared) {
			c.err, place = errDamaged, 0
		}
		id = c.addText(c.shared[place])
	default:
		id = how - textKnown
	}
	if id >= len(c.table) {
		c.err, id = errDamaged, 0
	}
	c.after[previous], *s = id, c.table[id]
	return id
}

// textPlace returns how the writer refers to a text.
func (c *codec) textPlace(previous int, s string) int {
	id, known := c.ids[s]
	switch {
	case known && c.after[previous] == id:
		return textGuessed
	case known:
		return textKnown + id
	}
	if _, ok := c.sharedIDs[s]; ok {
		return textShared
	}
	return textLocal
}

func (c *codec) addText(s string) int {
	c.table = append(c.table, s)
	if c.writing {
		c.ids[s] = len(c.table) - 1
	}
	return len(c.table) - 1
}
