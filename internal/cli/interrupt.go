package cli

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// interruptContext ends at Ctrl-C or SIGTERM. It begins to listen at the first look at Done, since
// listening costs a thread: a warm exec waits for nothing, and the signal ends it as it ends any
// program.
type interruptContext struct {
	context.Context //nolint:containedctx // it is a context
	listen          func() context.Context
}

func newInterruptContext() *interruptContext {
	return &interruptContext{context.Background(), sync.OnceValue(func() context.Context {
		// It listens until the process ends.
		ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		return ctx
	})}
}

// Done implements context.Context.
func (c *interruptContext) Done() <-chan struct{} { return c.listen().Done() }

// Err implements context.Context.
func (c *interruptContext) Err() error { return c.listen().Err() }
