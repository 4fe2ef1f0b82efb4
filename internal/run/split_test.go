package run_test

import (
	"slices"
	"testing"

	"lanyard/internal/run"
)

func TestSplit(t *testing.T) {
	// Python's shlex.split returns the same words.
	for text, want := range map[string][]string{
		`tool --for "a b" 'c "d'`:     {"tool", "--for", "a b", `c "d`},
		`tool a\ b "q\"q\\ \n" 'x\y'`: {"tool", "a b", `q"q\ \n`, `x\y`},
		`tool '' "" a'b'"c"`:          {"tool", "", "", "abc"},
		`tool #not a comment $HOME ~`: {"tool", "#not", "a", "comment", "$HOME", "~"},
		"\ttool\n x\r\n":              {"tool", "x"},
	} {
		if got, err := run.Split(text, false); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "  ", `tool "a`, "tool 'a", `tool \`, `''`} {
		if got, err := run.Split(text, false); err == nil {
			t.Errorf("%s: got %q, want an error", text, got)
		}
	}
	got, err := run.Split(`"C:\Program Files\tool.exe" \\host\share it's "say \"hi\""`, true)
	if want := []string{`C:\Program Files\tool.exe`, `\\host\share`, "it's", `say "hi"`}; err != nil || !slices.Equal(got, want) {
		t.Errorf("Windows: got %q, %v, want %q", got, err, want)
	}
}

func FuzzSplit(f *testing.F) {
	f.Add(`tool "a b" 'c' \d`, false)
	f.Add(`"C:\x y\z" \"`, true)
	f.Fuzz(func(t *testing.T, text string, windows bool) {
		words, err := run.Split(text, windows)
		if err == nil && (len(words) == 0 || words[0] == "") {
			t.Errorf("%q: no program in %q", text, words)
		}
	})
}
