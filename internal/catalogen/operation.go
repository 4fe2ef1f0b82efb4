package main

import (
	"cmp"
	"fmt"

	"lanyard/signer/catalog"
)

// A converter turns a service's operations into the catalogue's.
type converter struct {
	model           *model
	inputs, outputs shapes
}

func newConverter(m *model) *converter {
	return &converter{
		model:   m,
		inputs:  shapes{from: m.Shapes, done: map[string]*catalog.Shape{}, enums: true},
		outputs: shapes{from: m.Shapes, done: map[string]*catalog.Shape{}},
	}
}

// input converts an operation's input. All inputs come before the outputs, which use their shapes where they can.
func (c *converter) input(name string) error {
	if from := c.model.Operations[name].Input; from != nil {
		_, err := c.inputs.shape(from.Shape)
		return err
	}
	return nil
}

func (c *converter) operation(s *catalog.Service, name string, p paginator) (*catalog.Operation, error) {
	from := c.model.Operations[name]
	o := &catalog.Operation{
		Summary: catalog.Summary{Name: name, Deprecated: from.Deprecated},
		Method:  from.HTTP.Method, Path: from.HTTP.RequestURI, HostPrefix: from.Endpoint.HostPrefix,
		Checksum: catalog.Checksum{
			Required:  from.HTTPChecksumRequired || from.HTTPChecksum.RequestChecksumRequired,
			Algorithm: from.HTTPChecksum.RequestAlgorithmMember,
		},
		UnsignedBody: from.UnsignedPayload || from.AuthType == "v4-unsigned-body",
	}
	if from.AuthType == "none" {
		o.Auth = catalog.Unsigned
	}
	var err error
	if from.Input != nil {
		if o.Input, err = c.inputs.shape(from.Input.Shape); err != nil {
			return nil, err
		}
		o.Root = cmp.Or(from.Input.LocationName, c.model.Shapes[from.Input.Shape].LocationName)
		o.Namespace = string(from.Input.XMLNamespace)
	}
	if from.Output != nil {
		c.outputs.known = c.inputs.done
		if o.Output, err = c.outputs.shape(from.Output.Shape); err != nil {
			return nil, err
		}
		o.Wrapper = from.Output.ResultWrapper
	}
	if len(p.InputToken) > 0 {
		o.Pages = &catalog.Pages{
			InputTokens: p.InputToken, OutputTokens: p.OutputToken,
			Limit: p.LimitKey, More: p.MoreResults, Results: p.ResultKey,
		}
	}
	o.ReadOnly = reads(s, o)
	o.Credentials = holdsCredentials(s.Name, o)
	return o, nil
}

// shapes converts a service's shapes for its inputs, or for its outputs, which list no enumerations.
type shapes struct {
	from  map[string]*shape
	done  map[string]*catalog.Shape
	known map[string]*catalog.Shape // those of the inputs, for the outputs
	enums bool
}

// shape converts the shape of that name and all that it holds.
func (c *shapes) shape(name string) (*catalog.Shape, error) {
	if s, ok := c.done[name]; ok {
		return s, nil
	}
	if s, ok := c.known[name]; ok {
		return s, nil
	}
	from, ok := c.from[name]
	if !ok {
		return nil, fmt.Errorf("shape %q is missing", name)
	}
	kind, ok := shapeKind(from)
	if !ok {
		return nil, fmt.Errorf("shape %q has the unknown type %q", name, from.Type)
	}
	s := &catalog.Shape{
		Kind: kind, Payload: from.Payload, Union: from.Union, EventStream: from.EventStream, Flattened: from.Flattened,
	}
	c.done[name] = s
	override(s, from.traits)
	return s, c.fill(s, from)
}

func shapeKind(s *shape) (catalog.Kind, bool) {
	if s.Document {
		return catalog.Document, true
	}
	for k := catalog.String; k <= catalog.Document; k++ {
		if k.String() == s.Type {
			return k, true
		}
	}
	return catalog.String, s.Type == "character"
}

// longestEnum bounds the enumerations that are kept: longer ones, of instance types or currencies, grow every month.
const longestEnum = 100

// fill converts what the shape is made of.
func (c *shapes) fill(s *catalog.Shape, from *shape) error {
	if c.enums && s.Kind == catalog.String && len(from.Enum) <= longestEnum {
		s.Enum = from.Enum
	}
	if s.Kind != catalog.Structure && s.Kind != catalog.List && s.Kind != catalog.Map {
		return nil
	}
	for _, name := range from.Members.names {
		m, err := c.member(name, from.Members.references[name])
		if err != nil {
			return err
		}
		s.Members = append(s.Members, *m)
	}
	for _, name := range from.Required {
		if m := s.Member(name); m != nil {
			m.Required = true
		}
	}
	var err error
	if from.Member != nil {
		s.Element, err = c.member("", from.Member)
	}
	if from.Key != nil && err == nil {
		s.Key, err = c.member("", from.Key)
	}
	if from.Value != nil && err == nil {
		s.Element, err = c.member("", from.Value)
	}
	return err
}

// member converts a reference, which repeats or overrides what the shape says of itself.
func (c *shapes) member(name string, r *reference) (*catalog.Member, error) {
	s, err := c.shape(r.Shape)
	if err != nil {
		return nil, err
	}
	from := c.from[r.Shape]
	m := &catalog.Member{
		Name: name, Wire: cmp.Or(r.LocationName, from.LocationName, name), Query: cmp.Or(r.QueryName, from.QueryName),
		Location:    locations[cmp.Or(r.Location, from.Location)],
		Idempotency: r.IdempotencyToken || from.IdempotencyToken, HostLabel: r.HostLabel,
		Flattened: r.Flattened, XMLAttribute: r.XMLAttribute,
		Namespace: string(cmp.Or(r.XMLNamespace, from.XMLNamespace)),
	}
	own := *s
	if override(&own, r.traits) {
		s = &own
	}
	m.Shape = s
	return m, nil
}

var locations = map[string]catalog.Location{
	"uri": catalog.InPath, "querystring": catalog.InQuery, "header": catalog.InHeader,
	"headers": catalog.InHeaders, "statusCode": catalog.InStatus,
}

var timeFormats = map[string]catalog.TimeFormat{
	"iso8601": catalog.TimeISO8601, "unixTimestamp": catalog.TimeUnix, "rfc822": catalog.TimeRFC822,
}

// override applies traits to a shape and reports whether it had any to apply.
func override(s *catalog.Shape, t traits) bool {
	changed := false
	if f, ok := timeFormats[t.TimestampFormat]; ok {
		s.Format, changed = f, true
	}
	if t.Streaming && s.Kind == catalog.Blob {
		s.Streaming, changed = true, true
	}
	if t.JSONValue {
		s.JSONValue, changed = true, true
	}
	return changed
}
