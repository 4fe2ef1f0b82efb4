package screenshots

import (
	"fmt"
	"image/color"

	"github.com/charmbracelet/x/ansi"
)

// The colours of a Theme beyond the sixteen.
const (
	foreground = 16 + iota
	background
	frameLine
	colours
)

// Theme is what a terminal makes of its sixteen colours, its default text and its background.
type Theme struct {
	Name string
	rgb  [colours]uint32
}

// Dark is a dark terminal. Text in any of its colours has a contrast of at least 4.5 to the background,
// the faintest excepted.
func Dark() Theme {
	return Theme{"dark", [colours]uint32{
		0x21262d, 0xff7b72, 0x3fb950, 0xd29922, 0x1f5fbf, 0xbc8cff, 0x39c5cf, 0xb1bac4,
		0x7d8590, 0xff938a, 0x56d364, 0xe3b341, 0x79c0ff, 0xd2a8ff, 0x67dde6, 0xffffff,
		0xdce3ea, 0x0f141b, 0x30363d,
	}}
}

// Light is a light terminal.
func Light() Theme {
	return Theme{"light", [colours]uint32{
		0x1f2328, 0xc4202b, 0x16712c, 0x8a5a00, 0x0a5fc4, 0x7a45d1, 0x136f79, 0x6e7781,
		0x6a727b, 0xa40e26, 0x1a7f37, 0x9a6700, 0x218bff, 0xa475f9, 0xa8e4ee, 0xffffff,
		0x1f2328, 0xffffff, 0xd0d7de,
	}}
}

// colour is the place in a Theme of a colour that the program named. Behind its places come those
// colours of the 256 that are the same in every terminal. The program names no others.
func colour(c color.Color, none int) (int, error) {
	switch c := c.(type) {
	case nil:
		return none, nil
	case ansi.BasicColor:
		return int(c), nil
	case ansi.IndexedColor:
		if c < foreground {
			return int(c), nil
		}
		return colours + int(c), nil
	}
	return 0, fmt.Errorf("a colour other than the 256: %v", c)
}

func (t Theme) color(c int) color.NRGBA {
	if c >= colours {
		r, g, b, _ := ansi.IndexedColor(c - colours).RGBA()                   //nolint:gosec // a byte before
		return color.NRGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff} //nolint:gosec // 16 bits each
	}
	rgb := t.rgb[c]
	return color.NRGBA{uint8(rgb >> 16), uint8(rgb >> 8 & 0xff), uint8(rgb & 0xff), 0xff} //nolint:gosec // each is a byte
}

// ink is the colour of a cell's text.
func (t Theme) ink(c cell) color.NRGBA {
	if !c.faint {
		return t.color(c.ink)
	}
	return mix(t.color(c.ink), t.color(c.back), 6, 10)
}

// mix is part of whole of a, and b for the rest.
func mix(a, b color.NRGBA, part, whole int) color.NRGBA {
	channel := func(a, b uint8) uint8 {
		return uint8((int(a)*part + int(b)*(whole-part) + whole/2) / whole) //nolint:gosec // between a and b
	}
	return color.NRGBA{channel(a.R, b.R), channel(a.G, b.G), channel(a.B, b.B), channel(a.A, b.A)}
}
