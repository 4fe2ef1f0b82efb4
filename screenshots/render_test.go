package screenshots

import (
	"image"
	"image/color"
	"strings"
	"testing"
)

// sample has everything that a screen of the program is made of.
const sample = "\x1b[1;96mlanyard\x1b[m  19 profiles\x1b[90m  reading…\x1b[m\n" +
	"╭────────┬───────╮┏━┓ █▉▊▋▌▍▎▏ ▁▂▃▄▅▆▇█ ▀▐\n" +
	"│ \x1b[92m●\x1b[m prod-\x1b[1;4;95madmin\x1b[m ├┼┤ \x1b[93m◐ ◇\x1b[m \x1b[91m✗\x1b[m ○ ▸ ⠋⠹ ↑↓↳ \x1b[7mreverse\x1b[m\n" +
	"\x1b[97;44m│ Zürich <lab> & more            │ \x1b[m  \x1b[92m██████▌\x1b[90m───\x1b[m\n" +
	"╰────────┴───────╯┗━┛ › • · × – \x1b[2mfaint\x1b[m"

func screen(t *testing.T, frame string, width, height int) *Screen {
	t.Helper()
	s, err := NewScreen(frame, width, height, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSample(t *testing.T) {
	s := screen(t, sample, 64, 5)
	s.cursor = &image.Point{X: 12, Y: 4}
	for _, theme := range []Theme{Dark(), Light()} {
		picture(t, "sample", s, theme)
	}
}

func pixels(t *testing.T, frame string, width, height int) image.Image {
	t.Helper()
	picture, err := Image(screen(t, frame, width, height), Dark())
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// Lines of neighbouring cells meet, whatever they are.
func TestLinesMeet(t *testing.T) {
	got := pixels(t, "╭─┬─╮\n│ │ │\n╰─┴─╯", 5, 3)
	const midX, midY = margin + cellW/2, margin + cellH/2
	for x := midX + cellW; x < midX+3*cellW; x++ {
		for _, y := range []int{midY, midY + 2*cellH} {
			if !isInk(got.At(x, y)) {
				t.Fatalf("a hole at %d,%d", x, y)
			}
		}
	}
	for y := midY + cellH/2; y < midY+3*cellH/2; y++ {
		for _, x := range []int{midX, midX + 2*cellW, midX + 4*cellW} {
			if !isInk(got.At(x, y)) {
				t.Fatalf("a hole at %d,%d", x, y)
			}
		}
	}
}

func isInk(c color.Color) bool {
	return color.NRGBAModel.Convert(c) == Dark().color(foreground)
}

func TestColoursAndAttributes(t *testing.T) {
	dark := Dark()
	corner := func(frame string) color.Color {
		return color.NRGBAModel.Convert(pixels(t, frame, 1, 1).At(margin+1, margin+1))
	}
	for frame, want := range map[string]color.NRGBA{
		" ":                     dark.color(background),
		"\x1b[44m ":             dark.color(4),
		"\x1b[104m ":            dark.color(12),
		"\x1b[31;7m ":           dark.color(1),
		"\x1b[31m█":             dark.color(1),
		"\x1b[91m█":             dark.color(9),
		"█":                     dark.color(foreground),
		"\x1b[1;31m\x1b[39m█":   dark.color(foreground),
		"\x1b[38;5;12;48;5;4m█": dark.color(12),
		"\x1b[38;5;94m█":        {0x87, 0x5f, 0x00, 0xff}, // as xterm has it
		"\x1b[38;2;1;2;3m█":     {},                       // a colour that the program never names
	} {
		if want == (color.NRGBA{}) {
			if _, err := Image(screen(t, frame, 1, 1), dark); err == nil {
				t.Errorf("%q: a colour that no theme has was drawn", frame)
			}
			continue
		}
		if got := corner(frame); got != want {
			t.Errorf("%q: %v, want %v", frame, got, want)
		}
	}
}

func TestWrongFrames(t *testing.T) {
	for _, frame := range []string{"a", "a\nb\nc", "wider\nx"} {
		if _, err := NewScreen(frame, 4, 2, nil); err == nil {
			t.Errorf("%q was taken", frame)
		}
	}
	if _, err := Image(screen(t, "\U0010fffd", 1, 1), Dark()); err == nil || !strings.Contains(err.Error(), "no font") {
		t.Errorf("a character that no font has: %v", err)
	}
}

// Text is readable in both themes: the contrast that WCAG 2.1 asks of small text (success criterion 1.4.3).
func TestContrast(t *testing.T) {
	for _, theme := range []Theme{Dark(), Light()} {
		for _, pair := range [][2]int{
			{foreground, background},
			{9, background},
			{10, background},
			{11, background},
			{13, background},
			{14, background},
			{8, background},
			{15, 4},
		} {
			if theme.Name == "light" {
				if pair[1] == background && pair[0] < 16 && pair[0] > 8 {
					pair[0] -= 8 // the program takes the darker eight on a light background
				} else if pair == [2]int{15, 4} {
					pair = [2]int{0, 14}
				}
			}
			if got := contrast(theme.color(pair[0]), theme.color(pair[1])); got < 4.5 {
				t.Errorf("%s: colour %d on %d has a contrast of %.2f", theme.Name, pair[0], pair[1], got)
			}
		}
	}
}
