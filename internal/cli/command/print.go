package command

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"lanyard/internal/term"
)

// PrintJSON writes one JSON document to stdout, with control characters escaped.
func (d *Deps) PrintJSON(v any) error {
	enc := json.NewEncoder(jsonEscaper{d.Stdout})
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// jsonEscaper escapes control characters, piece by piece: an encoder writes a document at once, and it may
// be long.
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

// JSONList writes one JSON array with one element per line: indenting ten thousand elements would take longer
// than finding them.
type JSONList struct {
	out   *bufio.Writer
	text  bytes.Buffer
	enc   *json.Encoder
	count int
	err   error
}

// NewJSONList returns a JSONList that writes to w.
func NewJSONList(w io.Writer) *JSONList {
	l := &JSONList{out: bufio.NewWriterSize(w, 64<<10)}
	l.enc = json.NewEncoder(&l.text)
	l.enc.SetEscapeHTML(false)
	return l
}

// Add writes an element. End reports its error.
func (l *JSONList) Add(element any) {
	separator := ",\n"
	if l.count == 0 {
		separator = "[\n"
	}
	l.count++
	l.text.Reset()
	l.err = errors.Join(l.err, l.enc.Encode(element))
	_, _ = l.out.WriteString(separator) // Flush reports the error
	_, _ = l.out.Write(term.EscapeJSON(bytes.TrimSuffix(l.text.Bytes(), []byte("\n"))))
}

// End completes the array and reports the first errors of encoding and writing.
func (l *JSONList) End() error {
	end := "\n]\n"
	if l.count == 0 {
		end = "[]\n"
	}
	_, _ = l.out.WriteString(end)
	return errors.Join(l.err, l.out.Flush())
}

// PrintJSONList writes elements as a JSONList.
func PrintJSONList[T any](w io.Writer, elements []T) error {
	list := NewJSONList(w)
	for _, element := range elements {
		list.Add(element)
	}
	return list.End()
}

// Line prints a line on stdout, without control characters.
func (d *Deps) Line(format string, args ...any) error {
	_, err := fmt.Fprintln(d.Stdout, term.Clean(fmt.Sprintf(format, args...)))
	return err
}

// Note prints a line on stderr, without control characters.
func (d *Deps) Note(format string, args ...any) {
	fmt.Fprintf(d.Stderr, "%s\n", d.Painter(d.Stderr).stderrLine(term.Clean(fmt.Sprintf(format, args...))))
}

// Timestamp formats a time for JSON: RFC 3339 in UTC, or null for the zero time.
func Timestamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := t.UTC().Format(time.RFC3339)
	return &text
}

// PrintError prints an error on one line of stderr.
func (d *Deps) PrintError(text string) {
	label := d.Painter(d.Stderr).Paint(LabelStyle("error"), "lanyard:")
	fmt.Fprintf(d.Stderr, "%s %s\n", label, term.Clean(text))
}

// errorLimit bounds the text of an error, in bytes: servers and files may send long ones.
const errorLimit = 2000

// Truncate shortens the text of an error to 2,000 bytes.
func Truncate(text string) string {
	if len(text) <= errorLimit {
		return text
	}
	return strings.ToValidUTF8(text[:errorLimit], "") + "…"
}
