package ui

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

// update makes the goldens anew: go test ./ui -run TestX -update. What changed is then in the diff.
var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// golden compares a frame with testdata/name.golden, byte for byte. Name must be unique in the package:
// start it with the pane's or dialog's name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(name)+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v\nmake it with: go test ./ui -run '^%s$' -update", err, t.Name())
	}
	if got != string(want) {
		t.Errorf("%s differs (-update takes it over)\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}
