package creds

import (
	"errors"
	"strings"
	"time"
)

// splitWords splits a command line as botocore does (compat_shell_split): by the rules of Python's
// shlex in POSIX mode, without comments, or on Windows by those of its C runtime, where a
// backslash is a character like others except before a quote. No shell sees the words.
//
// The splitters that other Go modules offer treat # as a comment or know the shell's rules only.
func splitWords(text string, windows bool) ([]string, error) {
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
	inWord  bool // '' is a word too
	quote   rune // the one that is open, or 0
	escaped bool // the last character was a backslash
}

func (s *splitter) next(c rune) {
	if s.escaped {
		s.escaped = false
		// Where a backslash escapes quotes only it stands for itself before all else.
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

// brief writes a duration without parts that are zero at its end: 5m, not 5m0s.
func brief(d time.Duration) string {
	text := d.String()
	for _, end := range [...]string{"m0s", "h0m"} {
		if strings.HasSuffix(text, end) {
			text = text[:len(text)-2]
		}
	}
	return text
}
