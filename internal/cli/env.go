package cli

import (
	"bytes"
	"context"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/term"
)

type envOptions struct {
	*deps
	credentials app.CredentialOptions
	format      string
	unset       bool
}

func newEnvCmd(d *deps) *cobra.Command {
	opts := &envOptions{deps: d}
	cmd := &cobra.Command{
		Use: "env [PROFILE]",
		Example: `  eval "$(lanyard env prod)"
  lanyard env prod --format fish | source
  eval "$(lanyard env --unset)"`,
		Args: command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.credentials.Profile = command.First(args)
			return runEnv(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	credentialFlags(cmd, &opts.credentials)
	cmd.Flags().StringVar(&opts.format, "format", "", "`FORMAT`: "+strings.Join(command.Words(exec.Formats()...), ", ")+" (default: your shell's)")
	cmd.Flags().BoolVar(&opts.unset, "unset", false, "print commands that unset the variables of \"lanyard env\"")
	return cmd
}

func runEnv(ctx context.Context, opts *envOptions) error {
	format := exec.Format(opts.format)
	if format == "" {
		format = exec.DetectFormat(opts.App.Getenv, exec.Parent(), runtime.GOOS)
	}
	if err := command.CheckWord("--format", string(format), command.Words(exec.Formats()...)); err != nil {
		return err
	}
	var text bytes.Buffer
	if opts.unset {
		if err := exec.WriteUnset(&text, format, exec.Unset(opts.Environ)); err != nil {
			return err
		}
		_, err := opts.Stdout.Write(text.Bytes())
		return err
	}
	grant, err := opts.App.Credentials(ctx, opts.credentials)
	if err != nil {
		return err
	}
	set, unset := exec.Vars(opts.Environ, grant.Child)
	if err := exec.Write(&text, format, set, unset); err != nil {
		return err
	}
	if term.IsTerminal(opts.Stdout) && opts.format == "" {
		opts.Note("lanyard: these lines are only printed; \"lanyard env --help\" shows how to load them into your shell")
	}
	_, err = opts.Stdout.Write(text.Bytes())
	return err
}
