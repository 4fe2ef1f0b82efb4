package cli

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// interruptContext ends at Ctrl-C, SIGTERM, SIGHUP or SIGQUIT. It catches these signals from the first call of
// Done on, because catching them costs a thread: an exec with cached credentials waits for nothing and needs none.
type interruptContext struct {
	context.Context //nolint:containedctx // it is a context
	listen          func() context.Context
}

func newInterruptContext() *interruptContext {
	return &interruptContext{context.Background(), sync.OnceValue(func() context.Context {
		// The signals are caught until the process ends. An ignored signal, as in background jobs of a
		// script, stays ignored, also for the command that replaces this process.
		var signals []os.Signal
		for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
			if !signal.Ignored(s) {
				signals = append(signals, s)
			}
		}
		if len(signals) == 0 { // NotifyContext without signals catches all of them
			return context.Background()
		}
		ctx, _ := signal.NotifyContext(context.Background(), signals...)
		return ctx
	})}
}

// Done implements context.Context.
func (c *interruptContext) Done() <-chan struct{} { return c.listen().Done() }

// Err implements context.Context.
func (c *interruptContext) Err() error { return c.listen().Err() }

// catchSignals makes a command end by its context at Ctrl-C, SIGTERM, SIGHUP and SIGQUIT from here on. Before
// the first call of Done, which all waiting calls, these signals end the process at once.
func catchSignals(ctx context.Context) { ctx.Done() }
