package ui

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

var listSizes = []rect{{W: 40, H: 7}, {W: 80, H: 21}, {W: 66, H: 37}, {W: 120, H: 20}, {W: 200, H: 57}}

func TestListFrames(t *testing.T) {
	scenes := map[string]func(list) list{
		"plain":   func(l list) list { return l.press("down", "down") },
		"filter":  func(l list) list { return l.press("/").typing("prod ad") },
		"grouped": func(l list) list { return l.press("b", "down", "down") },
		"sorted":  func(l list) list { return l.press("o", "o", "o", "G") },
		"busy":    func(l list) list { return l.SetBusy("staging", true).SetBusy("corp-audit", true).Spin() },
		"nothing": func(l list) list { return l.press("/").typing("zzz") },
	}
	for name, scene := range scenes {
		for _, size := range listSizes {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size.W, size.H), func(t *testing.T) {
				frame := scene(listOf(someEntries(), size.W, size.H)).View(size, newStyles(true))
				checkShape(t, frame, size.W, size.H)
				golden(t, fmt.Sprintf("list/%s-%dx%d", name, size.W, size.H), ansi.Strip(frame))
			})
		}
	}
}

func TestListFrameStyled(t *testing.T) {
	l := listOf(someEntries(), 80, 14).press("/").typing("prod")
	for name, dark := range map[string]bool{"dark": true, "light": false} {
		golden(t, "list/styled-"+name, l.View(rect{W: 80, H: 14}, newStyles(dark)))
	}
}

func TestListFrameWithoutProfiles(t *testing.T) {
	size := rect{W: 40, H: 7}
	golden(t, "list/loading", ansi.Strip(newList(newKeyMap()).View(size, newStyles(true))))
	golden(t, "list/empty", ansi.Strip(newList(newKeyMap()).SetEntries(nil, "", listClock).View(size, newStyles(true))))
}
