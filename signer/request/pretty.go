package request

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"lanyard/internal/term"
)

// Kind is the format of a body.
type Kind string

// The formats.
const (
	KindNone   Kind = ""
	KindJSON   Kind = "json"
	KindXML    Kind = "xml"
	KindCBOR   Kind = "cbor"
	KindHTML   Kind = "html"
	KindText   Kind = "text"
	KindBinary Kind = "binary"
)

// Class is the syntactic class of a Span, which decides its colour.
type Class uint8

// The classes.
const (
	ClassText   Class = iota
	ClassKey          // the name of a member, element or attribute
	ClassString       // a string, an attribute's value
	ClassNumber
	ClassWord  // true, false, null
	ClassPunct // brackets, commas, colons
	ClassNote  // a comment, a declaration
)

// Span is a part of a line in one class, without control characters.
type Span struct {
	Class Class
	Text  string
}

// Line is one line of a laid-out body. A line that Opens can be folded, together with the lines up to the one of
// the same Depth that Closes.
type Line struct {
	Depth  int
	Spans  []Span
	Opens  bool
	Closes bool
}

// Text returns the line without its indentation.
func (l Line) Text() string {
	var b strings.Builder
	for _, s := range l.Spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// KindOf returns the format of a body by its headers, or else by its first bytes. body may be only a beginning.
func KindOf(header http.Header, body []byte) Kind {
	media, _, _ := strings.Cut(strings.ToLower(header.Get("Content-Type")), ";")
	media = strings.TrimSpace(media)
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case len(body) == 0:
		return KindNone
	case media == "application/cbor" || header.Get("Smithy-Protocol") == "rpc-v2-cbor":
		return KindCBOR
	case !printable(body):
		return KindBinary
	case len(trimmed) == 0:
		return KindText
	case media == "text/html" || beginsHTML(trimmed):
		return KindHTML
	case trimmed[0] == '<' && (strings.Contains(media, "xml") || media == "" || !strings.HasPrefix(media, "text/")):
		return KindXML
	case trimmed[0] == '{' || trimmed[0] == '[':
		return KindJSON
	case strings.HasSuffix(media, "json") || strings.HasPrefix(media, "application/x-amz-json"):
		return KindJSON
	}
	return KindText
}

func beginsHTML(body []byte) bool {
	begin := strings.ToLower(string(body[:min(len(body), 15)]))
	return strings.HasPrefix(begin, "<!doctype html") || strings.HasPrefix(begin, "<html")
}

// printable reports whether a body is text: UTF-8 without control characters. body may end inside a character.
func printable(body []byte) bool {
	for i := 0; i < len(body); {
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			return len(body)-i < utf8.UTFMax && !utf8.FullRune(body[i:])
		}
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != 0x1b || r == 0 {
			return false
		}
		i += size
	}
	return true
}

// Pretty lays a body out in lines. A malformed body is laid out as plain text; a binary body has no lines.
func Pretty(kind Kind, body []byte) []Line {
	switch kind {
	case KindBinary, KindNone:
		return nil
	case KindCBOR:
		text, err := cborToJSON(body)
		if err != nil {
			return nil
		}
		return jsonLines(text)
	case KindJSON:
		if json.Valid(body) {
			return jsonLines(body)
		}
	case KindXML:
		if lines, ok := xmlLines(body); ok {
			return lines
		}
	}
	return textLines(body)
}

func textLines(body []byte) []Line {
	var lines []Line
	for line := range strings.SplitSeq(strings.TrimSuffix(string(body), "\n"), "\n") {
		line = strings.ReplaceAll(strings.TrimSuffix(line, "\r"), "\t", "    ")
		lines = append(lines, Line{Spans: []Span{{ClassText, term.Clean(line)}}})
	}
	return lines
}

// layout collects the lines.
type layout struct {
	lines []Line
	line  Line
	depth int
}

func (p *layout) add(class Class, text string) {
	p.line.Spans = append(p.line.Spans, Span{class, term.Clean(text)})
}

// breakLine ends the line, unless it is empty.
func (p *layout) breakLine() {
	if len(p.line.Spans) > 0 {
		p.lines = append(p.lines, p.line)
	}
	p.line = Line{Depth: p.depth}
}

func (p *layout) open() {
	p.line.Opens = true
	p.depth++
	p.breakLine()
}

func (p *layout) shut() {
	p.breakLine()
	p.depth--
	p.line = Line{Depth: p.depth, Closes: true}
}
