package ui

import (
	"reflect"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Bubble Tea v2 writes frames from a ticker of a fixed rate that never stops, and a frame waits for
// its next tick. At 60 a second the wake-ups alone are twice what an idle program may cost, and a key
// press is answered later than it may be. A pace turns the ticker fast while there is something to
// draw, and slow while there is not.
const (
	paceFast   = 4 * time.Millisecond  // the longest that a frame waits
	paceSlow   = time.Second           // nothing waits for these ticks
	paceLinger = 25 * time.Millisecond // fast ticks after a message: some for its frame, some for what comes of it
)

// frameRate is shared by the copies of a Model; nil leaves the ticker alone.
type frameRate struct {
	program *tea.Program
	lock    sync.Mutex
	ticker  *time.Ticker
	calm    *time.Timer
	fast    bool
}

// rendererTicker is the ticker of a program that runs, or nil. It lies in an unexported field: should a
// version of Bubble Tea have none, frames keep the fixed rate.
func rendererTicker(program *tea.Program) *time.Ticker {
	field := reflect.ValueOf(program).Elem().FieldByName("ticker")
	if !field.IsValid() || field.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return (*time.Ticker)(field.UnsafePointer())
}

// wake has what was just drawn written soon. The program's own goroutine calls it, which has made the
// ticker before it draws.
func (p *frameRate) wake() {
	if p == nil {
		return
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.ticker == nil {
		if p.ticker = rendererTicker(p.program); p.ticker == nil {
			return
		}
	}
	if p.calm == nil {
		p.calm = time.AfterFunc(paceLinger, p.rest)
	} else {
		p.calm.Reset(paceLinger)
	}
	if !p.fast { // a ticker that is reset at every message would never tick
		p.fast = true
		p.ticker.Reset(paceFast)
	}
}

func (p *frameRate) rest() {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.fast = false
	p.ticker.Reset(paceSlow)
}
