package catalog

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// An Entry is what Write stores of one service.
type Entry struct {
	Service    Service
	Operations []*Operation
	Docs       []string // the first sentence of each operation's documentation, or none at all
	Plan       int      // which of the endpoint plans is the service's
}

// Write returns the file of a catalogue, the same bytes for the same entries. Only the generator uses it.
func Write(entries []Entry, plans []string) ([]byte, error) {
	shared := sharedTexts(entries)
	dict := dictionary(shared)
	var services, names strings.Builder
	var blocks []byte
	for _, e := range entries {
		c := newWriter(shared)
		c.operations(&e.Service, e.Operations)
		if c.err != nil {
			return nil, c.err
		}
		texts, numbers, err := c.join(dict)
		if err != nil {
			return nil, err
		}
		var docs []byte
		if len(e.Docs) > 0 {
			if docs, err = deflate([]byte(strings.Join(e.Docs, "\n")), dict); err != nil {
				return nil, err
			}
		}
		blocks = append(append(append(blocks, texts...), numbers...), docs...)
		services.WriteString(formatService(&e, len(texts), len(numbers), len(docs)))
		names.WriteString(formatIndex(e.Operations))
	}
	file := []byte(firstLine)
	var stored [][]byte
	for _, text := range []string{services.String(), names.String(), strings.Join(plans, "\n\n"), strings.Join(shared, "\n")} {
		part, err := deflate([]byte(text), nil)
		if err != nil {
			return nil, err
		}
		file = binary.AppendUvarint(file, uint64(len(part)))
		stored = append(stored, part)
	}
	return append(append(file, bytes.Join(stored, nil)...), blocks...), nil
}

// newWriter returns a codec that writes.
func newWriter(shared []string) *codec {
	c := newCodec(shared)
	c.writing = true
	c.ids, c.sharedIDs, c.shapeIDs = map[string]int{"": 0}, map[string]int{}, map[*Shape]int{}
	for i, s := range shared {
		c.sharedIDs[s] = i
	}
	return c
}

// join puts the columns together again: those of texts, and those of numbers, which have another alphabet and are
// therefore compressed apart.
func (c *codec) join(dict []byte) (texts, numbers []byte, err error) {
	var joined [2][]byte
	for i, stream := range c.stream {
		part := &joined[column(i).part()]
		*part = append(binary.AppendUvarint(*part, uint64(len(stream))), stream...)
	}
	if texts, err = deflate(joined[0], dict); err != nil {
		return nil, nil, err
	}
	numbers, err = deflate(joined[1], nil)
	return texts, numbers, err
}

func deflate(text, dict []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := flate.NewWriterDict(&out, flate.BestCompression, dict)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

// sharedTexts returns the texts that several services have, the commonest last.
func sharedTexts(entries []Entry) []string {
	count := map[string]int{}
	for _, e := range entries {
		c := newWriter(nil)
		c.operations(&e.Service, e.Operations)
		for _, s := range c.table[1:] {
			count[s]++
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < 2 })
	return slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[a], count[b]), cmp.Compare(a, b))
	})
}
