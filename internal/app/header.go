package app

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrHeader reports a header that can't be sent.
var ErrHeader = errors.New("invalid header")

// composeHeader reads headers as they are given: "NAME:VALUE".
// Other spaces, such as U+00A0, are data.
func composeHeader(lines []string) (http.Header, error) {
	header := http.Header{}
	for _, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		name, value = strings.Trim(name, asciiBlanks), strings.Trim(value, asciiBlanks)
		switch {
		case !ok:
			return nil, fmt.Errorf("%w %q: want NAME:VALUE", ErrHeader, line)
		case name == "" || strings.IndexFunc(name, func(r rune) bool { return !tokenRune(r) }) >= 0:
			return nil, fmt.Errorf("%w %q: invalid name %q", ErrHeader, line, name)
		case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }):
			return nil, fmt.Errorf("%w %q: it has a line break or another control character", ErrHeader, line)
		}
		header.Add(name, value)
	}
	return header, nil
}

const asciiBlanks = " \t\r\n"

// tokenRune reports the characters of names in HTTP (RFC 9110, 5.6.2).
func tokenRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("!#$%&'*+-.^_`|~", r)
}
