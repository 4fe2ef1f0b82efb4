package ui

import (
	"strings"

	"lanyard/signer/request"
)

// The titles of what can be copied.
const (
	copyCurl    = "With curl"
	copyLanyard = "With lanyard"
)

// copyLines show the same request as command lines.
func copyLines(curl, itself string, body AnswerBody) []request.Line {
	var lines []request.Line
	for _, c := range []struct{ title, key, note, text string }{
		{copyCurl, "c", ", for a shell with the profile's credentials", curl}, {copyLanyard, "L", "", itself},
	} {
		lines = append(lines, request.Line{Opens: true, Spans: []request.Span{as(classTitle, c.title), as(request.ClassNote, "  "+c.key+" copies"+c.note)}})
		for line := range strings.SplitSeq(strings.TrimSuffix(c.text, "\n"), "\n") {
			lines = append(lines, inside(as(request.ClassText, line)))
		}
		lines = append(lines, request.Line{Closes: true})
	}
	if body.Save != nil {
		lines = append(lines, plain(classTitle, "The answer's body"), inside(as(request.ClassNote, "o saves it to a file")))
	}
	return lines
}

// commandAt is the command that the cursor is on.
func commandAt(v *viewer, curl, itself string) string {
	for at := v.index0(); at >= 0 && at < len(v.lines); at-- {
		if line := v.lines[at]; line.Opens {
			if strings.HasPrefix(line.Text(), copyLanyard) {
				return itself
			}
			break
		}
	}
	return curl
}
