package screenshots

import (
	"fmt"
	"html"
	"image/color"
	"strconv"
	"strings"
)

// SVG draws a screen with text that can be searched and copied. The fonts are the reader's; each
// piece of text says how long it is, so that columns hold in any of them.
func SVG(s *Screen, theme Theme, title string) (string, error) {
	w, h := s.size()
	var v svg
	fmt.Fprintf(&v.Builder, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n",
		w/2, h/2, w, h, html.EscapeString(title))
	v.WriteString(`<style>text{font:30px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}.b{font-weight:bold}</style>` + "\n")
	if err := paint(&v, s, theme); err != nil {
		return "", err
	}
	v.WriteString("</svg>\n")
	return v.String(), nil
}

type svg struct{ strings.Builder }

func (v *svg) fill(c color.NRGBA, paths ...path) {
	v.WriteString(`<path fill="` + hex(c) + `" d="`)
	for _, p := range paths {
		for i, s := range p {
			switch {
			case i == 0:
				v.WriteString("M")
			case len(s) == 1:
				v.WriteString("L")
			default:
				v.WriteString("C")
			}
			for j, pt := range s {
				if j > 0 {
					v.WriteString(" ")
				}
				v.WriteString(number(pt.x) + " " + number(pt.y))
			}
		}
		v.WriteString("Z")
	}
	v.WriteString(`"/>` + "\n")
}

func (v *svg) write(x, base float64, text string, cells int, bold bool, c color.NRGBA) error {
	class := ""
	if bold {
		class = ` class="b"`
	}
	adjust := ""
	if !isASCII(text) {
		adjust = ` lengthAdjust="spacingAndGlyphs"`
	}
	fmt.Fprintf(&v.Builder, `<text%s x="%s" y="%s" fill="%s" textLength="%d"%s>%s</text>`+"\n",
		class, number(x), number(base), hex(c), cells*cellW, adjust, html.EscapeString(text))
	return nil
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// number is short, and the same on every machine.
func number(f float64) string {
	text := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
