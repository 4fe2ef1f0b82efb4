package screenshots

import (
	"errors"
	"fmt"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
)

// fonts are DejaVu Sans Mono, regular and bold, and DejaVu Sans for what those do not have.
type fonts struct{ regular, bold, other *typeface }

type typeface struct {
	font.Face
	has func(r rune) bool
}

// fontSize makes a character of DejaVu Sans Mono, 0.602 em wide, as wide as a cell.
const fontSize = 30

func loadFonts() (*fonts, error) {
	var f fonts
	for _, load := range []struct {
		into *(*typeface)
		data []byte
	}{
		{&f.regular, dejavusansmono.TTF},
		{&f.bold, dejavusansmonobold.TTF},
		{&f.other, dejavusans.TTF},
	} {
		parsed, err := opentype.Parse(load.data)
		if err != nil {
			return nil, fmt.Errorf("read a font: %w", err)
		}
		// 72 dots an inch make a point a pixel. Hinting would fit the glyphs to widths that are not ours.
		face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return nil, fmt.Errorf("read a font: %w", err)
		}
		*load.into = &typeface{face, func(r rune) bool {
			i, err := parsed.GlyphIndex(nil, r)
			return err == nil && i != 0
		}}
	}
	return &f, nil
}

func (f *fonts) close() error {
	return errors.Join(f.regular.Close(), f.bold.Close(), f.other.Close())
}

// face is the font that has a character. A picture with a hole for one would be no use.
func (f *fonts) face(r rune, bold bool) (*typeface, error) {
	first := f.regular
	if bold {
		first = f.bold
	}
	for _, face := range []*typeface{first, f.regular, f.other} {
		if face.has(r) {
			return face, nil
		}
	}
	return nil, fmt.Errorf("no font has %q", r)
}
