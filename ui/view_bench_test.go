package ui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// manyModel is the whole program with ten thousand profiles on the screen.
func manyModel(width, height int) Model {
	m := newModel(newTasks(context.Background()), Deps{Now: func() time.Time { return listClock }}, Options{})
	for _, msg := range []tea.Msg{tea.WindowSizeMsg{Width: width, Height: height}, loadedMsg{entries: manyEntries(10000)}} {
		next, _ := m.Update(msg)
		m = next.(Model)
	}
	return m
}

// BenchmarkFrameKey10000 is one key and the frame that answers it.
func BenchmarkFrameKey10000(b *testing.B) {
	for _, c := range []struct{ name, keys string }{
		{"move", "jk"}, {"page", "Gg"}, {"sort", "oooooo"}, {"group", "bbbbb"},
	} {
		b.Run(c.name, func(b *testing.B) {
			m, at := manyModel(120, 40), 0
			b.ReportAllocs()
			for b.Loop() {
				next, _ := m.Update(keyPress(c.keys[at%len(c.keys) : at%len(c.keys)+1]))
				m, at = next.(Model), at+1
				m.View()
			}
		})
	}
}

// BenchmarkFrameAgain10000 is a frame in which nothing changed.
func BenchmarkFrameAgain10000(b *testing.B) {
	m := manyModel(120, 40)
	b.ReportAllocs()
	for b.Loop() {
		m.View()
	}
}
