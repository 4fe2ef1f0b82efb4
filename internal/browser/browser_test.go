package browser

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

func with(vars map[string]string) Browser {
	return Browser{Getenv: func(name string) string { return vars[name] }, Environ: os.Environ()}
}

func TestAvailable(t *testing.T) {
	if !with(map[string]string{"BROWSER": "x", "SSH_TTY": "y"}).Available() {
		t.Error("BROWSER does not count over SSH")
	}
	if with(map[string]string{"SSH_TTY": "y", "DISPLAY": ":0"}).Available() {
		t.Error("a browser is opened on the far side of SSH")
	}
}

func TestWords(t *testing.T) {
	for command, want := range map[string][]string{
		"firefox":             {"firefox", "A"},
		"open -a Safari":      {"open", "-a", "Safari", "A"},
		"sh -c x --url=%s -q": {"sh", "-c", "x", "--url=A", "-q"},
		`"a b/firefox" -new`:  {"a b/firefox", "-new", "A"},
	} {
		if got, err := words(command, "A"); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v, want %q", command, got, err, want)
		}
	}
}

func TestOpenRunsTheCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs touch")
	}
	path := filepath.Join(t.TempDir(), "opened")
	if err := with(map[string]string{"BROWSER": "touch"}).Open(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	for _, command := range []string{"false", "no-such-browser-here"} {
		if err := with(map[string]string{"BROWSER": command}).Open("x"); err == nil {
			t.Errorf("%q fails unnoticed", command)
		}
	}
}
