package ui

import (
	"image/color"
	"math"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// TestPaletteIsReadable holds text to what WCAG 2.1 asks of it, on the background that is the hardest.
func TestPaletteIsReadable(t *testing.T) {
	for _, isDark := range []bool{true, false} {
		p := newPalette(isDark)
		var back color.Color = color.White
		if isDark {
			back = color.Black
		}
		for name, pair := range map[string][2]color.Color{
			"faint": {p.faint, back}, "accent": {p.accent, back}, "good": {p.good, back}, "warn": {p.warn, back},
			"bad": {p.bad, back}, "match": {p.match, back}, "cursor": {p.cursorText, p.cursorBack},
		} {
			if got := contrastOf(pair[0], pair[1]); got < 4.5 {
				t.Errorf("dark %t: %s has a contrast of %.2f", isDark, name, got)
			}
		}
	}
}

// TestPaletteOfSixteen: where there are only sixteen colours, what differs in meaning still differs, and
// nothing has the colour of its background.
func TestPaletteOfSixteen(t *testing.T) {
	for _, isDark := range []bool{true, false} {
		p := newPalette(isDark)
		seen := map[color.Color]string{}
		for name, c := range map[string]color.Color{"good": p.good, "warn": p.warn, "bad": p.bad, "faint": p.faint} {
			basic := colorprofile.ANSI.Convert(c)
			if other, taken := seen[basic]; taken {
				t.Errorf("dark %t: %s and %s are both %v", isDark, name, other, basic)
			}
			seen[basic] = name
		}
		if colorprofile.ANSI.Convert(p.cursorText) == colorprofile.ANSI.Convert(p.cursorBack) {
			t.Errorf("dark %t: the cursor can't be read", isDark)
		}
	}
}

// contrastOf is the contrast ratio of WCAG 2.1.
func contrastOf(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
