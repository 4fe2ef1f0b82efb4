package request

import (
	"bytes"
)

// jsonLines lays out valid JSON. It copies literals, because decoding a number could lose digits.
func jsonLines(body []byte) []Line {
	p := &layout{}
	var inObject []bool
	key := false // the name of a member is next
	for i := 0; i < len(body); {
		c := body[i]
		switch c {
		case ' ', '\t', '\r', '\n':
			i++
		case '{', '[':
			key = c == '{'
			if end := nextByte(body, i+1); end >= 0 && (body[end] == '}' || body[end] == ']') {
				p.add(ClassPunct, string(c)+string(body[end]))
				i, key = end+1, false
				continue
			}
			inObject = append(inObject, key)
			p.add(ClassPunct, string(c))
			p.open()
			i++
		case '}', ']':
			p.shut()
			p.add(ClassPunct, string(c))
			inObject = inObject[:len(inObject)-1]
			i++
		case ',':
			p.add(ClassPunct, ",")
			p.breakLine()
			key = len(inObject) > 0 && inObject[len(inObject)-1]
			i++
		case ':':
			p.add(ClassPunct, ": ")
			key = false
			i++
		default:
			end := literalEnd(body, i)
			p.add(jsonClass(c, key), string(body[i:end]))
			i = end
		}
	}
	p.breakLine()
	return p.lines
}

func jsonClass(first byte, key bool) Class {
	switch {
	case first == '"' && key:
		return ClassKey
	case first == '"':
		return ClassString
	case first == 't' || first == 'f' || first == 'n':
		return ClassWord
	}
	return ClassNumber
}

// nextByte returns the index of the next byte that is not a space, or -1.
func nextByte(body []byte, from int) int {
	for i := from; i < len(body); i++ {
		if bytes.IndexByte([]byte(" \t\r\n"), body[i]) < 0 {
			return i
		}
	}
	return -1
}

// literalEnd returns the end of the string, number or word that begins at i.
func literalEnd(body []byte, i int) int {
	if body[i] != '"' {
		for end := i + 1; end < len(body); end++ {
			if bytes.IndexByte([]byte(",]} \t\r\n:"), body[end]) >= 0 {
				return end
			}
		}
		return len(body)
	}
	for end := i + 1; end < len(body); end++ {
		switch body[end] {
		case '\\':
			end++
		case '"':
			return end + 1
		}
	}
	return len(body)
}
