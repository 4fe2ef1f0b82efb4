package signer

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// chunkSize is the number of body bytes in a chunk. S3 requires at least 8 KiB in all but the last.
const chunkSize = 64 << 10

const (
	chunkMark    = ";chunk-signature="
	chunkPurpose = "AWS4-HMAC-SHA256-PAYLOAD\n"
)

var (
	errBodyShort = errors.New("shorter than the Content-Length")
	errBodyLong  = errors.New("longer than the Content-Length")
)

// prepareChunks sets the headers and the length that S3 requires for a body signed in chunks:
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

// chunkedLength returns the length of a body with its chunk signatures.
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

// applyChunks replaces the body by a reader that signs its chunks.
func (w *work) applyChunks(s *Signer) error {
	length, err := strconv.ParseInt(w.header.Get("X-Amz-Decoded-Content-Length"), 10, 64)
	if err != nil {
		return fmt.Errorf("%w: %w", errBody, err)
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

// chunkReader splits a body into chunks and signs each together with the signature of the chunk before it.
type chunkReader struct {
	body     io.ReadCloser
	left     int64 // bytes of the body still to be read, by the Content-Length
	key      *signingKey
	prefix   string // the beginning of every string to sign
	previous []byte // signature, in hexadecimal

	data   []byte // the current chunk of the body
	out    []byte // the current chunk as it is sent; offset bytes of it were read
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

// next builds the next chunk in out.
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
		return fmt.Errorf("%w: %w", errBody, err)
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

// checkEnd returns an error if the body is longer than the Content-Length: the rest would be lost silently.
func (c *chunkReader) checkEnd() error {
	var one [1]byte
	n, err := io.ReadFull(c.body, one[:])
	switch {
	case n > 0:
		return fmt.Errorf("%w: %w", errBody, errBodyLong)
	case err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("%w: %w", errBody, err)
	}
	return nil
}

// sign signs data and stores the signature in previous.
func (c *chunkReader) sign(data []byte) {
	digest := sha256.Sum256(data)
	toSign := append(append(c.out[:0], c.prefix...), c.previous...)
	toSign = append(append(toSign, '\n'), emptyPayload...) // the hash of the chunk's headers: it has none
	toSign = hex.AppendEncode(append(toSign, '\n'), digest[:])
	var mac [sha256.Size]byte
	c.previous = hex.AppendEncode(c.previous[:0], c.key.appendMAC(mac[:0], toSign))
}
