package request

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

// deepest bounds the nesting of CBOR.
const deepest = 100

var errCBOR = errors.New("not CBOR")

// cborToJSON converts CBOR (RFC 8949) to JSON and keeps the order of the members, which decoders into Go values
// lose. Byte strings become base64, timestamps RFC 3339, and numbers that JSON lacks strings.
func cborToJSON(body []byte) ([]byte, error) {
	d := cborDecoder{rest: body, out: make([]byte, 0, 2*len(body))}
	if err := d.value(0); err != nil {
		return nil, err
	}
	if len(d.rest) > 0 {
		return nil, errCBOR
	}
	return d.out, nil
}

type cborDecoder struct{ rest, out []byte }

// The additional information of an item's first byte.
const (
	cborOneByte    = 24
	cborIndefinite = 31
	cborBreak      = 0xff
)

// head reads the first byte of an item, and the number in it or after it.
func (d *cborDecoder) head() (major, info byte, n uint64, err error) {
	if len(d.rest) == 0 {
		return 0, 0, 0, errCBOR
	}
	major, info = d.rest[0]>>5, d.rest[0]&0x1f
	d.rest = d.rest[1:]
	switch {
	case info < cborOneByte:
		return major, info, uint64(info), nil
	case info == cborIndefinite:
		return major, info, 0, nil
	case info > cborOneByte+3:
		return 0, 0, 0, errCBOR
	}
	size := 1 << (info - cborOneByte)
	if len(d.rest) < size {
		return 0, 0, 0, errCBOR
	}
	var padded [8]byte
	copy(padded[8-size:], d.rest)
	d.rest = d.rest[size:]
	return major, info, binary.BigEndian.Uint64(padded[:]), nil
}

// value writes one item.
func (d *cborDecoder) value(depth int) error {
	if depth > deepest {
		return errCBOR
	}
	major, info, n, err := d.head()
	if err != nil {
		return err
	}
	if info == cborIndefinite && (major < 2 || major == 6) {
		return errCBOR
	}
	switch major {
	case 0:
		d.out = strconv.AppendUint(d.out, n, 10)
	case 1:
		d.negative(n)
	case 2, 3:
		text, err := d.text(major, info, n)
		if err != nil {
			return err
		}
		if major == 2 {
			text = []byte(base64.StdEncoding.EncodeToString(text))
		}
		d.quote(string(text))
	case 4:
		return d.list(info, n, depth)
	case 5:
		return d.object(info, n, depth)
	case 6:
		return d.tagged(n, depth)
	default:
		return d.simple(info, n)
	}
	return nil
}

// negative writes -1-n, which may need more than 64 bits.
func (d *cborDecoder) negative(n uint64) {
	if n == math.MaxUint64 {
		d.out = append(d.out, "-18446744073709551616"...)
		return
	}
	d.out = strconv.AppendUint(append(d.out, '-'), n+1, 10)
}

func (d *cborDecoder) quote(text string) {
	quoted, _ := json.Marshal(text) // a string can be marshaled
	d.out = append(d.out, quoted...)
}

// text reads a string, which may consist of chunks.
func (d *cborDecoder) text(major, info byte, n uint64) ([]byte, error) {
	if info != cborIndefinite {
		if n > uint64(len(d.rest)) {
			return nil, errCBOR
		}
		text := d.rest[:n]
		d.rest = d.rest[n:]
		if major == 3 && !utf8.Valid(text) {
			return nil, errCBOR
		}
		return text, nil
	}
	var whole []byte
	for !d.broken() {
		m, info, n, err := d.head()
		if err != nil || m != major || info == cborIndefinite {
			return nil, errCBOR
		}
		chunk, err := d.text(m, info, n)
		if err != nil {
			return nil, err
		}
		whole = append(whole, chunk...)
	}
	return whole, nil
}

// broken reports whether the end of an indefinite item is next, and skips it.
func (d *cborDecoder) broken() bool {
	if len(d.rest) > 0 && d.rest[0] == cborBreak {
		d.rest = d.rest[1:]
		return true
	}
	return false
}

// each calls write for n items, or until the break of an indefinite item.
func (d *cborDecoder) each(info byte, n uint64, write func() error) error {
	for i := uint64(0); ; i++ {
		if info == cborIndefinite && d.broken() || info != cborIndefinite && i == n {
			return nil
		}
		if i > 0 {
			d.out = append(d.out, ',')
		}
		if err := write(); err != nil {
			return err
		}
	}
}

func (d *cborDecoder) list(info byte, n uint64, depth int) error {
	d.out = append(d.out, '[')
	err := d.each(info, n, func() error { return d.value(depth + 1) })
	d.out = append(d.out, ']')
	return err
}

func (d *cborDecoder) object(info byte, n uint64, depth int) error {
	d.out = append(d.out, '{')
	err := d.each(info, n, func() error {
		begin := len(d.out)
		if err := d.value(depth + 1); err != nil {
			return err
		}
		if key := string(d.out[begin:]); key[0] != '"' { // keys of JSON are strings
			d.out = d.out[:begin]
			d.quote(key)
		}
		d.out = append(d.out, ':')
		return d.value(depth + 1)
	})
	d.out = append(d.out, '}')
	return err
}

// tagged writes a tagged item. Only the tag for timestamps (1) changes how it is written.
func (d *cborDecoder) tagged(tag uint64, depth int) error {
	begin := len(d.out)
	if err := d.value(depth + 1); err != nil || tag != 1 {
		return err
	}
	seconds, err := strconv.ParseFloat(string(d.out[begin:]), 64)
	if err != nil || math.Abs(seconds) > 1<<37 {
		return nil //nolint:nilerr // it is shown as it is
	}
	whole, part := math.Modf(seconds)
	at := time.Unix(int64(whole), int64(math.Round(part*1e3))*1e6).UTC()
	d.out = d.out[:begin]
	d.quote(at.Format(time.RFC3339Nano))
	return nil
}

// simple writes the constants and the floating-point numbers.
func (d *cborDecoder) simple(info byte, n uint64) error {
	switch info {
	case 20:
		d.out = append(d.out, "false"...)
	case 21:
		d.out = append(d.out, "true"...)
	case 22, 23:
		d.out = append(d.out, "null"...)
	case 25:
		d.float(half(uint16(n))) //nolint:gosec // two bytes
	case 26:
		d.float(float64(math.Float32frombits(uint32(n)))) //nolint:gosec // four bytes
	case 27:
		d.float(math.Float64frombits(n))
	default:
		return errCBOR
	}
	return nil
}

func (d *cborDecoder) float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		d.quote(strconv.FormatFloat(f, 'g', -1, 64))
		return
	}
	d.out = strconv.AppendFloat(d.out, f, 'g', -1, 64)
}

// half converts a 16-bit float (RFC 8949, appendix D).
func half(bits uint16) float64 {
	exponent, fraction := int(bits>>10&0x1f), float64(bits&0x3ff)
	var f float64
	switch exponent {
	case 0:
		f = math.Ldexp(fraction, -24)
	case 31:
		if f = math.Inf(1); fraction != 0 {
			f = math.NaN()
		}
	default:
		f = math.Ldexp(fraction+1024, exponent-25)
	}
	if bits&0x8000 != 0 {
		f = -f
	}
	return f
}

// readCBOR reads the errors of RPC v2 CBOR.
func (e *Error) readCBOR(body []byte) {
	text, err := cborToJSON(body)
	if err == nil {
		e.readJSON(text)
	}
}
