package screenshots

import (
	"fmt"
	"image"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Screen is a frame taken apart into cells.
type Screen struct {
	width, height int
	cells         uv.ScreenBuffer
	cursor        *image.Point
}

// NewScreen reads a frame of width × height cells. Where there is a cursor, it is drawn as a block.
func NewScreen(frame string, width, height int, cursor *image.Point) (*Screen, error) {
	styled := uv.NewStyledString(frame)
	if got := styled.Height(); got != height {
		return nil, fmt.Errorf("a frame of %d lines: want %d", got, height)
	}
	if got := styled.UnicodeWidth(); got > width {
		return nil, fmt.Errorf("a frame of %d columns: want %d at most", got, width)
	}
	s := &Screen{width: width, height: height, cells: uv.NewScreenBuffer(width, height), cursor: cursor}
	s.cells.Method = ansi.GraphemeWidth
	styled.Draw(s.cells, uv.Rect(0, 0, width, height))
	return s, nil
}

// cell is what stands in one cell, ready to be drawn.
type cell struct {
	text      string // "" for a blank, and for what a wide character to the left covers
	width     int
	ink, back int // colours of a Theme
	bold      bool
	faint     bool
	underline bool
}

func (s *Screen) at(x, y int) (cell, error) {
	found := s.cells.CellAt(x, y)
	if found == nil || found.Width == 0 {
		return cell{ink: foreground, back: background}, nil
	}
	c := cell{text: found.Content, width: found.Width}
	if c.text == " " {
		c.text = ""
	}
	var err error
	if c.ink, err = colour(found.Style.Fg, foreground); err != nil {
		return cell{}, err
	}
	if c.back, err = colour(found.Style.Bg, background); err != nil {
		return cell{}, err
	}
	c.bold = found.Style.Attrs&uv.AttrBold != 0
	c.faint = found.Style.Attrs&uv.AttrFaint != 0
	c.underline = found.Style.Underline != ansi.UnderlineNone
	reverse := found.Style.Attrs&uv.AttrReverse != 0
	if s.cursor != nil && s.cursor.X == x && s.cursor.Y == y {
		reverse = !reverse
	}
	if reverse {
		c.ink, c.back = c.back, c.ink
	}
	return c, nil
}
