package cli

import (
	"bufio"
	"fmt"
	"maps"
	"slices"
	"strings"

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
func (d *deps) showBody(a *request.Answer) error {
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
			d.note("lanyard: the body is binary%s; -o FILE keeps it", typeOf(a))
		}
		return nil
	}
	on := d.painter(d.sys.stdout)
	out := bufio.NewWriter(d.out)
	for _, line := range lines {
		_, _ = out.WriteString(strings.Repeat("  ", min(line.Depth, deepest))) // Flush tells
		for _, span := range line.Spans {
			_, _ = out.WriteString(on.paint(classStyle(span.Class), span.Text))
		}
		_ = out.WriteByte('\n')
	}
	if !whole {
		d.note("lanyard: this is the beginning of the body; -o FILE keeps all of it")
	}
	return out.Flush()
}

func typeOf(a *request.Answer) string {
	if kind := a.Header.Get("Content-Type"); kind != "" {
		return " (" + kind + ")"
	}
	return ""
}

func classStyle(c request.Class) style {
	switch c {
	case request.ClassKey:
		return cyan
	case request.ClassString:
		return green
	case request.ClassNumber, request.ClassWord:
		return yellow
	case request.ClassNote:
		return faint
	}
	return plain
}

// showHead writes the head of an answer to stdout.
func (d *deps) showHead(a *request.Answer) error {
	clean := func(text string) string { return text }
	if d.outIsTerminal() {
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
	_, err := d.out.Write([]byte(b.String()))
	return err
}
