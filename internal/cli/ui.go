package cli

import (
	"errors"
	"fmt"
	"runtime"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/term"
	"lanyard/internal/tui"
)

type uiOptions struct {
	*deps
	filter   string
	filtered bool // --filter was given
	help     func() error
}

// runUI opens the full-screen program. Without a terminal it prints help instead.
func runUI(opts *uiOptions) error {
	if !term.IsTerminal(opts.Stdin) || !opts.OutIsTerminal() {
		if opts.filtered {
			return command.Usagef("--filter is for the full-screen program, which needs a terminal")
		}
		return opts.help()
	}
	if err := opts.drawable(); err != nil {
		return err
	}
	code, err := tui.Run(tui.Options{
		Config: app.Config{Environ: opts.Environ, Home: opts.Home, Now: opts.Now, Timeout: opts.Flags.Timeout, Wait: opts.Flags.Wait, WorkFactor: opts.WorkFactor},
		Filter: opts.filter, Color: opts.Color(), Input: opts.Stdin, Output: opts.Stdout,
	})
	opts.Code = code
	return err
}

// drawable refuses a terminal that can only print lines.
func (d *deps) drawable() error {
	kind := d.Getenv("TERM")
	if kind != "dumb" && (kind != "" || runtime.GOOS == "windows") {
		return nil
	}
	err := errors.New("the full-screen program can't draw here: TERM is not set")
	if kind != "" {
		err = fmt.Errorf("the full-screen program can't draw here: TERM is %q", kind)
	}
	return app.WithHint(err, "\"lanyard list\" shows the profiles")
}
