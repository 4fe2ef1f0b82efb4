package signer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"strings"
	"time"
)

// errTarget does not quote the target, whose query may hold a session token.
var errTarget = fmt.Errorf("%w: its target is neither a path nor a URL", errMalformed)

// maxReceived bounds the signed request that Verify reads.
const maxReceived = 64 << 20

// A received request is one that arrived signed; compute recomputes its signature.
type received struct {
	method, path, query string
	scheme, host        string // scheme is empty unless isURL
	header              http.Header
	body                []byte
	isURL               bool // only the URL is known, not the headers and body

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

// readReceived parses a raw HTTP request or a URL.
func readReceived(text []byte, method string) (*received, error) {
	if len(text) > maxReceived {
		return nil, fmt.Errorf("%w: %d bytes", errTooLong, len(text))
	}
	text = bytes.TrimLeft(text, asciiBlanks)
	if scheme, _, ok := bytes.Cut(text[:min(len(text), 8)], []byte("://")); ok && (plainScheme(string(scheme)) || webSocketScheme(string(scheme))) {
		return readURL(string(bytes.Trim(text, asciiBlanks)), method)
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
	return &received{method: method, path: sentPath(u), query: u.RawQuery, scheme: u.Scheme, host: host, header: http.Header{}, isURL: true}, nil
}

// readRequest parses "GET /path HTTP/1.1", headers and body. Lines may end without a carriage return.
func readRequest(text []byte) (*received, error) {
	reader := bufio.NewReader(bytes.NewReader(text))
	lines := textproto.NewReader(reader)
	first, err := lines.ReadLine()
	if err != nil {
		return nil, fmt.Errorf("%w: it is empty", errMalformed)
	}
	method, rest, ok := strings.Cut(first, " ")
	// A malformed target may contain a space.
	i := strings.LastIndex(rest, " HTTP/")
	if !ok || i < 0 || !isToken(method) {
		return nil, fmt.Errorf("%w: it does not begin with a method, a target and HTTP/1.1", errMalformed)
	}
	header, err := readHeader(lines)
	if err != nil {
		return nil, err
	}
	r := &received{method: method, header: header, host: header.Get("Host")}
	if r.body, err = readBody(reader, r.header); err != nil {
		return nil, fmt.Errorf("%w: its body: %w", errMalformed, err)
	}
	return r, r.setTarget(rest[:i])
}

// readHeader parses header lines up to an empty line or the end. Its errors give the number of a line, not the
// line, which may be a part of a session token.
func readHeader(lines *textproto.Reader) (http.Header, error) {
	header := http.Header{}
	for number := 2; ; number++ {
		line, err := lines.ReadContinuedLine()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%w: its line %d can't be read", errMalformed, number)
		}
		if line == "" {
			return header, nil
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || !isToken(name) || hasControl(value) {
			return nil, fmt.Errorf("%w: its line %d is not a header, NAME: VALUE", errMalformed, number)
		}
		header.Add(name, strings.Trim(value, asciiBlanks))
	}
}

// setTarget parses the target: a path with a query, or a whole URL as sent to a proxy.
func (r *received) setTarget(target string) error {
	if !strings.HasPrefix(target, "/") {
		u, err := url.Parse(quoteInvalid(target))
		if err != nil || u.Host == "" {
			return errTarget
		}
		if r.host == "" {
			r.host = u.Host
		}
		r.path, r.query = sentPath(u), u.RawQuery
		return nil
	}
	u, err := url.Parse(quoteInvalid("http://h" + target))
	if err != nil {
		return errTarget
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
	// A line break after the body belongs to the file, not to the body.
	var length int
	if n, _ := fmt.Sscanf(header.Get("Content-Length"), "%d", &length); n == 1 && length >= 0 && length < len(body) {
		body = body[:length]
	} else if n == 0 && len(bytes.TrimSpace(body)) == 0 {
		body = nil
	}
	return body, nil
}

// cut shortens an input for an error message.
func cut(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// findSignature parses the signature of the request and the parameters it was made with.
func (r *received) findSignature() error {
	credential := ""
	if authorization := r.header.Get("Authorization"); strings.HasPrefix(authorization, "AWS4-") {
		credential = r.readAuthorization(authorization)
	} else if credential = r.readQuery(); r.algorithm == "" {
		return fmt.Errorf("%w: neither an AWS4 Authorization header nor X-Amz-Algorithm in the query", errUnsigned)
	}
	if r.algorithm != algorithm && r.algorithm != algorithmA {
		return fmt.Errorf("%w: %q", errAlgorithm, cut(r.algorithm))
	}
	parts := strings.Split(credential, "/")
	parties := 5
	if r.algorithm == algorithmA {
		parties = 4
	}
	if len(parts) < parties || r.signature == "" || len(r.signedHeaders) == 0 {
		return fmt.Errorf("%w: its credential, signed headers or signature are missing or cut short", errMalformed)
	}
	// Access key ids of other providers may contain slashes.
	r.scope = parts[len(parts)-parties+1:]
	r.keyID = strings.Join(parts[:len(parts)-parties+1], "/")
	at, err := ParseTime(r.stamp)
	if err != nil {
		return fmt.Errorf("%w: its X-Amz-Date: %w", errMalformed, err)
	}
	r.at = at
	return nil
}

// readAuthorization parses "ALGORITHM Credential=…, SignedHeaders=…, Signature=…".
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
		r.stamp = date.UTC().Format(timeFormat)
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

// isMQTT reports whether the request is for AWS IoT's MQTT over WebSockets.
func (r *received) isMQTT() bool {
	return r.service() == mqttService || isMQTT(r.host, r.url())
}

// url returns the URL of the request, as far as it is known.
func (r *received) url() *url.URL {
	u := &url.URL{Scheme: r.scheme, Host: r.host, Path: r.path}
	if strings.EqualFold(r.header.Get("Upgrade"), "websocket") {
		u.Scheme = "wss"
	}
	return u
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
