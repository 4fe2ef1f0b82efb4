package request

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// xmlPiece is a token of XML with its source text.
type xmlPiece struct {
	token xml.Token
	raw   string
}

// xmlLines lays out XML and keeps its text as it is. It reports false if the elements do not match.
func xmlLines(body []byte) ([]Line, bool) {
	pieces, ok := xmlPieces(body)
	if !ok {
		return nil, false
	}
	p := &layout{}
	for i := 0; i < len(pieces); i++ {
		switch pieces[i].token.(type) {
		case xml.StartElement:
			p.breakLine()
			p.tag(pieces[i].raw)
			i = p.element(pieces, i)
		case xml.EndElement:
			p.shut()
			p.tag(pieces[i].raw)
			p.breakLine()
		case xml.CharData:
			p.breakLine()
			for line := range strings.SplitSeq(strings.TrimSpace(pieces[i].raw), "\n") {
				p.add(ClassText, strings.TrimSpace(line))
				p.breakLine()
			}
		default:
			p.breakLine()
			p.add(ClassNote, strings.TrimSpace(pieces[i].raw))
			p.breakLine()
		}
	}
	p.breakLine()
	return p.lines, len(p.lines) > 0
}

// element finishes the line of the start tag at i. It adds the text and the end tag if the element contains nothing
// else. It returns the index of the last piece that it used.
func (p *layout) element(pieces []xmlPiece, i int) int {
	if end := i + 1; isEnd(pieces, end) {
		if pieces[end].raw != "" { // else the start tag ended with "/>"
			p.tag(pieces[end].raw)
		}
		p.breakLine()
		return end
	}
	if text, ok := pieces[i+1].token.(xml.CharData); ok && isEnd(pieces, i+2) && !bytes.ContainsRune(text, '\n') {
		p.add(ClassText, pieces[i+1].raw)
		p.tag(pieces[i+2].raw)
		p.breakLine()
		return i + 2
	}
	p.open()
	return i
}

func isEnd(pieces []xmlPiece, i int) bool {
	if i >= len(pieces) {
		return false
	}
	_, ok := pieces[i].token.(xml.EndElement)
	return ok
}

// xmlPieces splits XML, without the space between elements.
func xmlPieces(body []byte) ([]xmlPiece, bool) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	// The text is read as UTF-8, whatever encoding it declares.
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	var pieces []xmlPiece
	var open []xml.Name
	for begin := int64(0); ; {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return pieces, len(open) == 0
		}
		if err != nil {
			return nil, false
		}
		end := decoder.InputOffset()
		raw := string(body[begin:end])
		begin = end
		switch t := token.(type) {
		case xml.StartElement:
			open = append(open, t.Name)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != t.Name {
				return nil, false
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if strings.TrimSpace(raw) == "" {
				continue
			}
		}
		if len(open) > deepest {
			return nil, false
		}
		pieces = append(pieces, xmlPiece{xml.CopyToken(token), raw})
	}
}

// tag adds a start or end tag, with its name and attributes in separate spans.
func (p *layout) tag(raw string) {
	head := 1
	if strings.HasPrefix(raw, "</") {
		head = 2
	}
	if len(raw) <= head {
		return
	}
	p.add(ClassPunct, raw[:head])
	rest := raw[head:]
	end := strings.IndexAny(rest, " \t\r\n/>")
	if end < 0 {
		end = len(rest)
	}
	p.add(ClassKey, rest[:end])
	for rest = rest[end:]; rest != ""; {
		at := strings.IndexAny(rest, `"'`)
		if at < 0 {
			p.add(ClassPunct, rest)
			return
		}
		p.add(ClassPunct, rest[:at])
		stop := strings.IndexByte(rest[at+1:], rest[at])
		if stop < 0 {
			p.add(ClassPunct, rest[at:])
			return
		}
		p.add(ClassString, rest[at:at+stop+2])
		rest = rest[at+stop+2:]
	}
}
