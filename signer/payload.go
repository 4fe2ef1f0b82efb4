package signer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// The payload hashes with a meaning of their own.
const (
	emptyPayload    = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // the SHA-256 of an empty body
	UnsignedPayload = "UNSIGNED-PAYLOAD"
	streamedPayload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" // signed in chunks
)

// maxHeld bounds a body that is kept in memory because it cannot be read twice.
const maxHeld = 16 << 20

const contentHashHeader = "X-Amz-Content-Sha256"

// resolvePayload sets the payload hash.
func (w *work) resolvePayload() (err error) {
	given := w.header[contentHashHeader]
	switch {
	case w.o.PayloadHash != "":
		w.payload = w.o.PayloadHash
	case w.o.UnsignedPayload:
		w.payload = UnsignedPayload
	case len(given) == 1:
		w.payload = given[0]
	case w.o.InQuery && isS3(w.o.Service) && !w.o.ContentSHA256:
		w.payload = UnsignedPayload // the body is chosen when the URL is used
	case w.streams():
		w.payload, w.chunks = streamedPayload, true
	default:
		w.payload, err = hashBody(w.r)
	}
	return err
}

// sendsPayloadHash reports whether the request carries X-Amz-Content-Sha256: if the service requires it, or if the
// body is not signed, which a server can't know otherwise.
func (w *work) sendsPayloadHash() bool {
	return w.o.ContentSHA256 || isS3(w.o.Service) || w.o.Service == "aoss" || w.payload == UnsignedPayload
}

// streams reports whether the body is signed while it is sent, which only S3 supports.
func (w *work) streams() bool {
	r := w.r
	if !isS3(w.o.Service) || w.o.InQuery || w.o.Algorithm == SigV4A || r.Body == nil || r.Body == http.NoBody || r.ContentLength <= 0 {
		return false
	}
	if w.o.StreamPayload {
		return true
	}
	_, _, seekable := bodyPosition(r)
	return r.GetBody == nil && !seekable
}

// bodyPosition returns the current position of a body, and whether it can seek back there. A pipe is an *os.File
// too, but can't.
func bodyPosition(r *http.Request) (seeker io.Seeker, start int64, ok bool) {
	seeker, ok = r.Body.(io.Seeker)
	if !ok {
		return nil, 0, false
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	return seeker, start, err == nil
}

// hashBody hashes a body and makes it readable again.
func hashBody(r *http.Request) (string, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return emptyPayload, nil
	}
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return "", fmt.Errorf("%w: %w", errBody, err)
		}
		defer body.Close()
		return hashAll(body)
	}
	if seeker, start, ok := bodyPosition(r); ok {
		return hashFrom(r.Body, seeker, start)
	}
	return holdBody(r)
}

func hashFrom(body io.Reader, seeker io.Seeker, start int64) (string, error) {
	hash, err := hashAll(body)
	if err != nil {
		return "", err
	}
	if _, err := seeker.Seek(start, io.SeekStart); err != nil {
		return "", fmt.Errorf("%w: %w", errBody, err)
	}
	return hash, nil
}

func hashAll(body io.Reader) (string, error) {
	digest := sha256.New()
	if _, err := io.Copy(digest, body); err != nil {
		return "", fmt.Errorf("%w: %w", errBody, err)
	}
	return hex.EncodeToString(digest.Sum(nil)), nil
}

var errHeld = errors.New("it can be read only once, is longer than 16 MiB, and the service has no way to sign it while it is sent: give a file")

// holdBody reads a body that cannot be read again into memory.
func holdBody(r *http.Request) (string, error) {
	held, err := io.ReadAll(io.LimitReader(r.Body, maxHeld+1))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errBody, err)
	}
	if len(held) > maxHeld {
		return "", fmt.Errorf("%w: %w", errBody, errHeld)
	}
	if err := r.Body.Close(); err != nil {
		return "", fmt.Errorf("%w: %w", errBody, err)
	}
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(held)), nil }
	r.Body = io.NopCloser(bytes.NewReader(held))
	r.ContentLength = int64(len(held))
	digest := sha256.Sum256(held)
	return hex.EncodeToString(digest[:]), nil
}
