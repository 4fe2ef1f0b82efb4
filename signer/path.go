package signer

import (
	"net/url"
	"strings"
)

// sentPath returns the path as it is sent.
func sentPath(u *url.URL) string {
	if u.Opaque == "" {
		if path := u.EscapedPath(); path != "" {
			return path
		}
		return "/"
	}
	// "//host/path" makes net/http send a path that url.URL would encode differently.
	opaque, _, _ := strings.Cut(u.Opaque, "?")
	opaque = strings.TrimPrefix(opaque, "//")
	if i := strings.IndexByte(opaque, '/'); i >= 0 {
		return opaque[i:]
	}
	return "/"
}

// settlePath sets the path to send. S3 decodes the path that it receives and signs its own encoding of it, so it
// is sent that encoding, however the caller encoded the key. A raw "+" means a space to S3, whose console writes
// URLs that way, and a plus sign to other servers with S3's interface.
func (w *work) settlePath() {
	w.path = sentPath(w.r.URL)
	if !isS3(w.o.Service) || w.o.SingleEncode {
		return
	}
	if strings.Contains(w.path, "+") {
		plus := plusFor(w.host)
		w.path, w.recoded = strings.ReplaceAll(w.path, "+", plus), true
		w.notes = append(w.notes, plusNote(plus))
	}
	w.out = appendRecoded(w.out[:0], w.path)
	if string(w.out) != w.path {
		w.path, w.recoded = string(w.out), true
	}
}

// applyPath gives the request the path that settlePath chose.
func (w *work) applyPath() {
	if !w.recoded {
		return
	}
	if u := w.r.URL; u.Opaque != "" {
		u.Opaque = "//" + u.Host + w.path
	} else {
		u.Path, u.RawPath = decodeOnce(w.path), w.path
	}
}

// plusFor returns the encoding of a raw "+" in the path of an S3 request to a host.
func plusFor(host string) string {
	if _, global := cutPartition(strings.ToLower(withoutPort(host))); global != "" {
		return "%20"
	}
	return "%2B"
}

func plusNote(plus string) string {
	if plus == "%20" {
		return `the "+" in the path is sent as "%20": S3 reads it as a space (write "%2B" for a plus sign)`
	}
	return `the "+" in the path is sent as "%2B", a plus sign (write "%20" for a space)`
}

// appendPath appends the canonical path: for S3 as settlePath left it, for other services without empty and dot
// segments and encoded once more.
func appendPath(dst []byte, path string, o *Options) []byte {
	if !isS3(o.Service) && !o.NoNormalizePath && needsNormalizing(path) {
		path = normalize(path)
	}
	if o.SingleEncode || isS3(o.Service) {
		return append(dst, path...)
	}
	return appendEscapedPath(dst, path)
}

// appendRecoded decodes a path and encodes it in the one canonical way.
func appendRecoded(dst []byte, path string) []byte {
	for {
		n := plainRun(path)
		dst = append(dst, path[:n]...)
		if n == len(path) {
			return dst
		}
		c, width := nextByte(path[n:])
		// S3 treats an encoded slash in a key as a slash.
		if unreserved(c) || c == '/' {
			dst = append(dst, c)
		} else {
			dst = appendPercent(dst, c)
		}
		path = path[n+width:]
	}
}

// needsNormalizing reports whether a path may have a segment that is empty or begins with a dot.
func needsNormalizing(path string) bool {
	return strings.Contains(path, "//") || strings.Contains(path, "/.") || strings.HasPrefix(path, ".")
}

// normalize removes dot segments (RFC 3986, section 5.2.4) and empty segments.
func normalize(path string) string {
	var kept []string
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			if len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
		default:
			kept = append(kept, segment)
		}
	}
	if len(kept) == 0 {
		return "/"
	}
	joined := "/" + strings.Join(kept, "/")
	if strings.HasSuffix(path, "/") {
		joined += "/"
	}
	return joined
}
