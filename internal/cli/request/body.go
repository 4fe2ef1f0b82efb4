package request

import (
	"bufio"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lanyard/internal/cli/command"
	"lanyard/internal/term"
	"lanyard/signer/request"
)

// The most of a body that is shown on a terminal, in bytes. Errors longer than any of AWS's are not from AWS, and
// their end explains nothing.
const (
	shownLimit = 1 << 20
	shownError = 64 << 10
	// deepest is the deepest indentation. Hostile bodies would otherwise become much longer than they are.
	deepest = 64
)

// showBody prints a body, indented and coloured.
func (o *options) showBody(a *request.Answer) error {
	limit := int64(shownLimit)
	if a.Error != nil {
		limit = shownError
	}
	body, whole, err := a.Begin(limit)
	if err != nil {
		return err
	}
	kind := request.KindOf(a.Header, body)
	lines := request.Pretty(kind, body)
	if len(lines) == 0 {
		if len(body) > 0 {
			o.Note("lanyard: the body is binary%s; -o FILE saves it", typeOf(a))
		}
		return nil
	}
	on := o.Painter(o.Stdout)
	out := bufio.NewWriter(o.Stdout)
	for _, line := range lines {
		_, _ = out.WriteString(strings.Repeat("  ", min(line.Depth, deepest))) // Flush reports the error
		for _, span := range line.Spans {
			_, _ = out.WriteString(on.Paint(classStyle(span.Class), span.Text))
		}
		_ = out.WriteByte('\n')
	}
	if !whole {
		o.Note("lanyard: only the beginning of the body is shown; -o FILE saves all of it")
	}
	return out.Flush()
}

func typeOf(a *request.Answer) string {
	if kind := a.Header.Get("Content-Type"); kind != "" {
		return " (" + kind + ")"
	}
	return ""
}

func classStyle(c request.Class) command.Style {
	switch c {
	case request.ClassKey:
		return command.Cyan
	case request.ClassString:
		return command.Green
	case request.ClassNumber, request.ClassWord:
		return command.Yellow
	case request.ClassNote:
		return command.Faint
	}
	return command.Plain
}

// showHead writes the head of an answer to stdout.
func (o *options) showHead(a *request.Answer) error {
	clean := func(text string) string { return text }
	if o.OutIsTerminal() {
		clean = term.Clean
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", a.Proto, clean(a.StatusText()))
	for _, name := range slices.Sorted(maps.Keys(a.Header)) {
		for _, value := range a.Header[name] {
			fmt.Fprintf(&b, "%s: %s\n", clean(name), clean(value))
		}
	}
	b.WriteByte('\n')
	_, err := o.Stdout.Write([]byte(b.String()))
	return err
}
