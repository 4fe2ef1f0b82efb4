package ui

import (
	"bytes"
	"slices"

	"lanyard/signer/request"

	tea "charm.land/bubbletea/v2"
)

// lookup is what is looked for in a text, and where it was found.
type lookup struct {
	open  bool // it is being typed
	text  field
	from  int // the line that it began at
	query []byte
	hits  []int32 // lines
}

// hitsMost bounds how many lines are found.
const hitsMost = 100_000

func newLookup() lookup { return lookup{text: newField(200)} }

func (q *lookup) begin(from int) { q.open, q.from, q.text = true, from, newField(200) }

// searching handles what is typed as the text to look for.
func (v *viewer) searching(msg tea.Msg) bool {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			v.search.open = false
			return true
		case "esc", "ctrl+c":
			v.search = newLookup()
			v.reveal(v.search.from)
			return true
		}
	}
	before := v.search.text.Value()
	v.search.text = v.search.text.Update(msg)
	if text := v.search.text.Value(); text != before {
		v.find(text)
	}
	return true
}

// find looks for a text in all lines, whatever the case of its ASCII letters, and goes to the first one
// from where the search began.
func (v *viewer) find(text string) {
	q := &v.search
	q.query, q.hits = lower(nil, text), q.hits[:0]
	if text == "" {
		return
	}
	var buffer []byte
	for i := range v.lines {
		buffer = buffer[:0]
		for _, span := range v.lines[i].Spans {
			buffer = lower(buffer, span.Text)
		}
		if bytes.Contains(buffer, q.query) {
			if q.hits = append(q.hits, int32(i)); len(q.hits) == hitsMost {
				break
			}
		}
	}
	if len(q.hits) > 0 {
		at, _ := slices.BinarySearch(q.hits, int32(q.from)) //nolint:gosec // lines are far fewer
		v.jump(int(q.hits[at%len(q.hits)]))
	}
}

// next goes to the next hit, or the one before, round about.
func (v *viewer) next(step int) {
	hits := v.search.hits
	if len(hits) == 0 {
		return
	}
	at, found := slices.BinarySearch(hits, int32(v.index0())) //nolint:gosec // lines are far fewer
	if step < 0 || found {
		at += step
	}
	v.jump(int(hits[(at+len(hits))%len(hits)]))
}

// jump goes to a line, unfolding what hides it, and to the row of it that has what was looked for.
func (v *viewer) jump(at int) {
	v.reveal(at)
	v.cursor = viewAt{line: v.visibleAt(at)}
	if marks := v.search.marks(v.lineAt(at)); len(marks) > 0 {
		for i, row := range v.rows(v.cursor.line) {
			if len(row.pieces) > 0 && row.pieces[0].at <= marks[0][0] {
				v.cursor.row = i
			}
		}
	}
	v.show()
}

// marks are where in the text of a line that is found stands, as it is shown.
func (q *lookup) marks(line request.Line) (marks [][2]int) {
	if len(q.query) == 0 {
		return nil
	}
	var text []byte
	for _, span := range line.Spans {
		text = lower(text, shownText(span.Text[:min(len(span.Text), lineShown)]))
		if len(text) > lineShown {
			break
		}
	}
	for from := 0; ; {
		at := bytes.Index(text[from:], q.query)
		if at < 0 {
			return marks
		}
		marks = append(marks, [2]int{from + at, from + at + len(q.query)})
		from += at + len(q.query)
	}
}

// lower appends a text with its ASCII letters in lower case: bytes stay where they are.
func lower(to []byte, text string) []byte {
	for i := range len(text) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		to = append(to, c)
	}
	return to
}
