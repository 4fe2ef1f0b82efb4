package screenshots

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
)

// ErrStale means that a picture differs from what the program shows.
var ErrStale = errors.New("the picture differs from the program's screen: update it with make screenshots")

func file(folder, name string, theme Theme) string {
	return filepath.Join(folder, name+"-"+theme.Name+".png")
}

// Check compares a screen with its picture, pixel for pixel. The bytes of the files may differ, since they
// depend on Go's compressor, which changes between releases.
func Check(folder, name string, s *Screen, theme Theme) error {
	got, err := Image(s, theme)
	if err != nil {
		return err
	}
	path := file(folder, name, theme)
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	want, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if got.Bounds() != want.Bounds() || !bytes.Equal(flat(got), flat(want)) {
		return fmt.Errorf("%s: %w", path, ErrStale)
	}
	return nil
}

func flat(picture image.Image) []byte {
	all := image.NewNRGBA(picture.Bounds())
	draw.Draw(all, all.Rect, picture, picture.Bounds().Min, draw.Src)
	return all.Pix
}

// Write writes a screen's picture, unless the file already shows the same pixels.
func Write(folder, name string, s *Screen, theme Theme) error {
	if Check(folder, name, s, theme) == nil {
		return nil
	}
	picture, err := Image(s, theme)
	if err != nil {
		return err
	}
	var encoded bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&encoded, picture); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // the pictures are public
		return err
	}
	return os.WriteFile(file(folder, name, theme), encoded.Bytes(), 0o644) //nolint:gosec // the same
}
