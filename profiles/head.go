package profiles

import (
	"bytes"
)

// headKind is what a section header announces.
type headKind uint8

const (
	headOther headKind = iota // nothing that lanyard reads
	headProfile
	headSession
	headServices
)

// headFlaw is a bit set of what is unusual about a header.
type headFlaw uint16

const (
	flawUnclosed     headFlaw = 1 << iota // no "]"
	flawTail                              // text after "]" that is no comment
	flawEmpty                             // no name
	flawQuoted                            // name in quotes
	flawSpace                             // bare spaces in the name
	flawCommentSign                       // "#" or ";" in the name
	flawEscape                            // backslash or lone quote, which the AWS CLI unescapes
	flawUpperDefault                      // [DEFAULT]
	flawPrefixed                          // [profile x] in the credentials file
	flawBare                              // [x] in the config file
	flawPlainDefault                      // [default] without "profile", in the config file: no flaw by itself
	flawForeign                           // section of another kind in the credentials file
)

// A head is a parsed header. name is a part of the file's text.
type head struct {
	kind  headKind
	name  []byte
	flaws headFlaw
}

// parseHead reads one header line, which begins with "[".
func parseHead(line []byte, credentials bool) head {
	inner, flaws := headText(line)
	h := head{flaws: flaws}
	if len(inner) == 0 {
		h.flaws |= flawEmpty
		return h
	}
	if string(inner) == "DEFAULT" {
		h.name, h.flaws = inner, h.flaws|flawUpperDefault
		return h
	}
	kind, name := headWords(inner)
	switch {
	case credentials && kind == headProfile:
		h.name, h.flaws = inner, h.flaws|flawPrefixed
	case credentials && kind != headOther:
		h.name, h.flaws = inner, h.flaws|flawForeign
	case credentials:
		h.kind, h.name = headProfile, inner
	case kind != headOther:
		h.kind = kind
		h.name, flaws = bareName(name)
		h.flaws |= flaws
		if len(h.name) == 0 {
			h.kind, h.flaws = headOther, h.flaws|flawEmpty
		}
	case string(inner) == "default":
		h.kind, h.name, h.flaws = headProfile, inner, h.flaws|flawPlainDefault
	default:
		h.name, h.flaws = inner, h.flaws|flawBare
	}
	return h
}

// headText returns what is between the brackets. A name may hold "]" and "#", so the closing
// bracket is the first one that only a comment follows, else the last.
func headText(line []byte) ([]byte, headFlaw) {
	inner := line[1:]
	last := -1
	for i := 0; ; i++ {
		next := bytes.IndexByte(inner[i:], ']')
		if next < 0 {
			break
		}
		i += next
		last = i
		tail := bytes.TrimSpace(inner[i+1:])
		if len(tail) == 0 || tail[0] == '#' || tail[0] == ';' {
			return bytes.TrimSpace(inner[:i]), 0
		}
	}
	if last < 0 {
		return bytes.TrimSpace(inner), flawUnclosed
	}
	return bytes.TrimSpace(inner[:last]), flawTail
}

// headWords splits "profile x" into its kind and its name.
func headWords(inner []byte) (headKind, []byte) {
	end := bytes.IndexAny(inner, " \t")
	word := inner
	if end >= 0 {
		word = inner[:end]
	}
	kind := headOther
	switch string(word) {
	case "profile":
		kind = headProfile
	case "sso-session":
		kind = headSession
	case "services":
		kind = headServices
	}
	return kind, bytes.TrimSpace(inner[len(word):])
}

// bareName takes the quotes off a name and notes in what the AWS CLI, which splits headers like
// a shell, and the SDKs, which take them as written, would differ.
func bareName(name []byte) ([]byte, headFlaw) {
	var flaws headFlaw
	if n := len(name); n >= 2 && (name[0] == '"' || name[0] == '\'') && bytes.IndexByte(name[1:], name[0]) == n-2 {
		name, flaws = name[1:n-1], flawQuoted
	}
	for _, c := range name {
		switch c {
		case ' ', '\t':
			if flaws&flawQuoted == 0 {
				flaws |= flawSpace
			}
		case '#', ';':
			flaws |= flawCommentSign
		case '\\', '"', '\'':
			if flaws&flawQuoted == 0 {
				flaws |= flawEscape
			}
		}
	}
	return name, flaws
}
