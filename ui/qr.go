package ui

import (
	"strings"

	"github.com/boombuler/barcode/qr"
)

const (
	// qrQuiet is the light margin around a code, in modules: ISO/IEC 18004 wants four, cameras are content
	// with two, and a screen has no room to give away.
	qrQuiet = 2
	// qrLimit is more than any address is long that a code of a readable size holds, in bytes.
	qrLimit = 1024
)

// qrCode draws text as a QR code, two modules in a cell, one above the other: what is drawn is the light
// ones. It returns nil for what no code can hold. The library is one that one-time codes bring along.
func qrCode(text string) []string {
	if text == "" || len(text) > qrLimit {
		return nil
	}
	code, err := qr.Encode(text, qr.L, qr.Auto)
	if err != nil {
		return nil
	}
	size := code.Bounds().Dx()
	light := func(x, y int) bool {
		if x < 0 || y < 0 || x >= size || y >= size {
			return true // also the half line below an odd number of them
		}
		red, _, _, _ := code.At(x, y).RGBA()
		return red > 0
	}
	var lines []string
	for y := -qrQuiet; y < size+qrQuiet; y += 2 {
		var line strings.Builder
		for x := -qrQuiet; x < size+qrQuiet; x++ {
			line.WriteString(halves(light(x, y), light(x, y+1)))
		}
		lines = append(lines, line.String())
	}
	return lines
}

// halves is a cell whose halves are drawn or not.
func halves(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}
