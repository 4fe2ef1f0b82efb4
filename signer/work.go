package signer

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// The names of the algorithms in a signature.
const (
	algorithm  = "AWS4-HMAC-SHA256"
	algorithmA = "AWS4-ECDSA-P256-SHA256"
)

// timeFormat is the layout of times in a signature. They are in UTC.
const timeFormat = "20060102T150405Z"

// work holds the state of one signature. Its buffers are reused.
type work struct {
	o       Options
	c       Credentials
	r       *http.Request
	header  http.Header // the request's headers, unfolded
	host    string
	path    string // as it is sent
	recoded bool   // path differs from the URL's
	notes   []string
	at      time.Time
	payload string
	chunks  bool // the body is signed while it is sent
	expires int64

	headers   headers
	hoisted   []string
	query     query
	stamp     []byte // the time in timeFormat
	scope     []byte
	canonical []byte
	names     [2]int // begin and end of the list of signed headers in canonical
	toSign    []byte
	out       []byte // the query as it is sent; later scratch space
	signature []byte // in hexadecimal
}

func (w *work) reset() {
	w.headers.reset()
	w.query.reset()
	clear(w.hoisted)
	w.o, w.c, w.r, w.header = Options{}, Credentials{}, nil, nil
	w.chunks, w.recoded, w.notes, w.expires = false, false, nil, 0
	w.hoisted, w.stamp, w.scope, w.canonical = w.hoisted[:0], w.stamp[:0], w.scope[:0], w.canonical[:0]
	w.toSign, w.out, w.signature = w.toSign[:0], w.out[:0], w.signature[:0]
}

// sign computes the signature. It does not yet change the request.
func (w *work) sign(s *Signer, r *http.Request, c Credentials, o *Options) error {
	if err := w.prepare(s, r, c, o); err != nil {
		return err
	}
	if err := w.resolvePayload(); err != nil {
		return err
	}
	if w.o.InQuery {
		w.buildQuery()
	} else {
		w.setHeaders()
		w.headers.collect(w.r, w.header, w.host, &w.o)
	}
	w.canonicalize()
	w.makeStringToSign()
	return w.makeSignature(s)
}

// prepare checks the input and sets the service, region and time.
func (w *work) prepare(s *Signer, r *http.Request, c Credentials, o *Options) (err error) {
	if c.Empty() {
		return ErrNoCredentials
	}
	if err := checkURL(r.URL); err != nil {
		return err
	}
	if w.host, err = hostHeader(r); err != nil {
		return err
	}
	w.o = *o
	if err := w.o.settle(w.host, r.URL); err != nil {
		return err
	}
	if w.header, err = unfolded(r.Header, c.token()); err != nil {
		return err
	}
	w.r, w.c, w.at = r, c, o.Time
	w.settlePath()
	w.noteHeaders()
	if w.at.IsZero() {
		w.at = s.now()
	}
	w.at = w.at.UTC()
	w.stamp = appendStamp(w.stamp, w.at)
	w.scope = append(append(w.scope, w.stamp[:len("20060102")]...), '/')
	if w.o.Algorithm != SigV4A {
		w.scope = append(append(w.scope, w.o.Region...), '/')
	}
	w.scope = append(append(w.scope, w.o.Service...), "/aws4_request"...)
	w.query.parse(r.URL.RawQuery)
	if w.query.has("X-Amz-Signature") {
		return ErrAlreadySigned
	}
	return w.resolveExpires()
}

// canonicalize builds the canonical request.
func (w *work) canonicalize() {
	b := append(w.canonical, w.method()...)
	b = appendPath(append(b, '\n'), w.path, &w.o)
	b = append(b, '\n')
	w.query.sort()
	b = w.query.appendTo(b)
	b = w.headers.appendValues(append(b, '\n'))
	b = append(b, '\n')
	w.names[0] = len(b)
	b = w.headers.appendNames(b)
	w.names[1] = len(b)
	w.canonical = append(append(b, '\n'), w.payload...)
}

func (w *work) method() string {
	if w.r.Method == "" {
		return http.MethodGet // like net/http
	}
	return w.r.Method
}

func (w *work) algorithm() string {
	if w.o.Algorithm == SigV4A {
		return algorithmA
	}
	return algorithm
}

func (w *work) makeStringToSign() {
	digest := sha256.Sum256(w.canonical)
	b := append(append(w.toSign, w.algorithm()...), '\n')
	b = append(append(b, w.stamp...), '\n')
	b = append(append(b, w.scope...), '\n')
	w.toSign = hex.AppendEncode(b, digest[:])
}

func (w *work) makeSignature(s *Signer) error {
	if w.o.Algorithm == SigV4A {
		key, err := s.keysA.get(w.c.AccessKeyID, w.c.secret())
		if err != nil {
			return err
		}
		signature, err := signA(key, w.toSign)
		if err != nil {
			return err
		}
		w.signature = hex.AppendEncode(w.signature, signature)
		return nil
	}
	var mac [sha256.Size]byte
	key := s.keys.get(w.c.secret(), w.stamp[:len("20060102")], w.o.Region, w.o.Service)
	w.signature = hex.AppendEncode(w.signature, key.appendMAC(mac[:0], w.toSign))
	return nil
}

func (w *work) signedHeaders() []byte { return w.canonical[w.names[0]:w.names[1]] }

// regionSet returns the list of regions in which a SigV4A signature is valid.
func (w *work) regionSet() string { return strings.Join(w.o.RegionSet, ",") }
