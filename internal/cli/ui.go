package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/term"
	"lanyard/ui"
)

// runUI opens the full-screen program. Without a terminal there is nothing to draw on: then help says
// what there is.
//
// It has a context of its own: Ctrl-C is a key to it, and in a command that it runs the command's affair.
func runUI(d *deps, cmd *cobra.Command, filter string) error {
	if !term.IsTerminal(d.sys.stdin) || !d.outIsTerminal() {
		if cmd.Flags().Changed("filter") {
			return usagef("--filter is for the full-screen program, which needs a terminal")
		}
		return cmd.Help()
	}
	if err := d.drawable(); err != nil {
		return err
	}
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	ctx, end := newEnding()
	defer end.close()
	person := &ui.Person{}
	desk := &backend{deps: d, life: ctx, stops: newStops(), app: app.New(app.Config{
		Environ: d.sys.environ, Home: d.sys.home, Now: d.sys.now, Person: person, Passphrase: person.Passphrase,
		Warn: person.Warn, Timeout: d.flags.timeout, Wait: d.flags.wait, WorkFactor: d.sys.workFactor,
	})}
	defer desk.close()
	person.Way = desk.signInWay
	err := ui.Run(ctx, ui.Deps{
		Profiles: desk, Sessions: desk, SignIns: desk, Edits: desk, Shells: desk, Copies: desk, Requests: desk, Stops: desk.stops,
		Now: d.sys.now, Person: person, Hint: func(err error) string { return hintFor(nil, err) },
	}, ui.Options{Filter: filter, Home: d.sys.home, Environ: d.sys.environ, Input: d.sys.stdin, Output: d.sys.stdout, Color: d.color()})
	if code := end.code(); code != 0 {
		d.code = code
		return nil // whoever sent the signal knows
	}
	return err
}

// drawable refuses a terminal that can only print lines.
func (d *deps) drawable() error {
	kind := d.variable("TERM")
	if kind != "dumb" && (kind != "" || runtime.GOOS == "windows") {
		return nil
	}
	err := errors.New("the full-screen program can't draw here: TERM is not set")
	if kind != "" {
		err = fmt.Errorf("the full-screen program can't draw here: TERM is %q", kind)
	}
	return &hintedError{err, "\"lanyard list\" shows the profiles"}
}

// ending ends a context at the first signal that ends a program.
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

// code is the exit code after the signal that came, or 0.
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

// backend gives the UI what the commands do.
type backend struct {
	*deps
	app   *app.App
	life  context.Context //nolint:containedctx // the UI's, for the programs that it runs
	stops *stops
	// watching guards the watcher: one of the UI's goroutines makes it, and may outlive the UI.
	watching sync.Mutex
	watcher  *app.Watcher
	listing  sync.Mutex
	listed   []app.Entry // the last list
	asking   sync.Mutex
	sent     []ui.RequestForm // latest first
}

func (k *backend) close() {
	k.stops.pause()
	k.watching.Lock()
	defer k.watching.Unlock()
	if k.watcher != nil {
		_ = k.watcher.Close()
	}
}
