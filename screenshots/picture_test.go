package screenshots

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the pictures instead of comparing with them")

// picture compares a screen's SVG byte for byte, and its PNG pixel for pixel, with the files folder/name.*.
// The bytes of a PNG are not looked at: they depend on Go's compressor, which changes between releases.
func picture(t *testing.T, folder, name, title string, s *Screen, theme Theme) {
	t.Helper()
	file := filepath.Join(folder, name+"-"+theme.Name)
	text, err := SVG(s, theme, title)
	if err != nil {
		t.Fatal(err)
	}
	var encoded bytes.Buffer
	if err := PNG(&encoded, s, theme); err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, file+".svg", []byte(text))
		if !samePicture(t, file+".png", encoded.Bytes()) {
			write(t, file+".png", encoded.Bytes())
		}
		return
	}
	want, err := os.ReadFile(file + ".svg")
	if err != nil {
		t.Fatalf("%v: make screenshots makes it", err)
	}
	if text != string(want) {
		t.Errorf("%s.svg is not what the program shows: make screenshots takes it over", file)
	}
	if !samePicture(t, file+".png", encoded.Bytes()) {
		t.Errorf("%s.png is not what the program shows: make screenshots takes it over", file)
	}
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// samePicture reports whether a file holds the same pixels.
func samePicture(t *testing.T, file string, encoded []byte) bool {
	t.Helper()
	before, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	old, err := png.Decode(bytes.NewReader(before))
	if err != nil {
		return false
	}
	now, err := png.Decode(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	return samePixels(old, now)
}

func samePixels(a, b image.Image) bool {
	return a.Bounds() == b.Bounds() && bytes.Equal(flat(a), flat(b))
}

func flat(picture image.Image) []byte {
	all := image.NewNRGBA(picture.Bounds())
	draw.Draw(all, all.Rect, picture, picture.Bounds().Min, draw.Src)
	return all.Pix
}
