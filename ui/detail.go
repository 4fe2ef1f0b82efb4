package ui

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
)

// detail is everything that is known of one profile, scrolled to a line.
type detail struct {
	keys  keyMap
	entry app.Entry
	ok    bool
	now   time.Time
	home  string
	rect  rect
	top   int // the first row shown
	rows  []row
}

func newDetail(keys keyMap) detail { return detail{keys: keys} }

// Set says what to show. It is called at every message and lays out again only what changed.
func (d detail) Set(e app.Entry, ok bool, now time.Time, home string) detail {
	now = now.Truncate(time.Second)
	if ok == d.ok && now.Equal(d.now) && home == d.home && sameEntry(e, d.entry) {
		return d
	}
	if !ok || !d.ok || e.Profile.Name != d.entry.Profile.Name {
		d.top = 0
	}
	d.entry, d.ok, d.now, d.home = e, ok, now, home
	return d.layout()
}

// sameEntry compares what a reload makes anew: the profile's address, and the states.
func sameEntry(a, b app.Entry) bool {
	return a.Profile == b.Profile && a.State == b.State && slices.Equal(a.Steps, b.Steps)
}

// Resize gives the pane its place on the screen.
func (d detail) Resize(r rect) detail {
	if r == d.rect {
		return d
	}
	narrower := r.W != d.rect.W
	d.rect = r
	if narrower {
		return d.layout()
	}
	return d.Scroll(0)
}

func (d detail) layout() detail {
	d.rows = nil
	if d.ok {
		d.rows = detailRows(d.entry, d.now, d.home, d.rect.W-detailFrame)
	}
	return d.Scroll(0)
}

// Scroll moves by lines, as far as there are any.
func (d detail) Scroll(n int) detail {
	d.top = min(max(d.top+n, 0), max(len(d.rows)-d.page(), 0))
	return d
}

// page is how many rows are shown at once.
func (d detail) page() int { return max(d.rect.H-1, 0) }

// Update scrolls.
func (d detail) Update(msg tea.Msg) (detail, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, d.keys.Up):
			d = d.Scroll(-1)
		case key.Matches(msg, d.keys.Down):
			d = d.Scroll(1)
		case key.Matches(msg, d.keys.PageUp):
			d = d.Scroll(-max(d.page()-1, 1))
		case key.Matches(msg, d.keys.PageDown):
			d = d.Scroll(max(d.page()-1, 1))
		case key.Matches(msg, d.keys.Top):
			d = d.Scroll(-len(d.rows))
		case key.Matches(msg, d.keys.Bottom):
			d = d.Scroll(len(d.rows))
		}
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			d = d.Scroll(-wheelStep)
		case tea.MouseWheelDown:
			d = d.Scroll(wheelStep)
		}
	}
	return d, nil
}

// Keys are the bindings that work while the pane has the focus.
func (d detail) Keys() []helpKey {
	return helpKeys(d.keys.Up, d.keys.Down, d.keys.Detail, d.keys.Enter, d.keys.Edit, d.keys.Help, d.keys.PageDown, d.keys.Bottom, d.keys.Quit)
}

// Place is where the profile is written, "" for one that no file knows.
func (d detail) Place() (file string, line int) {
	if !d.ok || len(d.entry.Profile.Sources) == 0 {
		return "", 0
	}
	first := d.entry.Profile.Sources[0]
	return first.File, first.Line
}
