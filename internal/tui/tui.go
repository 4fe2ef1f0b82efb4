// Package tui starts the full-screen program: it implements ui's interfaces on app.
package tui

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/ui"
)

// Options are the settings of one run of the full-screen program.
type Options struct {
	// Config makes the App. Run sets the ways to reach the person.
	Config app.Config
	Filter string // the filter to begin with
	Color  string // "auto", "always" or "never"
	// Input and Output are the terminal.
	Input, Output *os.File
}

// Run opens the full-screen program and returns when it ends. The exit code is 128+N if signal N ended it,
// else 0.
//
// Run has its own context: Ctrl-C is a key here, and the child receives it while a command runs.
func Run(opts Options) (code int, err error) {
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	ctx, end := newEnding()
	defer end.close()
	person := &ui.Person{}
	config := opts.Config
	config.Person, config.Passphrase, config.Warn = person, person.Passphrase, person.Warn
	b := &backend{stdin: opts.Input, life: ctx, stops: newStops(), app: app.New(config)}
	defer b.close()
	person.Way = b.signInWay
	err = ui.Run(ctx, ui.Deps{
		Profiles: b, Sessions: b, SignIns: b, Edits: b, Shells: b, Copies: b, Requests: b, Stops: b.stops,
		Now: config.Now, Person: person, Hint: app.Hint,
	}, ui.Options{Filter: opts.Filter, Home: config.Home, Environ: config.Environ, Input: opts.Input, Output: opts.Output, Color: opts.Color})
	if code := end.code(); code != 0 {
		return code, nil // the sender of the signal knows why
	}
	return 0, err
}

// ending cancels a context at the first SIGTERM, SIGHUP or SIGQUIT.
type ending struct {
	signals chan os.Signal
	done    chan struct{}
	cancel  context.CancelFunc
	by      os.Signal
}

func newEnding() (context.Context, *ending) {
	ctx, cancel := context.WithCancel(context.Background())
	e := &ending{signals: make(chan os.Signal, 1), done: make(chan struct{}), cancel: cancel}
	signal.Notify(e.signals, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	go func() {
		select {
		case e.by = <-e.signals:
			close(e.done)
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, e
}

func (e *ending) close() {
	signal.Stop(e.signals)
	e.cancel()
}

// code returns 128+N after signal N, or 0.
func (e *ending) code() int {
	select {
	case <-e.done:
	default:
		return 0
	}
	if by, ok := e.by.(syscall.Signal); ok {
		return exec.CodeSignal + int(by)
	}
	return 0
}

// backend implements ui's interfaces.
type backend struct {
	stdin *os.File // the terminal, for programs that take it over
	app   *app.App
	life  context.Context //nolint:containedctx // the UI's, for the programs that it runs
	stops *stops
	// watching guards the watcher, which a goroutine of the UI makes. It may outlive the UI.
	watching sync.Mutex
	watcher  *app.Watcher
	listing  sync.Mutex
	listed   []app.Entry // the last list
	asking   sync.Mutex
	sent     []ui.RequestForm // latest first
}

func (b *backend) close() {
	b.stops.pause()
	b.watching.Lock()
	defer b.watching.Unlock()
	if b.watcher != nil {
		_ = b.watcher.Close()
	}
}
