//go:build unix && !darwin

package app_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"lanyard/internal/app"
)

// clipboards makes clipboard programs that note what they read, and leave a child with their streams
// as the real ones do.
func clipboards(t *testing.T, scripts map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCopyToClipboard(t *testing.T) {
	const takes, fails = "cat >\"$OUT\"\necho \"$*\" >>\"$OUT\"\n", "exit 1\n"
	for _, c := range []struct {
		name    string
		env     []string
		scripts map[string]string
		want    string // the program
		wrote   string
	}{
		{"X", []string{"DISPLAY=:0"}, map[string]string{"xclip": takes}, "xclip", "text-selection clipboard\n"},
		{"no xclip", []string{"DISPLAY=:0"}, map[string]string{"xclip": fails, "xsel": takes}, "xsel", "text--clipboard --input\n"},
		{"Wayland first", []string{"DISPLAY=:0", "WAYLAND_DISPLAY=w"}, map[string]string{"xclip": fails, "wl-copy": takes}, "wl-copy", "text\n"},
		{"a display that is gone", []string{"DISPLAY=:0", "TMUX=x,1,0"}, map[string]string{"xclip": fails, "xsel": fails, "tmux": takes}, "tmux", "textload-buffer -w -\n"},
		{"nothing of the kind", nil, map[string]string{"xclip": takes}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := filepath.Join(clipboards(t, c.scripts), "out")
			a := app.New(app.Config{Environ: append(c.env, "OUT="+out, "PATH=/usr/bin:/bin")})
			program, err := a.CopyToClipboard(t.Context(), "text")
			if program != c.want || (err != nil) != (c.want == "") {
				t.Errorf("%q, %v; want %q", program, err, c.want)
			}
			if wrote, _ := os.ReadFile(out); string(wrote) != c.wrote {
				t.Errorf("it wrote %q, want %q", wrote, c.wrote)
			}
			if err != nil && !errors.Is(err, app.ErrNoClipboard) {
				t.Errorf("%v is not ErrNoClipboard", err)
			}
		})
	}
}

// TestCopyLeavesTheHolderAlone: X11's and Wayland's programs go on in a child that holds what was
// copied, with the streams of its parent.
func TestCopyLeavesTheHolderAlone(t *testing.T) {
	dir := clipboards(t, map[string]string{"xclip": "cat >/dev/null\nsleep 300 &\necho $! >\"$OUT\"\n"})
	out := filepath.Join(dir, "holder")
	a := app.New(app.Config{Environ: []string{"DISPLAY=:0", "OUT=" + out, "PATH=/usr/bin:/bin"}})
	program, err := a.CopyToClipboard(t.Context(), "text")
	if program != "xclip" || err != nil {
		t.Errorf("%q, %v; want xclip", program, err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	holder, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(holder, syscall.SIGTERM); err != nil {
		t.Errorf("the child that holds the clipboard is gone: %v", err)
	}
}
