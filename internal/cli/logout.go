package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
)

type logoutOptions struct {
	profile, session string
	all              bool
}

func newLogoutCmd(d *deps) *cobra.Command {
	var opts logoutOptions
	cmd := &cobra.Command{
		Use:   "logout [PROFILE | --sso-session NAME | --all]",
		Short: "End a sign-in and forget every credential that came from it",
		Long: `Revoke the token of a sign-in to IAM Identity Center at the server, and forget it and every
credential that came from it, also where the AWS CLI and the SDKs would find it. A console sign-in is
forgotten the same way. Credentials that were handed out stay valid until they end.`,
		Example: "  lanyard logout prod\n  lanyard logout --all",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.profile = command.First(args)
			return runLogout(cmd.Context(), d, opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	cmd.Flags().StringVar(&opts.session, "sso-session", "", "sign out of the sso-session `NAME`")
	cmd.Flags().BoolVar(&opts.all, "all", false, "sign out of everything")
	return cmd
}

func runLogout(ctx context.Context, d *deps, opts logoutOptions) error {
	var out app.SignedOut
	var err error
	switch {
	case opts.all && (opts.session != "" || opts.profile != "") || opts.session != "" && opts.profile != "":
		return command.Usagef("name one of PROFILE, --sso-session and --all")
	case opts.all:
		out, err = d.App.LogoutAll(ctx)
	case opts.session != "":
		out, err = d.App.LogoutSession(ctx, opts.session)
	default:
		out, err = d.App.Logout(ctx, opts.profile)
	}
	switch {
	case errors.Is(err, app.ErrNothingToDo):
		d.Note("lanyard: %s was not signed in", out.Name)
		return nil
	case err != nil:
	case opts.all:
		d.Note("lanyard: %s ended", app.Count(out.Ended, "sign-in"))
	default:
		d.Note("lanyard: %s is signed out", out.Name)
	}
	if out.Console {
		d.Note("lanyard: console credentials that were handed out can't be revoked: they last up to 15 minutes more")
	}
	return err
}
