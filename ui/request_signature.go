package ui

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"

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

// comparison shows how two texts differ; it returns nothing where the server's is unknown.
func comparison(title, ours, theirs string) []request.Line {
	if theirs == "" || ours == theirs {
		return nil
	}
	lines := []request.Line{{Opens: true, Spans: []request.Span{as(classTitle, title), as(request.ClassNote, "  − ours, + the server's")}}}
	for _, d := range lineDiff(ours, strings.ReplaceAll(theirs, "\r", "")) {
		class := request.ClassText
		switch d[0] {
		case '-':
			class, d = classBad, "− "+d[1:]
		case '+':
			class, d = classGood, "+ "+d[1:]
		default:
			d = " " + d
		}
		lines = append(lines, inside(as(class, d)))
	}
	return append(lines, request.Line{Closes: true})
}

// lineDiff returns the lines of a unified diff that leaves no equal line out, without its heads.
func lineDiff(a, b string) []string {
	a, b = a+"\n", b+"\n"
	unified, _ := udiff.ToUnified("", "", a, udiff.Lines(a, b), strings.Count(a, "\n")) // the edits are consistent
	lines := strings.Split(strings.TrimSuffix(unified, "\n"), "\n")
	return lines[min(3, len(lines)):]
}
