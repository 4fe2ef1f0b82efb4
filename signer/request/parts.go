package request

import "strings"

// Part is a part of a signed text with its explanation.
type Part struct {
	Name  string // "path"
	Text  string // of several lines for headers
	About string // one sentence
}

// Parts returns the parts of a canonical request in order:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// It returns nil if the text is not one.
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
		{"signed headers", lines[n-2], "their names: the signature covers no other headers"},
		{"payload hash", lines[n-1], "the SHA-256 of the body, or a keyword such as UNSIGNED-PAYLOAD"},
	}
}

// StringToSignParts returns the parts of a string to sign, or nil if the text is not one.
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
