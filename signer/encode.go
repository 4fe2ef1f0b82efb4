package signer

import "strings"

const upperHex = "0123456789ABCDEF"

// The bytes below 128 that RFC 3986 calls unreserved, and those that a header name may consist of, as
// bits: they are looked up for every byte of a request.
const (
	unreservedLow  = 0b1111111111<<'0' | 1<<'-' | 1<<'.'
	unreservedHigh = 1<<('_'-64) | 1<<('~'-64) | (1<<26-1)<<('A'-64) | (1<<26-1)<<('a'-64)
	tokenLow       = unreservedLow | 1<<'!' | 1<<'#' | 1<<'$' | 1<<'%' | 1<<'&' | 1<<'\'' | 1<<'*' | 1<<'+'
	tokenHigh      = unreservedHigh | 1<<('^'-64) | 1<<('`'-64) | 1<<('|'-64)
)

// unreserved reports whether RFC 3986 lets a byte stand for itself anywhere in a URL: the only bytes
// that the canonical form leaves alone.
func unreserved(c byte) bool { return in(c, unreservedLow, unreservedHigh) }

func in(c byte, low, high uint64) bool {
	if c < 64 {
		return low>>c&1 == 1
	}
	return c < 128 && high>>(c-64)&1 == 1
}

// isToken reports whether a header may have a name.
func isToken(name string) bool {
	for i := range len(name) {
		if !in(name[i], tokenLow, tokenHigh) {
			return false
		}
	}
	return name != ""
}

func appendPercent(dst []byte, c byte) []byte {
	return append(dst, '%', upperHex[c>>4], upperHex[c&15])
}

// appendEscaped percent-encodes all but unreserved bytes. What needs no escape is copied by the run:
// nearly all of a session token does not.
func appendEscaped(dst []byte, s string) []byte {
	for {
		n := plainRun(s)
		dst = append(dst, s[:n]...)
		if n == len(s) {
			return dst
		}
		dst = appendPercent(dst, s[n])
		s = s[n+1:]
	}
}

// plainRun counts the unreserved bytes that a text begins with.
func plainRun(s string) int {
	for i := range len(s) {
		if !unreserved(s[i]) {
			return i
		}
	}
	return len(s)
}

// appendEscapedPath is appendEscaped that keeps slashes.
func appendEscapedPath(dst []byte, path string) []byte {
	for {
		segment, rest, more := strings.Cut(path, "/")
		dst = appendEscaped(dst, segment)
		if !more {
			return dst
		}
		dst = append(dst, '/')
		path = rest
	}
}

// nextByte decodes the byte that starts s: what it is and how long it is written. A percent sign that
// starts no escape stands for itself.
func nextByte(s string) (c byte, width int) {
	if s[0] != '%' || !isEscape(s) {
		return s[0], 1
	}
	return unhex(s[1])<<4 | unhex(s[2]), 3
}

func isEscape(s string) bool { return len(s) > 2 && s[0] == '%' && isHex(s[1]) && isHex(s[2]) }

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}

// appendLower is strings.ToLower for header names, which are ASCII.
func appendLower(dst []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// appendTrimmed appends a header value with the space around it removed and runs of spaces inside it
// made one. Tabs inside stay, as the AWS SDKs for Go and C leave them.
func appendTrimmed(dst []byte, value string) []byte {
	value = strings.TrimSpace(value)
	for {
		i := strings.Index(value, "  ")
		if i < 0 {
			return append(dst, value...)
		}
		dst = append(dst, value[:i+1]...)
		value = strings.TrimLeft(value[i:], " ")
	}
}
