package signer_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeExample builds and runs the README's example in a module outside this one.
func TestReadmeExample(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(begin string) string {
		t.Helper()
		_, rest, found := strings.Cut(string(readme), begin)
		text, _, closed := strings.Cut(rest, "\n```")
		if !found || !closed {
			t.Fatalf("README.md has no block that begins with %q", begin)
		}
		return text
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	source := "package main" + block("```go\npackage main")
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	edit := strings.Fields("mod edit" + block("```sh\ngo mod edit"))
	for i := range edit {
		edit[i] = strings.ReplaceAll(edit[i], "PATH", root)
	}
	for _, args := range [][]string{{"mod", "init", "example"}, edit, {"run", "."}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off", "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		if args[0] == "run" && !strings.Contains(string(out), "/eu-west-1/sts/aws4_request, ") {
			t.Errorf("the example prints %s", out)
		}
	}
}
