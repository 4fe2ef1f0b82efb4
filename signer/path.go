package signer

import (
	"net/url"
	"strings"
)

// sentPath is the path as it goes over the wire.
func sentPath(u *url.URL) string {
	if u.Opaque == "" {
		if path := u.EscapedPath(); path != "" {
			return path
		}
		return "/"
	}
	// "//host/path" is how a path that url.URL would write otherwise is given to net/http.
	opaque, _, _ := strings.Cut(u.Opaque, "?")
	opaque = strings.TrimPrefix(opaque, "//")
	if i := strings.IndexByte(opaque, '/'); i >= 0 {
		return opaque[i:]
	}
	return "/"
}

// appendPath appends the canonical path. S3 decodes the path that it receives and encodes that; what
// the caller wrote as "(" is "%28" there. Other services take it as it stands, without empty and dot
// segments, and encode it once more.
func appendPath(dst []byte, path string, o *Options) []byte {
	if isS3(o.Service) && !o.SingleEncode {
		return appendRecoded(dst, path)
	}
	if !isS3(o.Service) && !o.NoNormalizePath && needsNormalizing(path) {
		path = normalize(path)
	}
	if o.SingleEncode {
		return append(dst, path...)
	}
	return appendEscapedPath(dst, path)
}

// appendRecoded decodes a path and encodes it in the one canonical way.
func appendRecoded(dst []byte, path string) []byte {
	for path != "" {
		c, width := nextByte(path)
		// An encoded slash is a slash to S3: keys have no other.
		if unreserved(c) || c == '/' {
			dst = append(dst, c)
		} else {
			dst = appendPercent(dst, c)
		}
		path = path[width:]
	}
	return dst
}

// needsNormalizing reports whether a path may have a segment that is empty or begins with a dot.
func needsNormalizing(path string) bool {
	return strings.Contains(path, "//") || strings.Contains(path, "/.") || strings.HasPrefix(path, ".")
}

// normalize removes dot segments as RFC 3986, section 5.2.4 does, and empty segments besides.
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
