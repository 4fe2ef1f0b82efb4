package signer

import (
	"net/http"
	"strings"
)

// setHeaders adds the headers that a signature in the header needs. It changes the request before signing is
// finished, because only SigV4A's random source can fail after this.
func (w *work) setHeaders() {
	h := w.header
	if h == nil {
		h = make(http.Header, 4)
		w.header = h
	}
	w.r.Header = h
	if w.chunks {
		w.prepareChunks()
	}
	setHeader(h, "X-Amz-Date", string(w.stamp))
	if w.sendsPayloadHash() {
		setHeader(h, "X-Amz-Content-Sha256", w.payload)
	}
	if w.o.Algorithm == SigV4A {
		setHeader(h, "X-Amz-Region-Set", w.regionSet())
	}
	if token := w.c.token(); token != "" && !w.o.OmitToken {
		if w.o.LateToken {
			delete(h, "X-Amz-Security-Token")
		} else {
			setHeader(h, "X-Amz-Security-Token", token)
		}
	}
}

// setHeader sets a header by its canonical key. Unlike http.Header.Set it never changes the old slice, which a
// clone of the request may share.
func setHeader(h http.Header, key, value string) {
	if old := h[key]; len(old) == 1 && old[0] == value {
		return
	}
	h[key] = []string{value}
}

// apply puts the signature into the request.
func (w *work) apply(s *Signer) error {
	r := w.r
	r.Host = w.host
	w.applyPath()
	if w.o.InQuery {
		w.applyQuery()
		return nil
	}
	if !sendable(r.URL.RawQuery) {
		w.query.reset()
		w.query.parse(r.URL.RawQuery)
		w.out = w.query.appendTo(w.out[:0])
		r.URL.RawQuery = string(w.out)
	}
	setHeader(w.header, "Authorization", w.authorization())
	if token := w.c.token(); token != "" && w.o.LateToken && !w.o.OmitToken {
		setHeader(w.header, "X-Amz-Security-Token", token)
	}
	if w.chunks {
		return w.applyChunks(s)
	}
	return nil
}

// applyQuery puts the signature into the URL, and removes the headers that moved there: S3 refuses unsigned
// X-Amz-* headers, and two signatures.
func (w *work) applyQuery() {
	r := w.r
	r.URL.RawQuery = w.signedQuery()
	if r.Header = w.header; r.Header == nil {
		r.Header = make(http.Header)
	}
	for _, key := range w.hoisted {
		delete(r.Header, key)
	}
	delete(r.Header, "Authorization")
	delete(r.Header, "X-Amz-Date")
	if !w.o.OmitToken {
		delete(r.Header, "X-Amz-Security-Token")
	}
}

func (w *work) authorization() string {
	b := append(append(w.out[:0], w.algorithm()...), " Credential="...)
	b = append(append(b, w.c.AccessKeyID...), '/')
	b = append(append(b, w.scope...), ", SignedHeaders="...)
	b = append(append(b, w.signedHeaders()...), ", Signature="...)
	w.out = append(b, w.signature...)
	return string(w.out)
}

// Explanation describes how a request was signed; "sign --json" prints it. It holds the signature and the
// session token, but no key.
type Explanation struct {
	Method           string      `json:"method"`
	URL              string      `json:"url"`
	Headers          http.Header `json:"headers"` // all that are sent, Host included
	Service          string      `json:"service"`
	Region           string      `json:"region"`
	RegionSet        []string    `json:"region_set,omitempty"` // SigV4A
	Algorithm        string      `json:"algorithm"`            // as in the signature: AWS4-HMAC-SHA256
	CredentialScope  string      `json:"credential_scope"`
	SignedHeaders    []string    `json:"signed_headers"`
	PayloadHash      string      `json:"payload_hash"`
	CanonicalRequest string      `json:"canonical_request"`
	StringToSign     string      `json:"string_to_sign"`
	Signature        string      `json:"signature"`
	Authorization    string      `json:"authorization"` // empty when the signature is in the query
	Notes            []string    `json:"notes"`         // warnings about how the request is sent
}

func (w *work) explain() *Explanation {
	r := w.r
	e := &Explanation{
		Method: w.method(), URL: r.URL.Scheme + "://" + r.URL.Host + sentPath(r.URL),
		Headers: r.Header.Clone(), Service: w.o.Service, Region: w.o.Region,
		Algorithm: w.algorithm(), CredentialScope: string(w.scope),
		SignedHeaders: strings.Split(string(w.signedHeaders()), ";"), PayloadHash: w.payload,
		CanonicalRequest: string(w.canonical), StringToSign: string(w.toSign),
		Signature: string(w.signature), Authorization: r.Header.Get("Authorization"), Notes: w.notes,
	}
	if r.URL.RawQuery != "" {
		e.URL += "?" + r.URL.RawQuery
	}
	e.Headers.Set("Host", w.host)
	if w.o.Algorithm == SigV4A {
		e.RegionSet = w.o.RegionSet
	}
	return e
}
