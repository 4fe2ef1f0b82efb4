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

// ErrStale says that a picture is not what the program shows.
var ErrStale = errors.New("the picture is not what the program shows: make screenshots takes it over")

// file is where a screen's picture lies, without its ending.
func file(folder, name string, theme Theme) string { return filepath.Join(folder, name+"-"+theme.Name) }

// CheckSVG compares a screen with its SVG, byte for byte.
func CheckSVG(folder, name, title string, s *Screen, theme Theme) error {
	text, err := SVG(s, theme, title)
	if err != nil {
		return err
	}
	path := file(folder, name, theme) + ".svg"
	want, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if text != string(want) {
		return fmt.Errorf("%s: %w", path, ErrStale)
	}
	return nil
}

// CheckPNG compares a screen with its PNG, pixel for pixel. The file's bytes are not looked at: they
// depend on Go's compressor, which changes between releases.
func CheckPNG(folder, name string, s *Screen, theme Theme) error {
	got, err := Image(s, theme)
	if err != nil {
		return err
	}
	path := file(folder, name, theme) + ".png"
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

// Write writes the pictures of a screen, a PNG only if it looks otherwise than before.
func Write(folder, name, title string, s *Screen, theme Theme) error {
	text, err := SVG(s, theme, title)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // the pictures are for everybody
		return err
	}
	path := file(folder, name, theme)
	if err := os.WriteFile(path+".svg", []byte(text), 0o644); err != nil { //nolint:gosec // the same
		return err
	}
	if CheckPNG(folder, name, s, theme) == nil {
		return nil
	}
	var encoded bytes.Buffer
	if err := PNG(&encoded, s, theme); err != nil {
		return err
	}
	return os.WriteFile(path+".png", encoded.Bytes(), 0o644) //nolint:gosec // the same
}
