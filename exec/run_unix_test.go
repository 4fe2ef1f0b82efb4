//go:build unix

package exec_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/exec"
)

func file(t *testing.T, path, text string, mode os.FileMode) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestExitCodes(t *testing.T) {
	for script, want := range map[string]int{
		"exit 0": 0, "exit 3": 3, "exit 255": 255, "kill -TERM $$": 143, "kill -KILL $$": 137, "kill -INT $$": 130,
	} {
		code, err := exec.Run(t.Context(), exec.Command{Args: []string{"sh", "-c", script}, Env: []string{"PATH=/usr/bin:/bin"}})
		if code != want || err != nil {
			t.Errorf("%q: %d, %v; want %d", script, code, err, want)
		}
	}
}

func TestStreamsAndFolder(t *testing.T) {
	dir := t.TempDir()
	var out, stderr bytes.Buffer
	code, err := exec.Run(t.Context(), exec.Command{
		Args: []string{"sh", "-c", `cat; echo "$X $1"; pwd -P >&2`, "sh", "an arg"},
		Env:  []string{"PATH=/usr/bin:/bin", "X=value"}, Dir: dir,
		Stdin: strings.NewReader("in\n"), Stdout: &out, Stderr: &stderr,
	})
	real, _ := filepath.EvalSymlinks(dir)
	if code != 0 || err != nil || out.String() != "in\nvalue an arg\n" || stderr.String() != real+"\n" {
		t.Errorf("%d, %v, %q, %q", code, err, out.String(), stderr.String())
	}
}

func TestWhatCannotBeRun(t *testing.T) {
	dir := t.TempDir()
	file(t, dir+"/bin/plain", "echo", 0o644)
	file(t, dir+"/bin/junk", "\x7fELF\x00\x00rubbish", 0o755)
	file(t, dir+"/bin/lost", "#!/no/such/interpreter\n", 0o755)
	file(t, dir+"/bin/folder/x", "", 0o755)
	for name, want := range map[string]int{
		"absent": 127, dir + "/absent": 127, "./absent": 127, dir + "/bin/plain/x": 127, "lost": 127,
		"plain": 126, dir + "/bin/plain": 126, "folder": 126, dir + "/bin/folder": 126, "junk": 126,
		"": 125,
	} {
		_, err := exec.Run(t.Context(), exec.Command{Args: []string{name}, Env: []string{"PATH=" + dir + "/bin"}})
		if err == nil || codeOf(0, err) != want {
			t.Errorf("%q: %v, which is code %d; want %d", name, err, codeOf(0, err), want)
		}
		if name != "" && !strings.Contains(err.Error(), filepath.Base(name)) {
			t.Errorf("the error of %q doesn't name it: %v", name, err)
		}
	}
	if _, err := exec.Run(t.Context(), exec.Command{}); !errors.Is(err, exec.ErrNoCommand) {
		t.Errorf("no command: %v", err)
	}
}

func TestLookUp(t *testing.T) {
	dir := t.TempDir()
	file(t, dir+"/a/tool/x", "", 0o644)        // a folder of that name
	file(t, dir+"/b/tool", "exit 5\n", 0o644)  // may not be executed
	file(t, dir+"/c/tool", "exit $1\n", 0o755) // a script without #!
	file(t, dir+"/d/tool", "#!/bin/sh\nexit 6\n", 0o755)
	file(t, dir+"/here", "exit 7\n", 0o755)
	for _, test := range []struct {
		name string
		env  []string
		want int
	}{
		{"tool", []string{"PATH=" + dir + "/a:" + dir + "/b:" + dir + "/c:" + dir + "/d"}, 9},
		{"tool", []string{"PATH=" + dir + "/d:" + dir + "/c"}, 6},
		{"tool", []string{"PATH=" + dir + "/a:" + dir + "/b"}, 126},
		{"tool", []string{"PATH=d"}, 6}, // as seen from the child's folder
		{"here", []string{"PATH=:/bin"}, 7},
		{"here", []string{"PATH=/bin"}, 127},
		{"here", nil, 127},
		{"sh", nil, 2}, // sh cannot open "9": there is a default PATH
		{"./here", nil, 7},
		{"d/tool", nil, 6},
	} {
		code, err := exec.Run(t.Context(), exec.Command{Args: []string{test.name, "9"}, Env: test.env, Dir: dir})
		if got := codeOf(code, err); got != test.want && (test.name != "sh" || got != 127) {
			t.Errorf("%q with %q: %d, %v; want %d", test.name, test.env, got, err, test.want)
		}
	}
}

func TestTheEndOfTheContextEndsTheChild(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	go func() {
		_, _ = r.Read(make([]byte, 1))
		cancel()
	}()
	code, err := exec.Run(ctx, exec.Command{
		Args: []string{"sh", "-c", "echo ready; exec sleep 600"}, Env: []string{"PATH=/usr/bin:/bin"}, Stdout: w,
	})
	w.Close()
	if code != 143 || err != nil {
		t.Errorf("%d, %v; want 143", code, err)
	}
	if _, err := exec.Run(ctx, exec.Command{Args: []string{"true"}}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

func TestRunInputs(t *testing.T) {
	for inputs, want := range map[bool]string{false: "", true: "123456"} {
		var out bytes.Buffer
		_, err := exec.Run(t.Context(), exec.Command{
			Args: []string{"/bin/sh", "-c", `printf %s "$LANYARD_MFA_CODE"`}, Env: []string{"LANYARD_MFA_CODE=123456"},
			Stdout: &out, Inputs: inputs,
		})
		if err != nil || out.String() != want {
			t.Errorf("Inputs %v: the child has %q, %v, want %q", inputs, out.String(), err, want)
		}
	}
}
