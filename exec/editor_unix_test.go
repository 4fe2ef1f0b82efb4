//go:build !windows

package exec_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"lanyard/exec"
)

// TestEditorRuns starts an editor whose path has a space and that a person gave as they would give it
// to git: the oracle is a real shell.
func TestEditorRuns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my tools")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	vim := filepath.Join(dir, "vim")
	if err := os.WriteFile(vim, []byte("#!/bin/sh\nprintf '<%s>' \"$@\" \"$MODE\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for editor, want := range map[string]string{
		vim:                            "", // not quoted: the shell finds no such program, and nor does git
		"'" + vim + "' -n 'a  b'":      "<-n><a  b><+3><the file's><>",
		`"` + vim + `"`:                "<+3><the file's><>",
		`MODE=x "$HERE"/my\ tools/vim`: "<the file's><x>",
	} {
		var out bytes.Buffer
		env := func(name string) string { return map[string]string{"EDITOR": editor}[name] }
		_, err := exec.Run(context.Background(), exec.Command{
			Args:   exec.Editor(env, "linux", "the file's", 3),
			Env:    []string{"PATH=/usr/bin:/bin", "HERE=" + filepath.Dir(dir)},
			Stdout: &out, Stderr: &bytes.Buffer{},
		})
		if err != nil || out.String() != want {
			t.Errorf("EDITOR=%s wrote %q, want %q (%v)", editor, out.String(), want, err)
		}
	}
}
