package screenshots

import (
	"errors"
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Image draws a screen with fonts of its own, so that it looks the same on every machine.
func Image(s *Screen, theme Theme) (_ image.Image, err error) {
	fonts, err := loadFonts()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, fonts.close()) }()
	w, h := s.size()
	b := &bitmap{Image: image.NewNRGBA(image.Rect(0, 0, w, h)), fonts: fonts}
	if err := paint(b, s, theme); err != nil {
		return nil, err
	}
	return paletted(b.Image), nil
}

type bitmap struct {
	Image *image.NRGBA
	fonts *fonts
}

func (b *bitmap) fill(c color.NRGBA, paths ...path) {
	bounds := around(paths)
	r := vector.NewRasterizer(bounds.Dx(), bounds.Dy())
	at := func(p point) (float32, float32) {
		return float32(p.x - float64(bounds.Min.X)), float32(p.y - float64(bounds.Min.Y))
	}
	for _, p := range paths {
		for i, s := range p {
			x, y := at(s[len(s)-1])
			switch {
			case i == 0:
				r.MoveTo(x, y)
			case len(s) == 1:
				r.LineTo(x, y)
			default:
				x1, y1 := at(s[0])
				x2, y2 := at(s[1])
				r.CubeTo(x1, y1, x2, y2, x, y)
			}
		}
		r.ClosePath()
	}
	mask := image.NewAlpha(image.Rect(0, 0, bounds.Dx(), bounds.Dy()))
	r.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	b.blend(bounds, mask, image.Point{}, c)
}

// around is the pixels that paths touch.
func around(paths []path) image.Rectangle {
	var all image.Rectangle
	for _, p := range paths {
		for _, s := range p {
			for _, pt := range s {
				all = all.Union(image.Rect(int(pt.x), int(pt.y), int(pt.x)+1, int(pt.y)+1))
			}
		}
	}
	return all
}

func (b *bitmap) write(x, base float64, text string, cells int, bold bool, c color.NRGBA) error {
	for _, r := range text {
		if r == ' ' {
			x += cellW
			continue
		}
		face, err := b.fonts.face(r, bold)
		if err != nil {
			return err
		}
		glyph, mask, from, advance, ok := face.Glyph(fixed.P(0, 0), r)
		alpha, isAlpha := mask.(*image.Alpha)
		if !ok || !isAlpha {
			return fmt.Errorf("the font cannot draw %q", r)
		}
		// A glyph of another width than the cells goes to their middle.
		room := fixed.I(cellW)
		if len([]rune(text)) == 1 {
			room = fixed.I(cellW * cells)
		}
		shift := ((room - advance) / 2).Round()
		b.blend(glyph.Add(image.Pt(int(x)+shift, int(base))), alpha, from, c)
		x += cellW
	}
	return nil
}

// steps is how finely edges are smoothed: sixteen steps look like 256, and leave so few colours that
// a palette holds them.
const steps = 15

// blend lays a colour over a part of the picture where the mask is.
func (b *bitmap) blend(where image.Rectangle, mask *image.Alpha, from image.Point, c color.NRGBA) {
	clipped := where.Intersect(b.Image.Rect)
	for y := clipped.Min.Y; y < clipped.Max.Y; y++ {
		for x := clipped.Min.X; x < clipped.Max.X; x++ {
			a := int(mask.Pix[mask.PixOffset(from.X+x-where.Min.X, from.Y+y-where.Min.Y)])
			cover := (a*steps + 0x7f) / 0xff
			if cover == 0 {
				continue
			}
			below := b.Image.NRGBAAt(x, y)
			if below.A == 0 {
				below = color.NRGBA{c.R, c.G, c.B, 0}
			}
			b.Image.SetNRGBA(x, y, mix(c, below, cover, steps))
		}
	}
}

// paletted is a picture with a palette, if its colours fit one: a third of the size.
func paletted(full *image.NRGBA) image.Image {
	index := map[color.NRGBA]uint8{}
	var palette color.Palette
	small := image.NewPaletted(full.Rect, nil)
	for y := range full.Rect.Dy() {
		for x := range full.Rect.Dx() {
			c := full.NRGBAAt(x, y)
			i, ok := index[c]
			if !ok {
				if len(palette) == 256 {
					return full
				}
				i = uint8(len(palette)) //nolint:gosec // below 256
				index[c] = i
				palette = append(palette, c)
			}
			small.SetColorIndex(x, y, i)
		}
	}
	small.Palette = palette
	return small
}
