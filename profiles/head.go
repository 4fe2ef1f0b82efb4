package profiles

import (
	"bytes"
	"unicode"
)

// headKind is what a section header announces.
type headKind uint8

const (
	headOther headKind = iota // a section of another program's
	headStray                 // a section that no client reads and that was meant as a profile
	headProfile
	headSession
	headServices
)

// headFlaw is a bit set of what is unusual about a header.
type headFlaw uint32

const (
	flawUnclosed     headFlaw = 1 << iota // no "]"
	flawTail                              // text after "]" that is not a comment
	flawEmpty                             // no name
	flawQuoted                            // name in quotes
	flawSpace                             // bare spaces in the name
	flawCommentSign                       // "#" or ";" in the name
	flawEscape                            // backslashes or quotes, which the AWS CLI takes off
	flawLoneQuote                         // a quote or a backslash that the AWS CLI cannot take off
	flawUpperDefault                      // [DEFAULT]
	flawPrefixed                          // [profile x] in the credentials file
	flawBare                              // [x] in the config file
	flawCase                              // [Profile x] in the config file
	flawWord                              // [profiles x] in the config file
	flawPlainDefault                      // [default] without "profile", in the config file: not a flaw by itself
	flawIndented                          // blanks before the "["
	flawInvisible                         // a character that cannot be seen
	flawForeign                           // [sso-session x] or [services x] in the credentials file
)

// A head is a parsed header. name is what the section is called, or for a stray one was meant to be; it may
// be a part of the file's text.
type head struct {
	kind  headKind
	name  []byte
	flaws headFlaw
}

// parseHead reads one header line, which begins with "[".
func parseHead(line []byte, credentials bool) head {
	inner, flaws := headText(line)
	h := parseName(inner, credentials)
	h.flaws |= flaws
	if hasInvisible(inner) {
		h.flaws |= flawInvisible
	}
	return h
}

func parseName(inner []byte, credentials bool) head {
	switch {
	case len(inner) == 0:
		return head{flaws: flawEmpty}
	case string(inner) == "DEFAULT":
		return head{kind: headStray, name: []byte("default"), flaws: flawUpperDefault}
	case credentials:
		return credentialsHead(inner)
	case string(inner) == "default":
		return head{headProfile, inner, flawPlainDefault}
	}
	return configHead(inner)
}

// credentialsHead takes the header as a whole for a name. The SDKs take off "profile " and its blank, so
// clients disagree about that one.
func credentialsHead(inner []byte) head {
	if name, ok := bytes.CutPrefix(inner, []byte(profilePrefix)); ok {
		return head{headStray, bytes.TrimSpace(name), flawPrefixed}
	}
	h := head{kind: headProfile, name: inner}
	if bytes.HasPrefix(inner, []byte("sso-session ")) || bytes.HasPrefix(inner, []byte("services ")) {
		h.flaws = flawForeign
	}
	return h
}

// configHead splits "profile x" into kind and name.
func configHead(inner []byte) head {
	word, rest := inner, []byte(nil)
	if end := bytes.IndexAny(inner, " \t"); end >= 0 {
		word, rest = inner[:end], bytes.TrimSpace(inner[end:])
	}
	kind, exact := headWord(word)
	name, flaws := bareName(rest)
	switch {
	case kind == headOther && len(rest) > 0 && bytes.EqualFold(word, []byte("profile")):
		return head{headStray, name, flawCase}
	case kind == headOther:
		return bareHead(inner)
	case len(name) == 0 && exact:
		return head{name: inner, flaws: flawEmpty}
	case exact:
		return head{kind, name, flaws}
	case len(name) == 0 || flaws&(flawSpace|flawLoneQuote) != 0:
		return bareHead(inner)
	}
	return head{kind, name, flaws | flawWord}
}

// bareHead is a header without one of the words that the config file knows.
func bareHead(inner []byte) head {
	if string(inner) == "plugins" || string(inner) == "preview" { // settings of the AWS CLI's own
		return head{name: inner}
	}
	return head{headStray, inner, flawBare}
}

// headWord is the kind that the first word of a header announces. The AWS CLI looks at the beginning of
// the word alone; exact reports that it is the whole word, as the SDKs demand.
func headWord(word []byte) (kind headKind, exact bool) {
	for _, known := range []struct {
		word string
		kind headKind
	}{
		{"profile", headProfile},
		{"sso-session", headSession},
		{"services", headServices},
	} {
		if bytes.HasPrefix(word, []byte(known.word)) {
			return known.kind, len(word) == len(known.word)
		}
	}
	return headOther, false
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

// bareName returns a name as the AWS CLI reads it, which splits headers like a shell. Where that is
// not one word the name is what the SDKs read: all of it, as written.
func bareName(name []byte) ([]byte, headFlaw) {
	var flaws headFlaw
	if bytes.ContainsAny(name, "#;") {
		flaws |= flawCommentSign
	}
	if !bytes.ContainsAny(name, "\"'\\ \t") {
		return name, flaws
	}
	word, rest, ok := shellWord(name)
	switch {
	case !ok:
		return name, flaws | flawLoneQuote
	case len(rest) > 0:
		return name, flaws | flawSpace
	case len(name) == len(word)+2 && bytes.Equal(name[1:len(name)-1], word):
		return word, flaws | flawQuoted
	}
	return word, flaws | flawEscape
}

// shellWord takes the first word off text as Python's shlex does: without quotes and backslashes. It
// is not ok if a quote is not closed or nothing follows a backslash.
func shellWord(text []byte) (word, rest []byte, ok bool) {
	var quote byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote == 0 && (c == ' ' || c == '\t'):
			return word, bytes.TrimSpace(text[i:]), true
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote != 0 && c == quote:
			quote = 0
		case c == '\\' && quote != '\'':
			if i++; i == len(text) {
				return nil, nil, false
			}
			if quote == '"' && text[i] != '"' && text[i] != '\\' { // inside quotes it escapes these alone
				word = append(word, c)
			}
			word = append(word, text[i])
		default:
			word = append(word, c)
		}
	}
	return word, nil, quote == 0
}

// hasInvisible reports a character that a person cannot see, or cannot tell from a blank.
func hasInvisible(text []byte) bool {
	for _, c := range text {
		if c != '\t' && (c < ' ' || c >= 0x7f) {
			return invisible(string(text)) >= 0
		}
	}
	return false
}

// invisible returns the first character of text that a person cannot see, -1 if there is none.
func invisible(text string) rune {
	for _, c := range text {
		if c != '\t' && !unicode.IsPrint(c) {
			return c
		}
	}
	return -1
}
