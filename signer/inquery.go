package signer

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// S3's limits: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
const (
	minExpires     = time.Second
	maxExpires     = 7 * 24 * time.Hour
	defaultExpires = 15 * time.Minute
)

// resolveExpires sets the lifetime of a URL, in seconds. Only S3's limits are checked: those of other services
// differ.
func (w *work) resolveExpires() error {
	if !w.o.InQuery {
		return nil
	}
	expires := w.o.Expires
	if given, ok := w.givenExpires(); ok && expires == 0 {
		seconds, err := strconv.ParseInt(given, 10, 32)
		if err != nil || seconds < 1 {
			return fmt.Errorf("%w: X-Amz-Expires %q is not a number of seconds", errExpires, given)
		}
		expires = time.Duration(seconds) * time.Second
	}
	switch {
	case expires == 0 && isS3(w.o.Service):
		expires = defaultExpires
	case expires == 0:
		return nil
	case expires < minExpires:
		return fmt.Errorf("%w: %v is less than a second", errExpires, expires)
	case expires > maxExpires && isS3(w.o.Service):
		return fmt.Errorf("%w: %v is more than S3's 7 days", errExpires, expires)
	}
	w.expires = int64(expires / time.Second)
	return nil
}

// givenExpires returns the request's own X-Amz-Expires. As a header it moves into the query.
func (w *work) givenExpires() (string, bool) {
	if values := w.header["X-Amz-Expires"]; len(values) > 0 && !w.o.NoHoist && !w.o.leavesOut("X-Amz-Expires") {
		return values[len(values)-1], true
	}
	for _, p := range w.query.pairs {
		if string(w.query.name(p)) == "X-Amz-Expires" {
			return decodeOnce(string(w.query.value(p))), true
		}
	}
	return "", false
}

// buildQuery adds the parameters of the signature to the query, and the headers that query signing moves there.
func (w *work) buildQuery() {
	q := &w.query
	w.hoist()
	if w.o.ContentSHA256 {
		if w.header = w.header.Clone(); w.header == nil {
			w.header = make(http.Header, 1)
		}
		setHeader(w.header, contentHashHeader, w.payload)
	}
	q.set("X-Amz-Algorithm", w.algorithm())
	w.out = append(append(append(w.out[:0], w.c.AccessKeyID...), '/'), w.scope...)
	q.drop("X-Amz-Credential")
	q.addBytes("X-Amz-Credential", w.out)
	q.drop("X-Amz-Date")
	q.addBytes("X-Amz-Date", w.stamp)
	if w.o.Algorithm == SigV4A {
		q.set("X-Amz-Region-Set", w.regionSet())
	}
	if w.expires > 0 {
		var digits [20]byte
		q.drop("X-Amz-Expires")
		q.addBytes("X-Amz-Expires", strconv.AppendInt(digits[:0], w.expires, 10))
	}
	if token := w.c.token(); token != "" && !w.o.OmitToken {
		q.drop("X-Amz-Security-Token")
		if !w.o.LateToken {
			q.add("X-Amz-Security-Token", token)
		}
	}
	w.headers.collect(w.r, w.header, w.host, &w.o)
	w.out = w.headers.appendNames(w.out[:0])
	q.drop("X-Amz-SignedHeaders")
	q.addBytes("X-Amz-SignedHeaders", w.out)
	w.out = q.appendTo(w.out[:0])
}

// hoist moves headers into the query, in the order of their names.
func (w *work) hoist() {
	if w.o.NoHoist {
		return
	}
	for key := range w.header {
		if hoisted(key) && !ownInQuery(key, &w.o) && !w.o.leavesOut(key) {
			w.hoisted = append(w.hoisted, key)
		}
	}
	slices.Sort(w.hoisted)
	for _, key := range w.hoisted {
		name := queryName(key)
		w.query.drop(name)
		for _, value := range w.header[key] {
			w.query.add(name, value)
		}
	}
}

// signedQuery returns the whole query, signature included.
func (w *work) signedQuery() string {
	w.out = append(append(w.out, "&X-Amz-Signature="...), w.signature...)
	if token := w.c.token(); token != "" && w.o.LateToken && !w.o.OmitToken {
		w.out = appendEscaped(append(w.out, "&X-Amz-Security-Token="...), token)
	}
	return string(w.out)
}

func (w *work) presigned() Presigned {
	p := Presigned{Notes: w.notes}
	u := w.r.URL
	query := w.signedQuery()
	p.URL = u.Scheme + "://" + u.Host + w.path + "?" + query
	if w.expires > 0 {
		p.Expires = w.at.Truncate(time.Second).Add(time.Duration(w.expires) * time.Second)
	}
	for i := range w.headers.list {
		e := &w.headers.list[i]
		if e.key == "Host" && e.value == u.Host {
			continue
		}
		if p.Header == nil {
			p.Header = make(map[string][]string, len(w.headers.list))
		}
		if e.values == nil {
			p.Header[e.key] = []string{e.value}
		} else {
			p.Header[e.key] = e.values
		}
	}
	return p
}
