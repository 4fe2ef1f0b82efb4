package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"lanyard/internal/term"
)

// printJSON writes one JSON document, in which no string can steer the terminal.
func (d *deps) printJSON(v any) error {
	enc := json.NewEncoder(jsonEscaper{d.out})
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// jsonEscaper escapes what a terminal would act upon, piece by piece: an encoder writes a document at once,
// which may be long.
type jsonEscaper struct{ to io.Writer }

func (e jsonEscaper) Write(text []byte) (int, error) {
	for rest := text; len(rest) > 0; {
		n := min(64<<10, len(rest))
		for n < len(rest) && !utf8.RuneStart(rest[n]) {
			n++
		}
		if _, err := e.to.Write(term.EscapeJSON(rest[:n])); err != nil {
			return len(text) - len(rest), err
		}
		rest = rest[n:]
	}
	return len(text), nil
}

// jsonList writes one JSON array with an element a line: ten thousand indented ones would cost more
// than finding them.
type jsonList struct {
	out   *bufio.Writer
	text  bytes.Buffer
	enc   *json.Encoder
	count int
	err   error
}

func newJSONList(w io.Writer) *jsonList {
	l := &jsonList{out: bufio.NewWriterSize(w, 64<<10)}
	l.enc = json.NewEncoder(&l.text)
	l.enc.SetEscapeHTML(false)
	return l
}

func (l *jsonList) add(element any) {
	separator := ",\n"
	if l.count == 0 {
		separator = "[\n"
	}
	l.count++
	l.text.Reset()
	l.err = errors.Join(l.err, l.enc.Encode(element))
	_, _ = l.out.WriteString(separator) // Flush tells
	_, _ = l.out.Write(term.EscapeJSON(bytes.TrimSuffix(l.text.Bytes(), []byte("\n"))))
}

func (l *jsonList) end() error {
	end := "\n]\n"
	if l.count == 0 {
		end = "[]\n"
	}
	_, _ = l.out.WriteString(end)
	return errors.Join(l.err, l.out.Flush())
}

func printJSONList[T any](d *deps, elements []T) error {
	list := newJSONList(d.out)
	for _, element := range elements {
		list.add(element)
	}
	return list.end()
}

// line prints cleaned text on stdout.
func (d *deps) line(format string, args ...any) error {
	_, err := fmt.Fprintln(d.out, term.Clean(fmt.Sprintf(format, args...)))
	return err
}

// note tells the person something on stderr.
func (d *deps) note(format string, args ...any) {
	fmt.Fprintf(d.err, "%s\n", d.painter(d.sys.stderr).stderrLine(term.Clean(fmt.Sprintf(format, args...))))
}

// notices prints each warning once, whole lines at a time.
type notices struct {
	mu   sync.Mutex
	w    io.Writer
	said map[string]bool
}

func (n *notices) warn(message string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.said[message] {
		return
	}
	if n.said == nil {
		n.said = make(map[string]bool)
	}
	n.said[message] = true
	fmt.Fprintf(n.w, "lanyard: %s\n", term.Clean(message))
}

// timestamp is a time as the JSON shapes have it: RFC 3339 in UTC, or null.
func timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := t.UTC().Format(time.RFC3339)
	return &text
}

// count writes a number with its noun: "1 session", "3 sessions".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
