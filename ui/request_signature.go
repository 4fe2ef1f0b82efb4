package ui

import (
	"strings"

	"lanyard/signer"
	"lanyard/signer/request"
)

// Explanations of the parts of what is signed:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
const (
	whyMethod  = "as it is sent"
	whyPath    = "every byte encoded that no URL may hold; twice but for S3"
	whyQuery   = "sorted by name, names and values encoded"
	whyHeaders = "names in small letters, sorted; values without the spaces around them"
	whySigned  = "the headers above; others may change on the way"
	whyPayload = "the SHA-256 of the body"
	whyEmpty   = "the SHA-256 of no body"
	whyKeyword = "the body is not hashed as a whole"
	whyAlgo    = "how it is signed"
	whyTime    = "when; the server's clock may differ by minutes"
	whyScope   = "what the signing key is good for: day, region, service"
	whyHash    = "the SHA-256 of the canonical request"
)

// emptyHash is the SHA-256 of nothing.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// signatureLines explain how a request was signed, and where the server disagrees.
func signatureLines(a *Answer) []request.Line {
	var lines []request.Line
	if len(a.Mismatch) > 0 {
		lines = append(lines, mismatchLines(a.Mismatch)...)
		if a.Error != nil && a.Signing != nil {
			lines = append(lines, comparison("Canonical request, line by line", a.Signing.CanonicalRequest, a.Error.CanonicalRequest)...)
			lines = append(lines, comparison("String to sign, line by line", a.Signing.StringToSign, a.Error.StringToSign)...)
		}
	}
	how := a.Signing
	if how == nil {
		return append(lines, plain(request.ClassNote, "The request was not signed."))
	}
	lines = append(lines, section("Canonical request", canonicalParts(how.CanonicalRequest))...)
	lines = append(lines, section("String to sign", toSignParts(how.StringToSign))...)
	parts := []signedPart{{"Signature", how.Signature, ""}}
	if how.Authorization != "" {
		parts = append(parts, signedPart{"Authorization", how.Authorization, ""})
	}
	for _, part := range []signedPart{{"Service", how.Service, ""}, {"Region", how.Region, ""}, {"Scope", how.CredentialScope, ""}} {
		if part.value != "" {
			parts = append(parts, part)
		}
	}
	return append(lines, section("Signature", parts)...)
}

// signedPart is a part of what is signed, with what there is to know of it.
type signedPart struct{ name, value, why string }

// section is a title and the parts below it.
func section(title string, parts []signedPart) []request.Line {
	const column = 16
	lines := []request.Line{{Opens: true, Spans: []request.Span{as(classTitle, title)}}}
	for _, part := range parts {
		value := as(request.ClassText, part.value)
		if part.value == "" {
			value = as(request.ClassNote, "(empty)")
		}
		lines = append(lines, inside(as(request.ClassKey, pad(part.name, column)), value))
		if part.why != "" {
			lines = append(lines, inside(as(request.ClassNote, strings.Repeat(" ", column)+"· "+part.why)))
		}
	}
	return append(lines, request.Line{Closes: true})
}

// canonicalParts takes a canonical request apart: method, path, query, headers, an empty line, their
// names, the body's hash.
func canonicalParts(text string) []signedPart {
	lines := strings.Split(text, "\n")
	if len(lines) < 6 {
		return []signedPart{{"", text, ""}}
	}
	n := len(lines)
	parts := []signedPart{{"Method", lines[0], whyMethod}, {"Path", lines[1], whyPath}, {"Query", lines[2], whyQuery}}
	for i, line := range lines[3 : n-2] {
		switch {
		case line == "":
		case i == 0:
			parts = append(parts, signedPart{"Headers", line, ""})
		default:
			parts = append(parts, signedPart{"", line, ""})
		}
	}
	parts[len(parts)-1].why = whyHeaders
	why := whyPayload
	switch hash := lines[n-1]; {
	case hash == emptyHash:
		why = whyEmpty
	case len(hash) != len(emptyHash):
		why = whyKeyword
	}
	return append(parts, signedPart{"Signed headers", lines[n-2], whySigned}, signedPart{"Payload hash", lines[n-1], why})
}

func toSignParts(text string) []signedPart {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return []signedPart{{"", text, ""}}
	}
	return []signedPart{
		{"Algorithm", lines[0], whyAlgo}, {"Time", lines[1], whyTime}, {"Scope", lines[2], whyScope}, {"Hash", lines[3], whyHash},
	}
}

func mismatchLines(all []signer.Difference) []request.Line {
	lines := []request.Line{{Opens: true, Spans: []request.Span{as(classBad, "✗ The server signs another request")}}}
	for _, m := range all {
		name := m.Part
		if m.Name != "" {
			name += " " + m.Name
		}
		lines = append(lines,
			inside(as(request.ClassKey, name), as(request.ClassPunct, ": "), as(classWarn, m.Why)),
			request.Line{Depth: 2, Spans: []request.Span{as(classBad, "− ours    "), as(request.ClassText, m.Ours)}},
			request.Line{Depth: 2, Spans: []request.Span{as(classGood, "+ server  "), as(request.ClassText, m.Theirs)}})
	}
	return append(lines, request.Line{Closes: true})
}

// comparedMost bounds what is compared line by line: a canonical request has as many lines as headers.
const comparedMost = 500

// comparison sets two texts beside each other; there is none where the server's is unknown.
func comparison(title, ours, theirs string) []request.Line {
	if theirs == "" || ours == theirs {
		return nil
	}
	lines := []request.Line{{Opens: true, Spans: []request.Span{as(classTitle, title), as(request.ClassNote, "  − ours, + the server's")}}}
	a, b := strings.Split(ours, "\n"), strings.Split(strings.ReplaceAll(theirs, "\r", ""), "\n")
	a, b = a[:min(len(a), comparedMost)], b[:min(len(b), comparedMost)]
	for _, d := range lineDiff(a, b) {
		class := request.ClassText
		switch d[0] {
		case '-':
			class, d = classBad, "−"+d[1:]
		case '+':
			class = classGood
		}
		lines = append(lines, inside(as(class, d)))
	}
	return append(lines, request.Line{Closes: true})
}

// lineDiff is the shortest way from one text to another, each line with "- ", "+ " or two spaces before.
func lineDiff(a, b []string) (diff []string) {
	same := make([][]int, len(a)+1) // the most lines that a[i:] and b[j:] have in common
	for i := range same {
		same[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if same[i][j] = max(same[i+1][j], same[i][j+1]); a[i] == b[j] {
				same[i][j] = same[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			diff = append(diff, "  "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && same[i+1][j] >= same[i][j+1]:
			diff = append(diff, "- "+a[i])
			i++
		default:
			diff = append(diff, "+ "+b[j])
			j++
		}
	}
	return diff
}
