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

func newExecCmd(d *deps) *cobra.Command {
	var credentials app.CredentialOptions
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
			credentials.Profile = command.First(args[:dash])
			return runExec(cmd.Context(), d, credentials, args[dash:], cmd.ArgsLenAtDash() >= 0)
		},
		ValidArgsFunction: d.completeProfile,
	}
	credentialFlags(cmd, &credentials)
	return cmd
}

func runExec(ctx context.Context, d *deps, credentials app.CredentialOptions, words []string, dashed bool) error {
	if len(words) == 0 {
		if dashed || !term.IsTerminal(d.Stdin) || !d.OutIsTerminal() {
			return command.Usagef("no COMMAND given")
		}
		return runShell(ctx, d, credentials)
	}
	if words[0] == "" {
		return command.Usagef("the COMMAND is empty")
	}
	grant, err := d.App.Credentials(ctx, credentials)
	if err != nil {
		return err
	}
	return exec.Replace(words, exec.Environ(d.Environ, grant.Child))
}

func newShellCmd(d *deps) *cobra.Command {
	var credentials app.CredentialOptions
	cmd := &cobra.Command{
		Use:     "shell [PROFILE]",
		Example: "  lanyard shell prod",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			credentials.Profile = command.First(args)
			return runShell(cmd.Context(), d, credentials)
		},
		ValidArgsFunction: d.completeProfile,
	}
	credentialFlags(cmd, &credentials)
	return cmd
}

func runShell(ctx context.Context, d *deps, credentials app.CredentialOptions) error {
	path, args := exec.Shell(d.App.Getenv, runtime.GOOS)
	if path == "" {
		return errors.New("start a shell: SHELL is not set and the user database names none")
	}
	grant, err := d.App.Credentials(ctx, credentials)
	if err != nil {
		return err
	}
	if d.App.Nested() {
		d.Note("lanyard: this shell runs inside the shell of %s; \"exit\" returns there",
			nameOr(d.App.Getenv("LANYARD_PROFILE"), "the environment's credentials"))
	}
	if t := duration.Left(grant.Credentials.Expires, d.App.Now()); t != "" {
		d.Note("lanyard: shell with %s, %s left", nameOr(grant.Profile, "the environment's credentials"), t)
	}
	return exec.Replace(append([]string{path}, args...), exec.Environ(d.Environ, grant.Child))
}

func nameOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}
