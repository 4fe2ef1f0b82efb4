package ui

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"lanyard/signer/request"
)

// hexShown is how much of a binary body is shown, in bytes.
const hexShown = 256

// bodyLines are the lines of a body, and before them what is to be known of one that isn't shown whole.
func bodyLines(b AnswerBody, mediaType string) []request.Line {
	size := max(b.Size, int64(len(b.Bytes)))
	switch {
	case b.Kind == request.KindBinary:
		lines := []request.Line{
			plain(classTitle, "Binary, "+sizeWords(size)),
			plain(request.ClassText, mediaType),
			plain(request.ClassNote, "o saves it to a file."),
			{},
		}
		if !b.Whole {
			lines[2] = plain(classWarn, cutNote(b))
		}
		dump := hex.Dump(b.Bytes[:min(len(b.Bytes), hexShown)])
		for row := range strings.Lines(dump) {
			lines = append(lines, plain(request.ClassNote, strings.TrimSuffix(row, "\n")))
		}
		return lines
	case len(b.Lines) == 0 && len(b.Bytes) == 0:
		return []request.Line{plain(request.ClassNote, "The answer has no body.")}
	case !b.Whole:
		return append([]request.Line{plain(classWarn, cutNote(b))}, b.Lines...)
	}
	return b.Lines
}

// cutNote says how much of a body is shown, and what keeps all of it.
func cutNote(b AnswerBody) string {
	note := "The first " + sizeWords(int64(len(b.Bytes)))
	if b.Size > int64(len(b.Bytes)) {
		note += " of " + sizeWords(b.Size)
	}
	return note + ". \"lanyard request -o FILE\" keeps all of it."
}

// headerTexts are the answer's headers, then those of the request that was answered.
func headerTexts(a *Answer) []request.Line {
	lines := []request.Line{{Opens: true, Spans: []request.Span{as(classTitle, fmt.Sprintf("Answer  %s %d %s", a.Proto, a.Status, a.Reason))}}}
	lines = append(append(lines, headerFields(a.Header)...), request.Line{Closes: true})
	lines = append(lines, request.Line{Opens: true, Spans: []request.Span{as(classTitle, "Request  "+a.Method+" "+a.URL)}})
	lines = append(append(lines, headerFields(a.Sent)...), request.Line{Closes: true})
	if e := a.Error; e != nil {
		lines = append(lines, request.Line{Opens: true, Spans: []request.Span{as(classTitle, "Error")}})
		for _, field := range [][2]string{
			{"Code", e.Code},
			{"Type", e.Type},
			{"Message", e.Message},
			{"Resource", e.Resource},
			{"Request id", strings.Join(e.RequestIDs, ", ")},
		} {
			if field[1] != "" {
				lines = append(lines, inside(as(request.ClassKey, field[0]), as(request.ClassPunct, ": "), as(request.ClassText, field[1])))
			}
		}
		lines = append(lines, request.Line{Closes: true})
	}
	return lines
}

func headerFields(header map[string][]string) []request.Line {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	var lines []request.Line
	for _, name := range names {
		for _, value := range header[name] {
			lines = append(lines, inside(as(request.ClassKey, name), as(request.ClassPunct, ": "), as(request.ClassText, value)))
		}
	}
	return lines
}
