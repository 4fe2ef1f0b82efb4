package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/demo"
	"lanyard/internal/term"
)

type demoOptions struct {
	*deps
	words               []string // COMMAND, or the address or code to approve
	codeFrom, approveAt string
}

func newDemoCmd(d *deps) *cobra.Command {
	opts := &demoOptions{deps: d}
	cmd := &cobra.Command{
		Use: "demo [-- COMMAND [ARG…]]",
		Long: `Try lanyard with example profiles in a temporary home folder, against a simulated AWS inside this
process. Your own AWS files and keychain are neither read nor written. Without a COMMAND the demo opens the
full-screen program. When the command ends, everything is removed.`,
		Example: `  lanyard demo
  lanyard demo -- lanyard list
  lanyard demo -- lanyard exec deploy -- aws sts get-caller-identity`,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.words = args
			switch {
			case opts.codeFrom != "":
				return runDemoCode(cmd.Context(), opts)
			case opts.approveAt != "":
				return runDemoApprove(cmd.Context(), opts)
			}
			return runDemo(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.codeFrom, "mfa-code", "", "print an MFA code of the demo at `URL`")
	_ = cmd.Flags().MarkHidden("mfa-code") // the demo's own mfa-code program calls it
	cmd.Flags().StringVar(&opts.approveAt, "approve", "", "allow a sign-in at the demo at `URL`")
	_ = cmd.Flags().MarkHidden("approve") // the demo's own approve program calls it
	return cmd
}

func runDemoApprove(ctx context.Context, opts *demoOptions) error {
	if len(opts.words) > 1 {
		return command.Usagef("give one ADDRESS or CODE to approve, in quotes")
	}
	done, err := demo.Approve(ctx, opts.approveAt, command.First(opts.words))
	if err != nil {
		return err
	}
	return opts.Line("%s", done)
}

func runDemoCode(ctx context.Context, opts *demoOptions) error {
	code, err := demo.Code(ctx, opts.codeFrom)
	if err != nil {
		return err
	}
	return opts.Line("%s", code)
}

func runDemo(ctx context.Context, opts *demoOptions) (err error) {
	// The second SIGHUP of a closed terminal (the kernel sends one, the shell another) must not end lanyard
	// while it removes the demo's folder.
	catchSignals(ctx)
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("start the demo: %w", err)
	}
	running, err := demo.Start(demo.Options{Self: self})
	if err != nil {
		return fmt.Errorf("start the demo: %w", err)
	}
	defer func() {
		if failed := opts.closeDemo(running); failed != nil {
			opts.Note("lanyard: %v", failed) // the exit code is the command's
		}
	}()
	environ := running.Environ(opts.Environ)
	words := opts.words
	if len(words) == 0 {
		if words, err = opts.greet(ctx, running); err != nil {
			return err
		}
	}
	// The terminal sends Ctrl-C to the child as well; lanyard waits for the child and cleans up.
	opts.Code, err = exec.Run(context.WithoutCancel(ctx), exec.Command{
		Args: words, Env: environ, Stdin: opts.Stdin, Stdout: opts.Stdout, Stderr: opts.Stderr, Inputs: true,
	})
	return err
}

// greet prints the demo's introduction and returns the command that opens the full-screen program.
func (d *deps) greet(ctx context.Context, running *demo.Demo) ([]string, error) {
	if !term.IsTerminal(d.Stdin) || !d.OutIsTerminal() {
		return nil, command.Usagef("give a COMMAND, or start the demo on a terminal")
	}
	err := d.asking(ctx, func(ctx context.Context, tty *term.TTY) error {
		tty.Print(running.Banner())
		_, err := tty.Line(ctx, "Press Enter to open lanyard. ")
		return err
	})
	return []string{"lanyard"}, err
}

// closeDemo also drops the demo's key from the kernel keyring.
func (d *deps) closeDemo(running *demo.Demo) error {
	a := app.New(app.Config{Environ: running.Environ(d.Environ), Home: running.Dir, Now: d.Now, Warn: d.Warn})
	return errors.Join(a.LockKeychain(context.Background()), running.Close())
}
