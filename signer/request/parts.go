package request

import "strings"

// Part is a piece of what was signed, with what it is.
type Part struct {
	Name  string // "path"
	Text  string // of several lines for headers
	About string // one sentence
}

// Parts takes a canonical request apart, in its order:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// It returns nil for what is none.
func Parts(canonicalRequest string) []Part {
	lines := strings.Split(canonicalRequest, "\n")
	n := len(lines)
	if n < 6 {
		return nil
	}
	return []Part{
		{"method", lines[0], "the HTTP method"},
		{"path", lines[1], "the path, encoded once more than in the URL except for S3"},
		{"query", lines[2], "the parameters of the query, encoded and sorted by name"},
		{"headers", strings.Join(lines[3:n-3], "\n"), "the headers that are signed, in lower case, sorted, with single spaces"},
		{"signed headers", lines[n-2], "their names: a server looks at no others"},
		{"payload hash", lines[n-1], "the SHA-256 of the body, or a word that says why there is none"},
	}
}

// StringToSignParts takes a string to sign apart. It returns nil for what is none.
func StringToSignParts(stringToSign string) []Part {
	lines := strings.Split(stringToSign, "\n")
	if len(lines) != 4 {
		return nil
	}
	return []Part{
		{"algorithm", lines[0], "how it is signed"},
		{"time", lines[1], "when, in UTC; servers accept a few minutes"},
		{"scope", lines[2], "what the key is derived for: day, region, service"},
		{"hash", lines[3], "the SHA-256 of the canonical request"},
	}
}
