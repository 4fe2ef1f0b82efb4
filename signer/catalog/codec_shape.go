package catalog

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// How a shape is found: it is the one that a member of that name had last, a new one, whose definition follows, a
// primitive one, or one that the block had before.
const (
	shapeGuessed = iota
	shapeNew
	shapePrimitive
)

// shape reads or writes a reference to a shape, and its definition if it is a new one.
func (c *codec) shape(guess *Shape, s **Shape) {
	if c.err != nil {
		return
	}
	how := 0
	if c.writing {
		how = c.findShape(guess, *s)
	}
	c.number(references, &how)
	seen := how - shapePrimitive - len(c.primitive)
	switch {
	case how == shapeGuessed:
		*s = guess
	case how == shapeNew:
		if !c.writing {
			*s = &Shape{}
		} else {
			c.shapeIDs[*s] = len(c.shapes)
		}
		c.shapes = append(c.shapes, *s)
		c.define(*s)
	case seen < 0:
		*s = &c.primitive[how-shapePrimitive]
	case seen < len(c.shapes):
		*s = c.shapes[len(c.shapes)-1-seen]
	default:
		c.err = errDamaged
	}
}

func (c *codec) findShape(guess, s *Shape) int {
	p := c.primitiveOf(s)
	switch id, known := c.shapeIDs[s]; {
	case s == guess || p >= 0 && p == c.primitiveOf(guess):
		return shapeGuessed
	case p >= 0:
		return shapePrimitive + p
	case known:
		return shapePrimitive + len(c.primitive) + len(c.shapes) - 1 - id
	}
	return shapeNew
}

// primitiveOf returns the shape's place among the primitive ones, or -1.
func (c *codec) primitiveOf(s *Shape) int {
	if s.Kind == Structure || s.Kind == List || s.Kind == Map || len(s.Enum) > 0 {
		return -1
	}
	return slices.IndexFunc(c.primitive, func(p Shape) bool {
		return p.Kind == s.Kind && p.Format == s.Format && p.Streaming == s.Streaming && p.JSONValue == s.JSONValue
	})
}

const kindMask = 15

func (s *Shape) flags() []*bool {
	return []*bool{&s.Flattened, &s.Union, &s.EventStream, &s.Open, &s.hasPayload}
}

// define reads or writes what a shape is made of.
func (c *codec) define(s *Shape) {
	s.hasPayload = s.Payload != ""
	packed := int(s.Kind)
	for i, flag := range s.flags() {
		c.pack(&packed, 4+i, flag)
	}
	c.number(kindsOf, &packed)
	if !c.writing {
		s.Kind = Kind(packed & kindMask)
		for i, flag := range s.flags() {
			*flag = packed>>(4+i)&1 == 1
		}
	}
	switch s.Kind {
	case Structure:
		c.members(s)
	case List:
		c.member(0, &s.Element)
	case Map:
		c.member(0, &s.Key)
		c.member(0, &s.Element)
	default:
		c.list(values, &s.Enum)
	}
}

func (c *codec) pack(packed *int, bit int, flag *bool) {
	if *flag {
		*packed |= 1 << bit
	}
}

// list reads or writes texts up to an empty one.
func (c *codec) list(in column, texts *[]string) {
	previous := 0
	for i := 0; c.err == nil; i++ {
		s := ""
		if c.writing && i < len(*texts) {
			s = (*texts)[i]
		}
		if previous = c.text(in, previous, &s); previous == 0 {
			return
		}
		if !c.writing {
			*texts = append(*texts, s)
		}
	}
}

// members reads or writes a structure's members, up to one without a name, and which of them is the payload.
func (c *codec) members(s *Shape) {
	previous := 0
	for i := 0; c.err == nil; i++ {
		m := &Member{}
		if c.writing && i < len(s.Members) {
			m = &s.Members[i]
		}
		if previous = c.text(names, previous, &m.Name); previous == 0 {
			break
		}
		c.member(previous, &m)
		if !c.writing {
			s.Members = append(s.Members, *m)
		}
	}
	if !s.hasPayload {
		return
	}
	payload := 0
	for i, m := range s.Members {
		if m.Name == s.Payload {
			payload = i + 1
		}
	}
	c.number(kindsOf, &payload)
	if payload > 0 && payload <= len(s.Members) {
		s.Payload = s.Members[payload-1].Name
	}
}

// member reads or writes all of a member but its name, whose place is given, or 0 for those of lists and maps.
func (c *codec) member(name int, member **Member) {
	if *member == nil {
		*member = &Member{}
	}
	m := *member
	last := c.last[name]
	if last == nil {
		last = &Member{Shape: &c.primitive[0]}
	}
	c.traits(m, last)
	c.wire(m)
	c.shape(last.Shape, &m.Shape)
	c.last[name] = m
}

// traits reads or writes the member's flags and place, for which the last member of that name is the guess.
func (c *codec) traits(m, last *Member) {
	n := 0
	if packed := packTraits(m); c.writing && packed != packTraits(last) {
		n = packed + 1
	}
	c.number(traitsOf, &n)
	if n == 0 {
		n = packTraits(last) + 1
	}
	n--
	if !c.writing {
		m.Location = Location(n & 7)
		for i, flag := range m.flags() {
			*flag = n>>(3+i)&1 == 1
		}
	}
	for i, s := range []*string{&m.Namespace, &m.Query} {
		if n>>(8+i)&1 == 1 {
			c.text(names, -1-i, s)
		}
	}
}

func (m *Member) flags() []*bool {
	return []*bool{&m.Required, &m.Idempotency, &m.HostLabel, &m.Flattened, &m.XMLAttribute}
}

func packTraits(m *Member) int {
	n := int(m.Location)
	for i, flag := range m.flags() {
		if *flag {
			n |= 1 << (3 + i)
		}
	}
	if m.Namespace != "" {
		n |= 1 << 8
	}
	if m.Query != "" {
		n |= 1 << 9
	}
	return n
}

// How a member is called on the wire: as its name says, with another first letter, or otherwise.
const (
	wireSame = iota
	wireLower
	wireUpper
	wireOther
)

// wire reads or writes the member's name on the wire.
func (c *codec) wire(m *Member) {
	how := wireOther
	switch m.Wire {
	case m.Name:
		how = wireSame
	case withFirst(m.Name, unicode.ToLower):
		how = wireLower
	case withFirst(m.Name, unicode.ToUpper):
		how = wireUpper
	}
	c.number(wires, &how)
	switch how {
	case wireSame:
		m.Wire = m.Name
	case wireLower:
		m.Wire = withFirst(m.Name, unicode.ToLower)
	case wireUpper:
		m.Wire = withFirst(m.Name, unicode.ToUpper)
	default:
		c.text(names, -3, &m.Wire)
	}
}

func withFirst(s string, change func(rune) rune) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(change(r)) + s[size:]
}
