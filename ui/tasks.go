package ui

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// tasks is the goroutines that do what the event loop must not wait for. Bubble Tea waits for none of its
// commands; these end with the program.
type tasks struct {
	ctx     context.Context //nolint:containedctx // it is the life of the program
	end     context.CancelFunc
	mu      sync.Mutex
	ended   bool
	working sync.WaitGroup
}

func newTasks(ctx context.Context) *tasks {
	ctx, end := context.WithCancel(ctx)
	return &tasks{ctx: ctx, end: end}
}

// run is the command that run some work, whose context ends with the program at the latest.
func (c *tasks) run(ctx context.Context, work func(context.Context) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		if !c.begin() {
			return nil
		}
		defer c.working.Done()
		return work(ctx)
	}
}

func (c *tasks) begin() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return false
	}
	c.working.Add(1)
	return true
}

// crewWait is more than those who are told to end need for it: a program that a profile names is killed.
const crewWait = 5 * time.Second

// cancelAll ends all work and waits until it has.
func (c *tasks) cancelAll() {
	c.end()
	c.mu.Lock()
	c.ended = true
	c.mu.Unlock()
	done := make(chan struct{})
	go func() {
		c.working.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(crewWait):
	}
}
