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

// How much of a body is laid out on a terminal, in bytes. Errors that are longer than any of AWS's say
// nothing at their end.
const (
	shownLimit = 1 << 20
	shownError = 64 << 10
	// deepest is where indentation ends: it would make a long text of a short one.
	deepest = 64
)

// showBody lays a body out for a person.
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
			o.Note("lanyard: the body is binary%s; -o FILE keeps it", typeOf(a))
		}
		return nil
	}
	on := o.Painter(o.Stdout)
	out := bufio.NewWriter(o.Stdout)
	for _, line := range lines {
		_, _ = out.WriteString(strings.Repeat("  ", min(line.Depth, deepest))) // Flush tells
		for _, span := range line.Spans {
			_, _ = out.WriteString(on.Paint(classStyle(span.Class), span.Text))
		}
		_ = out.WriteByte('\n')
	}
	if !whole {
		o.Note("lanyard: this is the beginning of the body; -o FILE keeps all of it")
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
