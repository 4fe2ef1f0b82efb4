package main

import (
	"slices"

	"lanyard/signer/catalog"
)

// prune leaves out of outputs in JSON or CBOR, below their first level, what is shown as it came: such an answer
// describes itself but for timestamps and members with other names. It halves the catalogue.
func (c *converter) prune(s *catalog.Service, operations []*catalog.Operation) {
	if slices.ContainsFunc(s.Protocols, func(p catalog.Protocol) bool {
		return p == catalog.Query || p == catalog.EC2 || p == catalog.RESTXML
	}) {
		return
	}
	p := pruner{keep: map[*catalog.Shape]bool{}, needed: map[*catalog.Shape]bool{}, done: map[*catalog.Shape]bool{}}
	for _, in := range c.inputs.done {
		p.keep[in] = true
	}
	for changed := true; changed; {
		changed = false
		for _, out := range c.outputs.done {
			if !p.needed[out] && p.needs(out) {
				p.needed[out], changed = true, true
			}
		}
	}
	for _, o := range operations {
		if o.Output != nil && !p.keep[o.Output] {
			p.top(o.Output)
		}
	}
}

// A pruner knows which shapes the inputs have, too, and which hold something that is not shown as it came.
type pruner struct{ keep, needed, done map[*catalog.Shape]bool }

// needs reports whether the shape is one that reading an answer takes, by what is known of its parts.
func (p *pruner) needs(s *catalog.Shape) bool {
	for _, m := range s.Members {
		if m.Wire != m.Name || p.member(m.Shape) {
			return true
		}
	}
	return s.Kind == catalog.Timestamp || s.EventStream || s.Streaming || s.Element != nil && p.member(s.Element.Shape)
}

func (p *pruner) member(s *catalog.Shape) bool {
	return p.needed[s] || s.Kind == catalog.Timestamp || p.keep[s] && s.Kind >= catalog.Structure
}

// top prunes below the first level, whose members may be elsewhere than in the body.
func (p *pruner) top(s *catalog.Shape) {
	if p.done[s] {
		return
	}
	p.done[s] = true
	for i := range s.Members {
		if m := &s.Members[i]; m.Location == catalog.InBody && m.Name != s.Payload {
			p.replace(m)
		} else if m.Shape.Kind == catalog.Structure && !p.keep[m.Shape] && !m.Shape.EventStream {
			p.top(m.Shape)
		}
	}
}

// replace prunes what a member holds.
func (p *pruner) replace(m *catalog.Member) {
	s := m.Shape
	switch {
	case p.keep[s] || s.Kind < catalog.Structure || s.EventStream:
		return
	case !p.needed[s]:
		m.Shape = &catalog.Shape{Kind: catalog.Document}
		return
	case p.done[s]:
		return
	}
	p.done[s] = true
	if s.Kind == catalog.Structure {
		s.Open = true
		s.Members = slices.DeleteFunc(s.Members, func(m catalog.Member) bool { return m.Wire == m.Name && !p.member(m.Shape) })
	}
	for i := range s.Members {
		p.replace(&s.Members[i])
	}
	if s.Element != nil {
		p.replace(s.Element)
	}
}
