package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
)

type logoutOptions struct {
	*deps
	profile, session string
	all              bool
}

func newLogoutCmd(d *deps) *cobra.Command {
	opts := &logoutOptions{deps: d}
	cmd := &cobra.Command{
		Use: "logout [PROFILE | --sso-session NAME | --all]",
		Long: `Revoke the token of a sign-in to IAM Identity Center at the server, and delete it with all credentials
from it, also in the cache shared with the AWS CLI and SDKs. For a console sign-in, lanyard deletes the token
and the credentials. Credentials that programs already have stay valid until they expire.`,
		Example: "  lanyard logout prod\n  lanyard logout --all",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.profile = command.First(args)
			return runLogout(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	cmd.Flags().StringVar(&opts.session, "sso-session", "", "sign out of the sso-session `NAME`")
	cmd.Flags().BoolVar(&opts.all, "all", false, "sign out of everything")
	return cmd
}

func runLogout(ctx context.Context, opts *logoutOptions) error {
	var out app.SignedOut
	var err error
	switch {
	case opts.all && (opts.session != "" || opts.profile != "") || opts.session != "" && opts.profile != "":
		return command.Usagef("name one of PROFILE, --sso-session and --all")
	case opts.all:
		out, err = opts.App.LogoutAll(ctx)
	case opts.session != "":
		out, err = opts.App.LogoutSession(ctx, opts.session)
	default:
		out, err = opts.App.Logout(ctx, opts.profile)
	}
	switch {
	case errors.Is(err, app.ErrNothingToDo):
		opts.Note("lanyard: %s was not signed in", out.Name)
		return nil
	case err != nil:
	case opts.all:
		opts.Note("lanyard: %s ended", app.Count(out.Ended, "sign-in"))
	default:
		opts.Note("lanyard: %s is signed out", out.Name)
	}
	if out.Console {
		opts.Note("lanyard: console credentials in running programs can't be revoked: they expire within 15 minutes")
	}
	return err
}
