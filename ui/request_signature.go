package ui

import (
	"strings"

	"lanyard/signer"
	"lanyard/signer/request"
)

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
	lines = append(lines, section("Canonical request", how.CanonicalRequest, request.Parts(how.CanonicalRequest))...)
	lines = append(lines, section("String to sign", how.StringToSign, request.StringToSignParts(how.StringToSign))...)
	parts := []request.Part{{Name: "signature", Text: how.Signature}}
	for _, part := range []request.Part{
		{Name: "authorization", Text: how.Authorization},
		{Name: "service", Text: how.Service},
		{Name: "region", Text: how.Region},
		{Name: "region set", Text: strings.Join(how.RegionSet, ", ")},
		{Name: "scope", Text: how.CredentialScope},
	} {
		if part.Text != "" {
			parts = append(parts, part)
		}
	}
	return append(lines, section("Signature", "", parts)...)
}

// section is a title and the parts below it, each with what it is; a text that has none is shown whole.
func section(title, whole string, parts []request.Part) []request.Line {
	const column = 16
	if parts == nil {
		parts = []request.Part{{Text: whole}}
	}
	lines := []request.Line{{Opens: true, Spans: []request.Span{as(classTitle, title)}}}
	for _, part := range parts {
		name := part.Name
		for text := range strings.SplitSeq(part.Text, "\n") {
			value := as(request.ClassText, text)
			if text == "" {
				value = as(request.ClassNote, "(empty)")
			}
			lines = append(lines, inside(as(request.ClassKey, pad(name, column)), value))
			name = ""
		}
		if part.About != "" {
			lines = append(lines, inside(as(request.ClassNote, spaces(column)+"· "+part.About)))
		}
	}
	return append(lines, request.Line{Closes: true})
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
