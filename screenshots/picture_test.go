package screenshots

import (
	"errors"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the pictures instead of comparing with them")

// picture compares a screen with its files in testdata.
func picture(t *testing.T, name, title string, s *Screen, theme Theme) {
	t.Helper()
	if *update {
		if err := Write("testdata", name, title, s, theme); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := errors.Join(CheckSVG("testdata", name, title, s, theme), CheckPNG("testdata", name, s, theme)); err != nil {
		t.Error(err)
	}
}

func TestStalePictures(t *testing.T) {
	dir := t.TempDir()
	before, after := screen(t, "ready", 8, 1), screen(t, "\x1b[31mready", 8, 1)
	check := func(s *Screen) (svg, png error) {
		return CheckSVG(dir, "a", "A", s, Dark()), CheckPNG(dir, "a", s, Dark())
	}
	if svg, png := check(before); !errors.Is(svg, os.ErrNotExist) || !errors.Is(png, os.ErrNotExist) {
		t.Errorf("no pictures yet: %v, %v", svg, png)
	}
	if err := Write(dir, "a", "A", before, Dark()); err != nil {
		t.Fatal(err)
	}
	if svg, png := check(before); svg != nil || png != nil {
		t.Errorf("just written: %v, %v", svg, png)
	}
	if svg, png := check(after); !errors.Is(svg, ErrStale) || !errors.Is(png, ErrStale) {
		t.Errorf("another colour: %v, %v", svg, png)
	}
	if err := Write(dir, "a", "A", after, Dark()); err != nil {
		t.Fatal(err)
	}
	if svg, png := check(after); svg != nil || png != nil {
		t.Errorf("written anew: %v, %v", svg, png)
	}
}
