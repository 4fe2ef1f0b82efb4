package ui

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// ticking is a program that ends as soon as it has looked at its ticker.
type ticking struct {
	program *tea.Program
	found   *time.Ticker
}

func (m *ticking) Init() tea.Cmd { return tea.Quit }

func (m *ticking) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }

func (m *ticking) View() tea.View {
	m.found = rendererTicker(m.program)
	return tea.View{}
}

// The ticker lies in an unexported field, which another version of Bubble Tea may have elsewhere.
func TestPaceFindsTheTicker(t *testing.T) {
	m := &ticking{}
	m.program = tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler())
	if _, err := m.program.Run(); err != nil {
		t.Fatal(err)
	}
	if m.found == nil {
		t.Error("no ticker: frames are written at a fixed rate, and an idle program costs too much")
	}
}

// Frames are written at once and at a bounded rate, however many messages come; after that the ticker
// is slow.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &frameRate{ticker: time.NewTicker(time.Hour)}
		defer p.ticker.Stop()
		ticks := func(d time.Duration) (n int) {
			for end := time.After(d); ; {
				select {
				case <-p.ticker.C:
					n++
				case <-end:
					return n
				}
			}
		}
		p.wake()
		if n := ticks(paceFast + time.Millisecond); n != 1 {
			t.Errorf("%d ticks until a frame must be written", n)
		}
		n := 0
		for range 1000 {
			p.wake()
			n += ticks(time.Millisecond)
		}
		if want := int(time.Second / paceFast); n != want {
			t.Errorf("%d ticks in a second of many messages, want %d", n, want)
		}
		ticks(paceLinger)
		if n := ticks(10*paceSlow + time.Millisecond); n != 10 {
			t.Errorf("%d ticks in ten idle seconds", n)
		}
	})
}

func TestPaceWithoutATicker(*testing.T) {
	var none *frameRate
	none.wake()
}
