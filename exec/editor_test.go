package exec_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"lanyard/exec"
)

func TestEditor(t *testing.T) {
	for _, test := range []struct {
		visual, editor, goos, want string
	}{
		{"", "", "linux", "vi|+7|f"},
		{"", " ", "windows", "notepad|f"},
		{"code -n", "vi", "linux", `/bin/sh|-c|code -n "$@"|code -n|--wait|--goto|f:7`},
		{" ", "/usr/bin/nano", "linux", "/usr/bin/nano|+7|f"},
		{"", "ed", "linux", "ed|f"},
		{"", "hx", "darwin", "hx|f:7"},
		{"", "emacsclient -nw", "darwin", `/bin/sh|-c|emacsclient -nw "$@"|emacsclient -nw|+7|f`},
		{"", `"/opt/my tools/vim" -n`, "linux", `/bin/sh|-c|"/opt/my tools/vim" -n "$@"|"/opt/my tools/vim" -n|+7|f`},
		{`"C:\Program Files\Code\Code.exe" --wait`, "", "windows", `C:\Program Files\Code\Code.exe|--wait|--wait|--goto|f:7`},
		{`C:\Windows\notepad.exe`, "", "windows", `C:\Windows\notepad.exe|f`},
		{`""`, "", "windows", `""|f`},
		{`vim "`, "", "linux", `/bin/sh|-c|vim " "$@"|vim "|f`},
	} {
		env := map[string]string{"VISUAL": test.visual, "EDITOR": test.editor}
		got := exec.Editor(func(name string) string { return env[name] }, test.goos, "f", 7)
		if !slices.Equal(got, strings.Split(test.want, "|")) {
			t.Errorf("Editor(%q, %q) = %q, want %q", test.visual, test.editor, got, test.want)
		}
	}
}

func TestProgramPauses(t *testing.T) {
	var out bytes.Buffer
	p := &exec.Program{Command: exec.Command{Args: []string{"sh", "-c", "echo hello; exit 3"}, Env: []string{"PATH=/usr/bin:/bin"}}, Pause: true}
	p.SetStdin(strings.NewReader("\n"))
	p.SetStdout(&out)
	p.SetStderr(&out)
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if want := "hello\n\nexit code 3. Press Enter to go back."; out.String() != want {
		t.Errorf("it wrote %q, want %q", out.String(), want)
	}
}
