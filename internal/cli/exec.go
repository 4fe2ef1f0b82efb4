package cli

import (
	"context"
	"errors"
	"runtime"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/duration"
	"lanyard/internal/term"
)

type execOptions struct {
	*deps
	credentials app.CredentialOptions
	words       []string // COMMAND
	dashed      bool     // "--" was given
}

func newExecCmd(d *deps) *cobra.Command {
	opts := &execOptions{deps: d}
	cmd := &cobra.Command{
		Use: "exec [PROFILE] [flags] -- COMMAND [ARG…]",
		Long: `Run COMMAND with temporary credentials of PROFILE in its environment. Without "--" the first
word is PROFILE and the rest is COMMAND. Without COMMAND, on a terminal, lanyard starts your shell.

The exit code is the command's own, 128+N if signal N ended it, 125 if lanyard failed before the
command started, 126 if it is not executable and 127 if it is not found.`,
		Example: `  lanyard exec prod -- terraform plan
  lanyard exec prod aws s3 ls
  lanyard exec dev --role-arn Auditor -- ./report.sh`,
		RunE: func(cmd *cobra.Command, args []string) error {
			dash := cmd.ArgsLenAtDash()
			if dash < 0 {
				dash = len(args)
			}
			if err := command.NotEmpty(args[:dash]); err != nil {
				return err
			}
			opts.credentials.Profile = command.First(args[:dash])
			opts.words, opts.dashed = args[dash:], cmd.ArgsLenAtDash() >= 0
			return runExec(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	credentialFlags(cmd, &opts.credentials)
	return cmd
}

func runExec(ctx context.Context, opts *execOptions) error {
	if len(opts.words) == 0 {
		if opts.dashed || !term.IsTerminal(opts.Stdin) || !opts.OutIsTerminal() {
			return command.Usagef("no COMMAND given")
		}
		return runShell(ctx, opts)
	}
	if opts.words[0] == "" {
		return command.Usagef("the COMMAND is empty")
	}
	grant, err := opts.App.Credentials(ctx, opts.credentials)
	if err != nil {
		return err
	}
	return exec.Replace(opts.words, exec.Environ(opts.Environ, grant.Child))
}

func newShellCmd(d *deps) *cobra.Command {
	opts := &execOptions{deps: d}
	cmd := &cobra.Command{
		Use:     "shell [PROFILE]",
		Example: "  lanyard shell prod",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.credentials.Profile = command.First(args)
			return runShell(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	credentialFlags(cmd, &opts.credentials)
	return cmd
}

func runShell(ctx context.Context, opts *execOptions) error {
	path, args := exec.Shell(opts.App.Getenv, runtime.GOOS)
	if path == "" {
		return errors.New("start a shell: SHELL is not set and the user database names none")
	}
	grant, err := opts.App.Credentials(ctx, opts.credentials)
	if err != nil {
		return err
	}
	if opts.App.Nested() {
		opts.Note("lanyard: this shell runs inside the shell of %s; \"exit\" returns there",
			nameOr(opts.App.Getenv("LANYARD_PROFILE"), "the environment's credentials"))
	}
	if t := duration.Left(grant.Credentials.Expires, opts.App.Now()); t != "" {
		opts.Note("lanyard: shell with %s, %s left", nameOr(grant.Profile, "the environment's credentials"), t)
	}
	return exec.Replace(append([]string{path}, args...), exec.Environ(opts.Environ, grant.Child))
}

func nameOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}
