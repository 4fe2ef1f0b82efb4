package tui

import (
	"context"

	"lanyard/ui"
)

// stops does nothing: Windows has no job control.
type stops struct{}

func newStops() *stops { return &stops{} }

func (s *stops) pause() {}

func (s *stops) follow() (end func()) { return func() {} }

// Wait implements ui.Stops.
func (s *stops) Wait(ctx context.Context) (ui.Program, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// Job implements ui.Stops.
func (s *stops) Job() ui.Program { return nil }
