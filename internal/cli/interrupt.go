package cli

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// interruptContext ends at Ctrl-C, SIGTERM, SIGHUP or SIGQUIT. It begins to listen at the first look at Done, since
// listening costs a thread: a warm exec waits for nothing, and the signal ends it as it ends any
// program.
type interruptContext struct {
	context.Context //nolint:containedctx // it is a context
	listen          func() context.Context
}

func newInterruptContext() *interruptContext {
	return &interruptContext{context.Background(), sync.OnceValue(func() context.Context {
		// It listens until the process ends. A signal that is ignored, as in jobs of a script's
		// background, stays so, for the command that takes lanyard's place as well.
		var signals []os.Signal
		for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
			if !signal.Ignored(s) {
				signals = append(signals, s)
			}
		}
		if len(signals) == 0 { // NotifyContext would take that for all of them
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
