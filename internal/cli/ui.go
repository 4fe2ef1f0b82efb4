package cli

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/term"
	"lanyard/internal/tui"
)

// runUI opens the full-screen program. Without a terminal it prints help instead.
func runUI(d *deps, cmd *cobra.Command, filter string) error {
	if !term.IsTerminal(d.Stdin) || !d.OutIsTerminal() {
		if cmd.Flags().Changed("filter") {
			return command.Usagef("--filter is for the full-screen program, which needs a terminal")
		}
		return cmd.Help()
	}
	if err := d.drawable(); err != nil {
		return err
	}
	code, err := tui.Run(tui.Options{
		Config: app.Config{Environ: d.Environ, Home: d.Home, Now: d.Now, Timeout: d.Flags.Timeout, Wait: d.Flags.Wait, WorkFactor: d.WorkFactor},
		Filter: filter, Color: d.Color(), Input: d.Stdin, Output: d.Stdout,
	})
	d.Code = code
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
