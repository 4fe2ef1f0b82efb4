package catalog

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"sync"

	_ "embed"
)

// The file is a first line, the lengths of its parts, and the parts: three that are read alone (services, operations,
// endpoints), the texts that services share, and each service's block and documentation. All are compressed.
const firstLine = "lanyard catalogue 1\n"

//go:embed catalog.bin
var embedded []byte

// A span is a part of the file.
type span struct{ from, to int }

// The parts that are read alone.
const (
	partServices = iota
	partOperations
	partEndpoints
	partShared
	parts
)

// A Catalog is an opened catalogue. It may be used by many goroutines at once.
type Catalog struct {
	file     []byte
	part     [parts]span
	services []*Service

	shared func() ([]string, error)
	plans  func() ([]plan, error)
	index  func() error

	mu     sync.Mutex
	blocks map[*Service][]*Operation
}

// Open opens the catalogue that the program holds. It reads the list of services, and the rest when it is needed.
func Open() (*Catalog, error) { return Read(embedded) }

// Read opens a catalogue from the bytes of its file.
func Read(file []byte) (*Catalog, error) {
	c := &Catalog{file: file, blocks: map[*Service][]*Operation{}}
	rest, ok := bytes.CutPrefix(file, []byte(firstLine))
	if !ok {
		return nil, errDamaged
	}
	lengths := make([]int, parts)
	for i := range lengths {
		n, size := binary.Uvarint(rest)
		if size <= 0 || n > uint64(len(file)) {
			return nil, errDamaged
		}
		lengths[i], rest = int(n), rest[size:]
	}
	at := len(file) - len(rest)
	for i, length := range lengths {
		c.part[i] = span{at, at + length}
		at += length
	}
	text, err := c.inflate(c.part[partServices], nil)
	if err != nil {
		return nil, err
	}
	if c.services, err = parseServices(text, at, len(file)); err != nil {
		return nil, err
	}

	c.index = sync.OnceValue(c.readIndex)
	c.shared = sync.OnceValues(func() ([]string, error) {
		text, err := c.inflate(c.part[partShared], nil)
		return strings.Split(text, "\n"), err
	})
	c.plans = sync.OnceValues(func() ([]plan, error) {
		text, err := c.inflate(c.part[partEndpoints], nil)
		return parsePlans(text), err
	})
	return c, nil
}

// inflate decompresses a part of the file.
func (c *Catalog) inflate(s span, dictionary []byte) (string, error) {
	if s.from > s.to || s.to > len(c.file) {
		return "", errDamaged
	}
	r := flate.NewReaderDict(bytes.NewReader(c.file[s.from:s.to]), dictionary)
	var text strings.Builder
	if _, err := io.Copy(&text, r); err != nil {
		return "", fmt.Errorf("%w: %w", errDamaged, err)
	}
	return text.String(), nil
}

// dictionary is what the blocks are compressed against: the shared texts' end, where the commonest are.
func dictionary(shared []string) []byte {
	text := []byte(strings.Join(shared, "\n"))
	return text[max(0, len(text)-1<<15):]
}

// block reads the operations of a service, once.
func (c *Catalog) block(s *Service) ([]*Operation, error) {
	if err := c.index(); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if operations, ok := c.blocks[s]; ok {
		return operations, nil
	}
	shared, err := c.shared()
	if err != nil {
		return nil, err
	}
	d := newCodec(shared)
	for i, dict := range [][]byte{dictionary(shared), nil} {
		text, err := c.inflate(s.block[i], dict)
		if err != nil {
			return nil, err
		}
		if err := d.split(i, []byte(text)); err != nil {
			return nil, err
		}
	}
	operations := make([]*Operation, len(s.operations))
	for i := range operations {
		operations[i] = &Operation{Summary: s.operations[i]}
	}
	d.operations(s, operations)
	if d.err != nil {
		return nil, d.err
	}
	c.blocks[s] = operations
	return operations, nil
}

// split divides a part of a block into its columns.
func (c *codec) split(part int, block []byte) error {
	for i := range c.stream {
		if column(i).part() != part {
			continue
		}
		n, size := binary.Uvarint(block)
		if size <= 0 || n > uint64(len(block)-size) {
			return errDamaged
		}
		c.stream[i], block = block[size:size+int(n)], block[size+int(n):]
	}
	return nil
}
