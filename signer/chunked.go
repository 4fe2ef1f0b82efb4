package signer

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// chunkSize is the body's share in one chunk: S3 wants 8 KiB at the least in all but the last.
const chunkSize = 64 << 10

const (
	chunkMark    = ";chunk-signature="
	chunkPurpose = "AWS4-HMAC-SHA256-PAYLOAD\n"
)

var (
	errBodyShort = errors.New("shorter than the Content-Length")
	errBodyLong  = errors.New("longer than the Content-Length")
)

// prepareChunks gives the request the form in which S3 takes a body that is signed chunk by chunk:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
func (w *work) prepareChunks() {
	h := w.header
	encoding := "aws-chunked"
	if old := h.Get("Content-Encoding"); old != "" {
		encoding += "," + old
	}
	setHeader(h, "Content-Encoding", encoding)
	setHeader(h, "X-Amz-Decoded-Content-Length", strconv.FormatInt(w.r.ContentLength, 10))
	w.r.ContentLength = chunkedLength(w.r.ContentLength)
}

// chunkedLength is the length of a body of length bytes with its chunk signatures.
func chunkedLength(length int64) int64 {
	one := func(size int64) int64 {
		return int64(len(strconv.FormatInt(size, 16))+len(chunkMark)+2*sha256.Size) + size + 4
	}
	total := length/chunkSize*one(chunkSize) + one(0)
	if rest := length % chunkSize; rest > 0 {
		total += one(rest)
	}
	return total
}

// applyChunks puts the signing reader before the body.
func (w *work) applyChunks(s *Signer) error {
	length, err := strconv.ParseInt(w.header.Get("X-Amz-Decoded-Content-Length"), 10, 64)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBody, err)
	}
	r := w.r
	key := s.keys.get(w.c.secret(), w.stamp[:len("20060102")], w.o.Region, w.o.Service)
	prefix := chunkPurpose + string(w.stamp) + "\n" + string(w.scope) + "\n"
	seed := string(w.signature)
	wrap := func(body io.ReadCloser) io.ReadCloser {
		return &chunkReader{body: body, left: length, key: key, prefix: prefix, previous: []byte(seed)}
	}
	r.Body = wrap(r.Body)
	if again := r.GetBody; again != nil {
		r.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			return wrap(body), nil
		}
	}
	return nil
}

// chunkReader reads a body as chunks, each signed over the signature of the one before it.
type chunkReader struct {
	body     io.ReadCloser
	left     int64 // of the body, by the Content-Length
	key      *signingKey
	prefix   string // of every string to sign
	previous []byte // signature, in hexadecimal

	data   []byte // the present chunk as it is in the body
	out    []byte // the present chunk as it is sent, and what of it was read
	offset int
	ended  bool
	err    error
}

func (c *chunkReader) Read(p []byte) (int, error) {
	if c.offset == len(c.out) {
		if c.err == nil {
			c.err = c.next()
		}
		if c.err != nil {
			return 0, c.err
		}
	}
	n := copy(p, c.out[c.offset:])
	c.offset += n
	return n, nil
}

// Close closes the body.
func (c *chunkReader) Close() error { return c.body.Close() }

// next makes the next chunk.
func (c *chunkReader) next() error {
	if c.ended {
		return io.EOF
	}
	size := int(min(c.left, chunkSize))
	if c.data == nil {
		c.data = make([]byte, size)
		c.out = make([]byte, 0, size+128)
	}
	data := c.data[:size]
	if _, err := io.ReadFull(c.body, data); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errBodyShort
		}
		return fmt.Errorf("%w: %w", ErrBody, err)
	}
	c.left -= int64(size)
	if size == 0 {
		if err := c.checkEnd(); err != nil {
			return err
		}
		c.ended = true
	}
	c.sign(data)
	c.out = strconv.AppendInt(c.out[:0], int64(size), 16)
	c.out = append(append(c.out, chunkMark...), c.previous...)
	c.out = append(append(c.out, "\r\n"...), data...)
	c.out = append(c.out, "\r\n"...)
	c.offset = 0
	return nil
}

// checkEnd refuses a body that goes on: the rest would be lost without a word.
func (c *chunkReader) checkEnd() error {
	var one [1]byte
	n, err := io.ReadFull(c.body, one[:])
	switch {
	case n > 0:
		return fmt.Errorf("%w: %w", ErrBody, errBodyLong)
	case err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("%w: %w", ErrBody, err)
	}
	return nil
}

// sign makes previous the signature of data.
func (c *chunkReader) sign(data []byte) {
	digest := sha256.Sum256(data)
	toSign := append(append(c.out[:0], c.prefix...), c.previous...)
	toSign = append(append(toSign, '\n'), EmptyPayload...) // of the headers that a chunk does not have
	toSign = hex.AppendEncode(append(toSign, '\n'), digest[:])
	var mac [sha256.Size]byte
	c.previous = hex.AppendEncode(c.previous[:0], c.key.appendMAC(mac[:0], toSign))
}
