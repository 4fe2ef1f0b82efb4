package signer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// maxNamed bounds the headers and parameters that are tried one by one: a request may have thousands.
const maxNamed = 64

// otherAttempt is an interpretation that a faulty signer may have used, and its explanation.
type otherAttempt struct {
	attempt
	why string
}

func (r *received) attempts(right attempt) []otherAttempt {
	var list []otherAttempt
	add := func(why string, change func(*attempt)) {
		other := right
		change(&other)
		list = append(list, otherAttempt{attempt: other, why: why})
	}
	r.addMethods(add)
	r.addPaths(add)
	r.addHosts(add)
	r.addQueries(add)
	r.addHeaders(add)
	r.addBodies(add)
	add("it was signed as if it had no body", func(a *attempt) { a.payload = emptyPayload })
	add("it was signed with the body left out, without saying so", func(a *attempt) { a.payload = UnsignedPayload })
	add("the signature is over the body itself, X-Amz-Content-Sha256 says otherwise", func(a *attempt) { a.payload = r.bodyHash() })
	if r.inQuery && r.token != "" && r.isMQTT() {
		add("the session token is under the signature, and AWS IoT wants it behind", func(a *attempt) { a.drop = nil })
	} else if r.inQuery && r.token != "" {
		add("the session token was added after signing, outside the signature", func(a *attempt) { a.drop = []string{"X-Amz-Security-Token"} })
	}
	return list
}

func (r *received) addPaths(add func(string, func(*attempt))) {
	for _, p := range []struct {
		why  string
		path func(path, service string) string
	}{
		{"it was signed with the path encoded once", func(path, _ string) string { return normalize(path) }},
		{"it was signed with the path as it stands in the URL", func(path, _ string) string { return path }},
		{"it was signed with the path encoded twice", func(path, _ string) string { return string(appendEscapedPath(nil, path)) }},
		{"it was signed with the path encoded twice, and without its dot and empty segments", func(path, _ string) string {
			return string(appendEscapedPath(nil, normalize(path)))
		}},
		{"it was signed with the path decoded", func(path, _ string) string { return decodeOnce(path) }},
		{"it was signed with %2F taken for a slash", func(path, _ string) string { return string(appendRecoded(nil, path)) }},
	} {
		add(p.why, func(a *attempt) { a.path = p.path })
	}
}

func (r *received) addHosts(add func(string, func(*attempt))) {
	bare := withoutPort(r.host)
	for _, host := range []string{bare, bare + ":443", bare + ":80", strings.ToLower(r.host)} {
		if host != r.host {
			add("it was signed for the host "+host, func(a *attempt) { a.host = host })
		}
	}
}

func (r *received) addMethods(add func(string, func(*attempt))) {
	for _, method := range []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
	} {
		if method != r.method {
			add(fmt.Sprintf("it was signed as a %s, and is a %s", method, r.method), func(a *attempt) { a.method = method })
		}
	}
}

// addQueries omits one parameter at a time, in case it was added after signing.
func (r *received) addQueries(add func(string, func(*attempt))) {
	var q query
	q.parse(r.query)
	var names []string
	for i := range q.pairs {
		names = append(names, string(q.name(q.pairs[i])))
	}
	slices.Sort(names)
	for _, name := range limited(slices.Compact(names)) {
		if !strings.HasPrefix(name, "X-Amz-") {
			add(fmt.Sprintf("the parameter %q was added after signing", name), func(a *attempt) { a.drop = []string{name} })
		}
	}
}

// addHeaders tries the values that headers have before proxies and clients change them.
func (r *received) addHeaders(add func(string, func(*attempt))) {
	for _, name := range limited(r.signedHeaders) {
		given := strings.Join(r.values(name, attempt{}), ",")
		for _, value := range append(r.usualValues(name, given), "") {
			if name == "host" || value == given {
				continue
			}
			why := fmt.Sprintf("%q was signed as %q and is %q", name, value, cut(given))
			if secretHeader(name) {
				why = fmt.Sprintf("%q was signed with another value", name)
			}
			add(why, func(a *attempt) { a.header, a.value = name, value })
		}
	}
}

// usualValues returns values that a header often has before it is changed.
func (r *received) usualValues(name, given string) []string {
	switch name {
	case "accept-encoding":
		return []string{"identity", "gzip", "gzip, deflate", "gzip, deflate, br", "gzip, deflate, br, zstd", "deflate, gzip"}
	case "accept":
		return []string{"*/*", "application/json", "application/xml"}
	case "connection":
		return []string{"keep-alive", "close", "Keep-Alive"}
	case "content-length":
		return []string{strconv.Itoa(len(r.body)), "0"}
	case "content-type":
		kind, _, _ := mime.ParseMediaType(given)
		return []string{
			kind, kind + "; charset=utf-8", kind + ";charset=utf-8", kind + "; charset=UTF-8", kind + ";charset=UTF-8",
			"application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8", "application/json", "application/octet-stream",
		}
	}
	if first, _, several := strings.Cut(given, ","); several { // a proxy may have appended to it
		return []string{first}
	}
	return nil
}

// secretHeader reports whether the values of a header are not shown.
func secretHeader(name string) bool {
	switch name {
	case "x-amz-security-token", "cookie", "x-api-key", "proxy-authorization":
		return true
	}
	return false
}

// addBodies tries the line breaks that editors and terminals change.
func (r *received) addBodies(add func(string, func(*attempt))) {
	if r.header.Get(contentHashHeader) != "" || len(r.body) == 0 {
		return
	}
	unix := bytes.ReplaceAll(r.body, []byte("\r\n"), []byte("\n"))
	for _, body := range []struct {
		why  string
		text []byte
	}{
		{"the body was signed without the line break at its end", bytes.TrimRight(r.body, "\r\n")},
		{"the body was signed with a line break at its end", append(slices.Clone(r.body), '\n')},
		{"the body was signed with other line breaks", unix},
		{"the body was signed with other line breaks", bytes.ReplaceAll(unix, []byte("\n"), []byte("\r\n"))},
	} {
		digest := sha256.Sum256(body.text)
		add(body.why, func(a *attempt) {
			a.payload = hex.EncodeToString(digest[:])
			a.header, a.value = "content-length", strconv.Itoa(len(body.text))
		})
	}
}

func limited(names []string) []string { return names[:min(len(names), maxNamed)] }
