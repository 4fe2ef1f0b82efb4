package run

import (
	"errors"
	"strings"
)

// Split splits a command line as botocore does (compat_shell_split): by the rules of Python's shlex in POSIX
// mode without comments, or by those of the C runtime of Windows, where a backslash escapes a quote only. No
// shell expands the words. It fails for an open quote and for a line without a program.
//
// The splitters of other Go modules treat # as a comment or know the rules of POSIX shells only.
func Split(text string, windows bool) ([]string, error) {
	s := splitter{windows: windows}
	for _, c := range text {
		s.next(c)
	}
	switch {
	case s.escaped:
		return nil, errors.New("the command line ends in a backslash")
	case s.quote != 0:
		return nil, errors.New("the command line lacks a closing quote")
	}
	s.end()
	if len(s.words) == 0 || s.words[0] == "" {
		return nil, errors.New("the command line is empty")
	}
	return s.words, nil
}

type splitter struct {
	windows bool
	words   []string
	word    strings.Builder
	inWord  bool // set between quotes too: '' is a word
	quote   rune // the open quote, or 0
	escaped bool // the last character was a backslash
}

func (s *splitter) next(c rune) {
	if s.escaped {
		s.escaped = false
		// Within double quotes, and on Windows, a backslash before any other character is literal.
		if s.windows && c != '"' || s.quote == '"' && c != '"' && c != '\\' {
			s.word.WriteByte('\\')
			if s.windows {
				s.next(c)
				return
			}
		}
		s.word.WriteRune(c)
		return
	}
	switch {
	case c == '\\' && s.quote != '\'':
		s.escaped, s.inWord = true, true
	case s.quote != 0 && c == s.quote:
		s.quote = 0
	case s.quote != 0:
		s.word.WriteRune(c)
	case c == '"' || c == '\'' && !s.windows:
		s.quote, s.inWord = c, true
	case strings.ContainsRune(" \t\r\n", c):
		s.end()
	default:
		s.inWord = true
		s.word.WriteRune(c)
	}
}

func (s *splitter) end() {
	if s.inWord {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.inWord = false
}
