package signer

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// unsignedHeader reports whether a header stays out of the signature because proxies and clients change it. It
// combines the list of the AWS SDK for Go with the hop-by-hop headers in botocore's.
func unsignedHeader(name string) bool {
	switch len(name) {
	case 2:
		return strings.EqualFold(name, "TE")
	case 6:
		return strings.EqualFold(name, "Expect")
	case 7:
		return strings.EqualFold(name, "Trailer") || strings.EqualFold(name, "Upgrade")
	case 10:
		return strings.EqualFold(name, "User-Agent") || strings.EqualFold(name, "Connection") || strings.EqualFold(name, "Keep-Alive")
	case 15:
		return strings.EqualFold(name, "X-Amzn-Trace-Id")
	case 17:
		return strings.EqualFold(name, "Transfer-Encoding")
	case 18:
		return strings.EqualFold(name, "Proxy-Authenticate")
	case 19:
		return strings.EqualFold(name, "Proxy-Authorization")
	}
	return false
}

// ownHeader reports whether the signer or net/http writes a header.
func ownHeader(name string) bool {
	switch len(name) {
	case len("Host"):
		return strings.EqualFold(name, "Host")
	case len("Authorization"):
		return strings.EqualFold(name, "Authorization")
	case len("Content-Length"):
		return strings.EqualFold(name, "Content-Length")
	}
	return false
}

// hoisted reports whether query signing moves a header into the query: AWS's own headers, which servers read
// there too, with the exceptions of the AWS SDK for Go.
func hoisted(name string) bool {
	if !hasPrefixFold(name, "X-Amz-") {
		return false
	}
	rest := name[len("X-Amz-"):]
	switch {
	case hasPrefixFold(rest, "Meta-"), hasPrefixFold(rest, "Object-Lock-"):
		return false
	case hasPrefixFold(rest, "Checksum-"):
		return hasPrefixFold(rest, "Checksum-Mode")
	case hasPrefixFold(rest, "Server-Side-Encryption"):
		return !stayingEncryption(rest[len("Server-Side-Encryption"):])
	case hasPrefixFold(rest, "Copy-Source"):
		return !stayingCopySource(rest[len("Copy-Source"):])
	}
	switch rest {
	case "Acl", "Content-Sha256", "Grant-Read", "Grant-Read-Acp", "Grant-Write", "Grant-Write-Acp", "Metadata-Directive",
		"Mfa", "Storage-Class", "Tagging", "Website-Redirect-Location":
		return false
	}
	return true
}

func stayingEncryption(rest string) bool {
	switch rest {
	case "", "-Aws-Kms-Key-Id", "-Context", "-Customer-Algorithm", "-Customer-Key", "-Customer-Key-Md5":
		return true
	}
	return false
}

func stayingCopySource(rest string) bool {
	switch rest {
	case "", "-If-Match", "-If-Modified-Since", "-If-None-Match", "-If-Unmodified-Since", "-Range":
		return true
	}
	encryption, ok := strings.CutPrefix(rest, "-Server-Side-Encryption-Customer-")
	return ok && (encryption == "Algorithm" || encryption == "Key" || encryption == "Key-Md5")
}

// ownInQuery reports whether query signing itself writes a header into the query.
func ownInQuery(key string, o *Options) bool {
	return key == "X-Amz-Date" || key == "X-Amz-Security-Token" && !o.OmitToken
}

// queryName returns the name of a hoisted header in the query. S3 reads two of them in lower case only.
func queryName(header string) string {
	switch header {
	case "X-Amz-Expected-Bucket-Owner":
		return "x-amz-expected-bucket-owner"
	case "X-Amz-Request-Payer":
		return "x-amz-request-payer"
	}
	return header
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// noteHeaders warns of values that S3 refuses: it compares signatures in ASCII.
func (w *work) noteHeaders() {
	if !isS3(w.o.Service) {
		return
	}
	for key, values := range w.header {
		if slices.ContainsFunc(values, notASCII) {
			w.notes = append(w.notes, fmt.Sprintf("S3 takes ASCII alone in headers, and %q has other letters", key))
		}
	}
	slices.Sort(w.notes)
}

func notASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) >= 0
}

// header is a signed header: its lower-case name in headers.names, its name in the request, which orders several
// spellings, and its values.
type header struct {
	start, end int
	key        string
	values     []string
	value      string // instead of values, where the request has none
}

// maxInserted is the number of headers up to which insertion sort is fastest.
const maxInserted = 16

// headers holds the signed headers and their order by name. Sorting moves indexes, which is cheaper than moving
// the headers.
type headers struct {
	names []byte
	list  []header
	order []int
}

func (h *headers) reset() {
	clear(h.list)
	h.names, h.list, h.order = h.names[:0], h.list[:0], h.order[:0]
}

func (h *headers) name(e *header) []byte { return h.names[e.start:e.end] }

func (h *headers) add(key string, values []string, value string) {
	start := len(h.names)
	h.names = appendLower(h.names, key)
	h.order = append(h.order, len(h.list))
	h.list = append(h.list, header{start: start, end: len(h.names), key: key, values: values, value: value})
}

// collect adds the headers of a request that are signed. It takes Host and Content-Length from the request's
// fields: net/http does not send a Host header of the map.
func (h *headers) collect(r *http.Request, from http.Header, host string, o *Options) {
	h.add("Host", nil, host)
	// OpenSearch Serverless refuses a signed length:
	// https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-clients.html
	if r.ContentLength > 0 && o.Service != "aoss" && !o.leavesOut("Content-Length") {
		h.add("Content-Length", nil, strconv.FormatInt(r.ContentLength, 10))
	}
	for key, values := range from {
		switch {
		case len(values) == 0, ownHeader(key), o.leavesOut(key):
		case unsignedHeader(key) && !o.AllHeaders:
		case o.InQuery && (!o.NoHoist && hoisted(key) || ownInQuery(key, o)):
		default:
			h.add(key, values, "")
		}
	}
	h.sort()
}

// sort sorts by insertion where that is fast: requests have few headers.
func (h *headers) sort() {
	if len(h.order) > maxInserted {
		slices.SortFunc(h.order, h.compare)
		return
	}
	for i := 1; i < len(h.order); i++ {
		for j := i; j > 0 && h.compare(h.order[j-1], h.order[j]) > 0; j-- {
			h.order[j-1], h.order[j] = h.order[j], h.order[j-1]
		}
	}
}

func (h *headers) compare(a, b int) int {
	if x, y := h.names[h.list[a].start], h.names[h.list[b].start]; x != y { // names are not empty
		return int(x) - int(y)
	}
	if c := bytes.Compare(h.name(&h.list[a]), h.name(&h.list[b])); c != 0 {
		return c
	}
	return strings.Compare(h.list[a].key, h.list[b].key)
}

// repeated reports whether a header is another spelling of the one before it.
func (h *headers) repeated(place int) bool {
	return place > 0 && bytes.Equal(h.name(&h.list[h.order[place]]), h.name(&h.list[h.order[place-1]]))
}

// appendValues appends "name:value,value\n" for every header.
func (h *headers) appendValues(dst []byte) []byte {
	for place, i := range h.order {
		e := &h.list[i]
		if h.repeated(place) {
			dst[len(dst)-1] = ','
		} else {
			dst = append(append(dst, h.name(e)...), ':')
		}
		if e.values == nil {
			dst = appendTrimmed(dst, e.value)
		}
		for j, value := range e.values {
			if j > 0 {
				dst = append(dst, ',')
			}
			dst = appendTrimmed(dst, value)
		}
		dst = append(dst, '\n')
	}
	return dst
}

// appendNames appends the list of signed headers.
func (h *headers) appendNames(dst []byte) []byte {
	for place, i := range h.order {
		if h.repeated(place) {
			continue
		}
		if place > 0 {
			dst = append(dst, ';')
		}
		dst = append(dst, h.name(&h.list[i])...)
	}
	return dst
}
