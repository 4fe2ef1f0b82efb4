package term_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"lanyard/internal/term"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"prod":                     "prod",
		"größe-日本-🚀":               "größe-日本-🚀",
		"a\x1b[31mb":               "a\ufffd[31mb",
		"a\x9bb":                   "a\ufffdb", // a raw C1 byte is invalid UTF-8
		"a\u009b31mb":              "a\ufffd31mb",
		"line\r\nnext\ttab":        "line\ufffd next tab",
		"user\u202egnp.exe":        "user\ufffdgnp.exe",
		"\ufeffbom":                "\ufffdbom",
		"bell\a, del\x7f, nul\x00": "bell\ufffd, del\ufffd, nul\ufffd",
	} {
		if got := term.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEscapeJSON(t *testing.T) {
	for _, value := range []string{
		"plain", "größe-日本-🚀", "del\x7f c1\u009b31m", "\u202eover \ufeff \u2028", "tag \U000e0041", "\x1b[31m\a", "\ufffd",
	} {
		plain, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		escaped := term.EscapeJSON(plain)
		if clean := term.Clean(string(escaped)); clean != string(escaped) && !strings.Contains(value, "\ufffd") {
			t.Errorf("%q: %q still steers a terminal", value, escaped)
		}
		var back string
		if err := json.Unmarshal(escaped, &back); err != nil || back != value {
			t.Errorf("%q came back as %q, %v", value, back, err)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b]0;title\a")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, s string) {
		got := term.Clean(s)
		if i := strings.IndexFunc(got, unicode.IsControl); i >= 0 {
			t.Errorf("Clean(%q) = %q has a control character at %d", s, got, i)
		}
		if again := term.Clean(got); again != got && !strings.Contains(got, "\ufffd") {
			t.Errorf("Clean is not idempotent: %q then %q", got, again)
		}
	})
}
