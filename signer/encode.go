package signer

import "strings"

const upperHex = "0123456789ABCDEF"

// Bit sets of the bytes below 128 that RFC 3986 calls unreserved, and of those that a header name may contain.
// Every byte of a request is looked up here.
const (
	unreservedLow  = 0b1111111111<<'0' | 1<<'-' | 1<<'.'
	unreservedHigh = 1<<('_'-64) | 1<<('~'-64) | (1<<26-1)<<('A'-64) | (1<<26-1)<<('a'-64)
	tokenLow       = unreservedLow | 1<<'!' | 1<<'#' | 1<<'$' | 1<<'%' | 1<<'&' | 1<<'\'' | 1<<'*' | 1<<'+'
	tokenHigh      = unreservedHigh | 1<<('^'-64) | 1<<('`'-64) | 1<<('|'-64)
)

// unreserved reports whether RFC 3986 calls a byte unreserved. The canonical form encodes all other bytes.
func unreserved(c byte) bool { return in(c, unreservedLow, unreservedHigh) }

func in(c byte, low, high uint64) bool {
	if c < 64 {
		return low>>c&1 == 1
	}
	return c < 128 && high>>(c-64)&1 == 1
}

// isToken reports whether a text is a valid header name.
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

// appendEscaped percent-encodes all but unreserved bytes. It copies runs of unreserved bytes at once: a session
// token consists of little else.
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

// plainRun returns the number of unreserved bytes at the beginning of a text.
func plainRun(s string) int {
	for i := range len(s) {
		if !unreserved(s[i]) {
			return i
		}
	}
	return len(s)
}

// appendEscapedPath is like appendEscaped but keeps slashes.
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

// nextByte decodes the first byte of s and returns it and the length of its encoding. A percent sign that does
// not begin an escape is returned as it is.
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

// appendLower appends a header name, which is ASCII, in lower case.
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

// appendTrimmed appends a header value without the space around it, and with single spaces inside. It keeps
// tabs inside, as the AWS SDKs for Go and C do.
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
