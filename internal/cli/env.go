package cli

import (
	"bytes"
	"context"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/term"
)

type envOptions struct {
	credentials app.CredentialOptions
	format      string
	unset       bool
}

func newEnvCmd(d *deps) *cobra.Command {
	var opts envOptions
	cmd := &cobra.Command{
		Use:   "env [PROFILE]",
		Short: "Print credentials for the current shell",
		Example: `  eval "$(lanyard env prod)"
  lanyard env prod --format fish | source
  eval "$(lanyard env --unset)"`,
		Args: oneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.credentials.Profile = first(args)
			return runEnv(cmd.Context(), d, opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	credentialFlags(cmd, &opts.credentials)
	cmd.Flags().StringVar(&opts.format, "format", "", "`FORMAT`: "+strings.Join(words(exec.Formats()...), ", ")+" (default: your shell's)")
	cmd.Flags().BoolVar(&opts.unset, "unset", false, "print the commands that remove what \"lanyard env\" set")
	return cmd
}

func runEnv(ctx context.Context, d *deps, opts envOptions) error {
	format := exec.Format(opts.format)
	if format == "" {
		format = exec.DetectFormat(d.app.Getenv, exec.Parent(), runtime.GOOS)
	}
	if err := checkWord("--format", string(format), words(exec.Formats()...)); err != nil {
		return err
	}
	var text bytes.Buffer
	if opts.unset {
		if err := exec.WriteUnset(&text, format, exec.Unset(d.sys.environ)); err != nil {
			return err
		}
		_, err := d.out.Write(text.Bytes())
		return err
	}
	grant, err := d.app.Credentials(ctx, opts.credentials)
	if err != nil {
		return err
	}
	set, unset := exec.Vars(d.sys.environ, grant.Child)
	if err := exec.Write(&text, format, set, unset); err != nil {
		return err
	}
	if term.IsTerminal(d.sys.stdout) && opts.format == "" {
		d.note("lanyard: this only prints the lines; \"lanyard env --help\" tells how a shell takes them")
	}
	_, err = d.out.Write(text.Bytes())
	return err
}
