package signer

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// ParseURL parses a URL that a person wrote. It keeps the valid parts as they are and percent-encodes characters
// that are invalid in a URL: spaces, non-ASCII characters, and percent signs that do not begin an escape. It drops
// a fragment, which is never sent, and the ASCII blanks around the URL, but keeps other spaces.
func ParseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(quoteInvalid(raw))
	if err != nil {
		var why *url.Error
		if errors.As(err, &why) {
			err = why.Err // without the URL, which the caller knows and which may hold a signature
		}
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	if u.Scheme == "" && u.Host == "" {
		return nil, fmt.Errorf("%w: it is relative: begin with https://", ErrURL)
	}
	if err := checkURL(u); err != nil {
		return nil, err
	}
	switch {
	case u.Opaque != "":
		return nil, ErrNoHost
	case u.User != nil:
		return nil, fmt.Errorf("%w: it holds a user name or a password", ErrURL)
	case strings.IndexFunc(u.Host, func(c rune) bool { return c > 0x7e }) >= 0:
		return nil, fmt.Errorf("%w: write the host in ASCII (xn--…)", ErrURL)
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

func plainScheme(scheme string) bool {
	return strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http")
}

// webSocketScheme reports whether a scheme is ws or wss, which are signed like http and https.
func webSocketScheme(scheme string) bool {
	return strings.EqualFold(scheme, "wss") || strings.EqualFold(scheme, "ws")
}

// checkURL returns an error if a request can't be sent to a URL.
func checkURL(u *url.URL) error {
	switch {
	case u == nil:
		return ErrNoHost
	case !plainScheme(u.Scheme) && !webSocketScheme(u.Scheme):
		return fmt.Errorf("%w: scheme %q", ErrScheme, u.Scheme)
	case u.Host == "" && u.Opaque == "":
		return ErrNoHost
	}
	return nil
}

const asciiBlanks = " \t\r\n"

// quoteInvalid percent-encodes the characters after the host that are invalid in a URL.
func quoteInvalid(raw string) string {
	raw = strings.Trim(raw, asciiBlanks)
	_, rest, found := strings.Cut(raw, "://")
	if !found {
		return raw
	}
	i := strings.IndexAny(rest, "/?#")
	if i < 0 {
		return raw
	}
	start := len(raw) - len(rest) + i
	quoted := []byte(raw[:start])
	for i := start; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c <= ' ', c >= 0x7f, strings.IndexByte("\"<>\\^`{|}", c) >= 0, c == '%' && !isEscape(raw[i:]):
			quoted = appendPercent(quoted, c)
		default:
			quoted = append(quoted, c)
		}
	}
	return string(quoted)
}

// hostHeader returns the Host header that net/http will send, without the scheme's default port, which proxies and
// servers drop.
func hostHeader(r *http.Request) (string, error) {
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	if i := strings.IndexByte(host, '%'); i >= 0 && strings.HasPrefix(host, "[") {
		if j := strings.IndexByte(host, ']'); j > i {
			host = host[:i] + host[j:] // the zone of an IPv6 address means something only on the client
		}
	}
	port := ":443"
	if strings.EqualFold(r.URL.Scheme, "http") || strings.EqualFold(r.URL.Scheme, "ws") {
		port = ":80"
	}
	// "::80" ends an IPv6 address that lacks its brackets.
	if bare, ok := strings.CutSuffix(host, port); ok && !strings.HasSuffix(bare, ":") {
		host = bare
	}
	if host == "" {
		return "", ErrNoHost
	}
	for i := range len(host) {
		// net/http sends an empty Host instead of one with other characters.
		if !unreserved(host[i]) && strings.IndexByte("!$&'()*+,;=:[]", host[i]) < 0 {
			return "", fmt.Errorf("%w: host %q", errHeader, host)
		}
	}
	return host, nil
}

// unfolded checks headers and splits values of several lines into one value a line, as the published algorithm
// does. It returns the same map if no value has several lines.
//
// known is the session token, which a request that is signed again contains: it is long, and valid.
func unfolded(h http.Header, known string) (http.Header, error) {
	same := true
	for key, values := range h {
		if ownHeader(key) {
			continue // will be replaced, or is not sent
		}
		if !isToken(key) {
			return nil, fmt.Errorf("%w: name %q", errHeader, key)
		}
		for _, value := range values {
			if value == known || !hasControl(value) {
				continue
			}
			if same = false; unfold(value) == nil {
				// Not the value: it may be a secret.
				return nil, fmt.Errorf("%w: %s has a line break or a control character in it", errHeader, key)
			}
		}
	}
	if same {
		return h, nil
	}
	lines := make(http.Header, len(h))
	for key, values := range h {
		for _, value := range values {
			lines[key] = append(lines[key], unfold(value)...)
		}
	}
	return lines, nil
}

// unfold returns the lines of a value. It returns none if the value contains a control character or a line break
// without white space after it, which would start another header (RFC 9112, section 5.2).
func unfold(value string) []string {
	lines := strings.Split(strings.ReplaceAll(value, "\r\n", "\n"), "\n")
	for i, line := range lines {
		if i > 0 && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") || hasControl(line) {
			return nil
		}
		lines[i] = strings.Trim(line, " \t")
	}
	return lines
}

// hasControl reports whether a value contains control characters other than tabs, which are invalid in headers.
func hasControl(value string) bool {
	for len(value) >= 8 && !mayHaveControl(value) {
		value = value[8:]
	}
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}

// mayHaveControl reports whether one of the first eight bytes is below 0x20 or is 0x7f. It tests them at once,
// because session tokens are long.
func mayHaveControl(value string) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	b := value[:8]
	word := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
	deleted := word ^ 0x7f*ones
	return (word-0x20*ones)&^word&high|(deleted-ones)&^deleted&high != 0
}
