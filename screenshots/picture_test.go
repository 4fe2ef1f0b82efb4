package screenshots

import (
	"errors"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the pictures instead of comparing with them")

// picture compares a screen with its file in testdata.
func picture(t *testing.T, name string, s *Screen, theme Theme) {
	t.Helper()
	check := Check
	if *update {
		check = Write
	}
	if err := check("testdata", name, s, theme); err != nil {
		t.Error(err)
	}
}

func TestStalePictures(t *testing.T) {
	dir := t.TempDir()
	before, after := screen(t, "ready", 8, 1), screen(t, "\x1b[31mready", 8, 1)
	check := func(s *Screen) error { return Check(dir, "a", s, Dark()) }
	if err := check(before); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a picture: %v", err)
	}
	if err := Write(dir, "a", before, Dark()); err != nil {
		t.Fatal(err)
	}
	if err := check(before); err != nil {
		t.Errorf("just written: %v", err)
	}
	if err := check(after); !errors.Is(err, ErrStale) {
		t.Errorf("another colour: %v", err)
	}
	if err := Write(dir, "a", after, Dark()); err != nil {
		t.Fatal(err)
	}
	if err := check(after); err != nil {
		t.Errorf("written again: %v", err)
	}
}
