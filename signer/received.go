package signer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"strings"
	"time"
)

// maxReceived bounds the signed request that Verify reads.
const maxReceived = 64 << 20

// received is a request that somebody else signed, as a server sees it.
type received struct {
	method, path, query string
	host                string
	header              http.Header
	body                []byte
	isURL               bool // no more than a URL: what is sent with it is not known

	inQuery       bool
	algorithm     string
	keyID         string
	scope         []string // day, region (SigV4 only), service, aws4_request
	signedHeaders []string
	signature     string
	stamp         string
	at            time.Time
	expires       string
	token         string
	regionSet     string // SigV4A
}

// readReceived reads a raw HTTP request, or a URL.
func readReceived(text []byte, method string) (*received, error) {
	if len(text) > maxReceived {
		return nil, fmt.Errorf("%w: %d bytes", ErrTooLong, len(text))
	}
	text = bytes.TrimLeft(text, " \t\r\n")
	if hasPrefixFold(string(text[:min(len(text), 8)]), "http://") || hasPrefixFold(string(text[:min(len(text), 8)]), "https://") {
		return readURL(string(bytes.TrimSpace(text)), method)
	}
	return readRequest(text)
}

func readURL(text, method string) (*received, error) {
	u, err := ParseURL(text)
	if err != nil {
		return nil, err
	}
	if method == "" {
		method = http.MethodGet
	}
	host, err := hostHeader(&http.Request{URL: u})
	if err != nil {
		return nil, err
	}
	return &received{method: method, path: sentPath(u), query: u.RawQuery, host: host, header: http.Header{}, isURL: true}, nil
}

// readRequest reads "GET /path HTTP/1.1", headers and body; lines may end without a carriage return.
func readRequest(text []byte) (*received, error) {
	reader := bufio.NewReader(bytes.NewReader(text))
	lines := textproto.NewReader(reader)
	first, err := lines.ReadLine()
	if err != nil {
		return nil, fmt.Errorf("%w: it is empty", ErrMalformed)
	}
	method, rest, ok := strings.Cut(first, " ")
	// The target may have a space in it that should not be there.
	i := strings.LastIndex(rest, " HTTP/")
	if !ok || i < 0 || !isToken(method) {
		return nil, fmt.Errorf("%w: it begins with %q, not with a method, a target and HTTP/1.1", ErrMalformed, cut(first))
	}
	header, err := lines.ReadMIMEHeader()
	if err != nil && err != io.EOF { //nolint:errorlint // ReadMIMEHeader returns io.EOF itself where there is no body
		return nil, fmt.Errorf("%w: its headers: %w", ErrMalformed, err)
	}
	r := &received{method: method, header: http.Header(header), host: header.Get("Host")}
	if r.body, err = readBody(reader, r.header); err != nil {
		return nil, fmt.Errorf("%w: its body: %w", ErrMalformed, err)
	}
	return r, r.setTarget(rest[:i])
}

// setTarget takes a path with a query, or a whole URL as a proxy gets it.
func (r *received) setTarget(target string) error {
	if !strings.HasPrefix(target, "/") {
		u, err := url.Parse(quoteInvalid(target))
		if err != nil || u.Host == "" {
			return fmt.Errorf("%w: its target is %q", ErrMalformed, cut(target))
		}
		if r.host == "" {
			r.host = u.Host
		}
		r.path, r.query = sentPath(u), u.RawQuery
		return nil
	}
	u, err := url.Parse(quoteInvalid("http://h" + target))
	if err != nil {
		return fmt.Errorf("%w: its target is %q", ErrMalformed, cut(target))
	}
	r.path, r.query = sentPath(u), u.RawQuery
	return nil
}

func readBody(reader io.Reader, header http.Header) ([]byte, error) {
	if strings.EqualFold(header.Get("Transfer-Encoding"), "chunked") {
		reader = httputil.NewChunkedReader(reader)
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		return nil, err
	}
	// A line break after the body is the file's, not the body's.
	var length int
	if n, _ := fmt.Sscanf(header.Get("Content-Length"), "%d", &length); n == 1 && length >= 0 && length < len(body) {
		body = body[:length]
	} else if n == 0 && len(bytes.TrimSpace(body)) == 0 {
		body = nil
	}
	return body, nil
}

// cut shortens what is shown of a bad input.
func cut(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// findSignature reads what the request says of its signature.
func (r *received) findSignature() error {
	credential := ""
	if authorization := r.header.Get("Authorization"); strings.HasPrefix(authorization, "AWS4-") {
		credential = r.readAuthorization(authorization)
	} else if credential = r.readQuery(); r.algorithm == "" {
		return fmt.Errorf("%w: neither an AWS4 Authorization header nor X-Amz-Algorithm in the query", ErrUnsigned)
	}
	if r.algorithm != algorithm && r.algorithm != algorithmA {
		return fmt.Errorf("%w: %q", ErrAlgorithm, cut(r.algorithm))
	}
	parts := strings.Split(credential, "/")
	parties := 5
	if r.algorithm == algorithmA {
		parties = 4
	}
	if len(parts) < parties || r.signature == "" || len(r.signedHeaders) == 0 {
		return fmt.Errorf("%w: its credential, signed headers or signature are missing or cut short", ErrMalformed)
	}
	// An access key id of another than AWS may have slashes.
	r.scope = parts[len(parts)-parties+1:]
	r.keyID = strings.Join(parts[:len(parts)-parties+1], "/")
	at, err := ParseTime(r.stamp)
	if err != nil {
		return fmt.Errorf("%w: its X-Amz-Date: %w", ErrMalformed, err)
	}
	r.at = at
	return nil
}

// readAuthorization reads "ALGORITHM Credential=…, SignedHeaders=…, Signature=…".
func (r *received) readAuthorization(value string) (credential string) {
	var fields string
	r.algorithm, fields, _ = strings.Cut(value, " ")
	for field := range strings.SplitSeq(fields, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch name {
		case "Credential":
			credential = value
		case "SignedHeaders":
			r.signedHeaders = splitNames(value)
		case "Signature":
			r.signature = value
		}
	}
	r.stamp, r.token = r.header.Get("X-Amz-Date"), r.header.Get("X-Amz-Security-Token")
	r.regionSet = r.header.Get("X-Amz-Region-Set")
	if date, err := http.ParseTime(r.header.Get("Date")); r.stamp == "" && err == nil {
		r.stamp = date.UTC().Format(TimeFormat)
	}
	return credential
}

func (r *received) readQuery() (credential string) {
	var q query
	q.parse(r.query)
	get := func(name string) (value string) {
		for _, p := range q.pairs {
			if string(q.name(p)) == name {
				value = decodeOnce(string(q.value(p)))
			}
		}
		return value
	}
	r.inQuery = true
	r.algorithm, r.stamp, r.signature = get("X-Amz-Algorithm"), get("X-Amz-Date"), get("X-Amz-Signature")
	r.signedHeaders, r.expires, r.token = splitNames(get("X-Amz-SignedHeaders")), get("X-Amz-Expires"), get("X-Amz-Security-Token")
	r.regionSet = get("X-Amz-Region-Set")
	return get("X-Amz-Credential")
}

func splitNames(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ";")
}

func (r *received) service() string { return r.scope[len(r.scope)-2] }

func (r *received) region() string {
	if r.algorithm == algorithmA {
		return r.regionSet
	}
	return r.scope[1]
}

func (r *received) bodyHash() string {
	digest := sha256.Sum256(r.body)
	return hex.EncodeToString(digest[:])
}
