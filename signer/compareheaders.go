package signer

import (
	"fmt"
	"slices"
	"strings"
)

// compareHeaders compares the header lines of canonical requests, name by name.
func compareHeaders(ours, theirs []string) []Difference {
	if slices.Equal(ours, theirs) {
		return nil
	}
	a, b := groupLines(ours), groupLines(theirs)
	var found []Difference
	for _, name := range namesOf(a, b) {
		x, inOurs := a[name]
		y, inTheirs := b[name]
		if slices.Equal(x, y) {
			continue
		}
		d := Difference{Part: "header", Name: name, Ours: strings.Join(x, ","), Theirs: strings.Join(y, ",")}
		switch {
		case inOurs && notASCII(d.Ours):
			d.Why = fmt.Sprintf("%q has letters outside ASCII, which the server reads otherwise: S3 takes ASCII alone in headers", name)
		case !inTheirs || d.Theirs == "" && d.Ours != "":
			d.Why = fmt.Sprintf("%q did not arrive: a proxy removed it, or it was not sent", name)
		case !inOurs:
			d.Why = fmt.Sprintf("the server counts %q among the signed headers, we did not sign it", name)
		default:
			d.Why = explainHeader(name, d.Ours, d.Theirs)
		}
		found = append(found, d.masked())
	}
	if found == nil {
		found = []Difference{{
			Part: "header", Ours: strings.Join(ours, "\n"), Theirs: strings.Join(theirs, "\n"), Why: "the headers are in another order",
		}}
	}
	return found
}

func groupLines(lines []string) map[string][]string {
	groups := map[string][]string{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ":")
		groups[name] = append(groups[name], value)
	}
	return groups
}

func explainHeader(name, ours, theirs string) string {
	switch {
	case name == "host" && withoutPort(ours) == withoutPort(theirs):
		return fmt.Sprintf("the server knows the host with another port: it computed with %q", theirs)
	case name == "host":
		return fmt.Sprintf("the request arrived for host %q: a proxy changed it, or it is the name to sign for", theirs)
	case name == "content-length":
		return fmt.Sprintf("the body arrived with another length: %q", theirs)
	case strings.Join(strings.Fields(ours), "") == strings.Join(strings.Fields(theirs), ""):
		return fmt.Sprintf("the white space of %q was changed, or is counted in another way", name)
	case strings.EqualFold(ours, theirs):
		return fmt.Sprintf("a proxy changed the case of letters in %q", name)
	}
	return fmt.Sprintf("a proxy changed %q", name)
}

// explainValue explains how the values of a query parameter differ.
func explainValue(name, ours, theirs string) string {
	switch {
	case decodeOnce(ours) == theirs, ours == decodeOnce(theirs):
		return fmt.Sprintf("the parameter %q is encoded once more on one side", name)
	case strings.ReplaceAll(ours, "%20", "%2B") == strings.ReplaceAll(theirs, "%20", "%2B"):
		return fmt.Sprintf("a plus sign in %q was taken for a space, or a space for a plus sign", name)
	case strings.EqualFold(ours, theirs):
		return fmt.Sprintf("the case of letters in %q was changed", name)
	}
	return fmt.Sprintf("the value of %q was changed on the way", name)
}

// explainPath explains how canonical paths differ.
func explainPath(ours, theirs string) string {
	switch {
	case hasEncodedSlash(ours) && strings.Count(theirs, "/") > strings.Count(ours, "/") && fullyDecoded(ours) == fullyDecoded(theirs):
		return "the server decoded %2F"
	case decodeOnce(ours) == theirs:
		return "the server encodes the path once: sign it with the path encoded once"
	case ours == decodeOnce(theirs):
		return "the server encodes the path twice: sign it without single encoding"
	case normalize(ours) == theirs:
		return "the server removed dot segments or empty segments of the path"
	case ours == normalize(theirs):
		return "the server keeps dot segments and empty segments of the path: sign it as it is"
	case fullyDecoded(ours) == fullyDecoded(theirs):
		return "the path is percent-encoded in another way on one side"
	case strings.TrimRight(ours, "/") == strings.TrimRight(theirs, "/"):
		return "a proxy added or removed a slash at the end of the path"
	case strings.HasSuffix(theirs, ours):
		return fmt.Sprintf("a proxy put %q before the path", strings.TrimSuffix(theirs, ours))
	case strings.HasSuffix(ours, theirs):
		return fmt.Sprintf("a proxy took %q off the path", strings.TrimSuffix(ours, theirs))
	case strings.EqualFold(ours, theirs):
		return "the case of letters in the path was changed"
	}
	return "the request arrived with another path"
}

func explainPayload(ours, theirs string) string {
	isHash := func(s string) bool { return len(s) == len(emptyPayload) }
	switch {
	case theirs == emptyPayload:
		return "the server saw no body"
	case ours == emptyPayload && isHash(theirs):
		return "the server saw a body, we signed none"
	case ours == UnsignedPayload:
		return "the server wants the body signed"
	case theirs == UnsignedPayload:
		return "the server takes the body as unsigned"
	case isHash(ours) && isHash(theirs):
		return "the body was changed on its way"
	}
	return fmt.Sprintf("the server reads %q of the body", theirs)
}

// decodeOnce undoes one percent-encoding.
func decodeOnce(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	decoded := make([]byte, 0, len(s))
	for s != "" {
		c, width := nextByte(s)
		decoded = append(decoded, c)
		s = s[width:]
	}
	return string(decoded)
}

// fullyDecoded undoes the two encodings that a canonical path can have.
func fullyDecoded(s string) string { return decodeOnce(decodeOnce(s)) }

func hasEncodedSlash(s string) bool {
	upper := strings.ToUpper(s)
	return strings.Contains(upper, "%2F") || strings.Contains(upper, "%252F")
}
