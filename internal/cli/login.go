package cli

import (
	"cmp"
	"context"
	"errors"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
)

type loginOptions struct {
	wish    app.Wish
	session string
	signIn  signInOptions
}

func newLoginCmd(d *deps) *cobra.Command {
	var opts loginOptions
	cmd := &cobra.Command{
		Use:   "login [PROFILE | --sso-session NAME]",
		Short: "Do now whatever PROFILE needs a person for",
		Long: `Do now whatever PROFILE needs a person for: sign in to IAM Identity Center, type an MFA code.
Afterwards every profile that relies on the same sign-in or MFA session works until that ends. A
profile that needs nobody says so.

The sign-in opens a browser, which comes back by itself. Without one, on another machine over SSH, or
with --device, a code is shown instead, to be approved in a browser on any machine.`,
		Example: "  lanyard login prod\n  lanyard login --sso-session corp --device",
		Args:    oneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.wish.Argument = first(args)
			return runLogin(cmd.Context(), d, opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	f := cmd.Flags()
	f.StringVar(&opts.session, "sso-session", "", "sign in to the sso-session `NAME`")
	f.BoolVar(&opts.signIn.device, "device", false, "show a code to approve on any machine")
	f.BoolVar(&opts.signIn.noBrowser, "no-browser", false, "open no browser: show the address and a code")
	f.StringVar(&opts.wish.MFACode, "mfa-code", "", "the MFA `CODE`, instead of being asked for it")
	f.BoolVar(&opts.wish.Refresh, "refresh", false, "begin a new sign-in or MFA session even if one is still good")
	return cmd
}

func runLogin(ctx context.Context, d *deps, opts loginOptions) error {
	if opts.session != "" && opts.wish.Argument != "" {
		return usagef("name a PROFILE or an --sso-session, not both")
	}
	d.signIn = opts.signIn
	d.signIn.wanted = true
	opts.wish.SignIn = opts.wish.Refresh
	result, err := d.login(ctx, opts)
	if errors.Is(err, app.ErrNothingToDo) {
		d.note("lanyard: %s needs no sign-in and no MFA code", result.Profile)
		return nil
	}
	if err != nil {
		return err
	}
	name := cmp.Or(result.Profile, opts.session)
	until := result.Credentials.PersonNeededAt
	if until.IsZero() && result.Credentials.SessionToken.Empty() {
		d.note("lanyard: %s is signed in; it is renewed by itself until the sign-in ends", name)
		return nil
	}
	if until.IsZero() {
		until = result.Credentials.Expires
	}
	d.note("lanyard: %s is signed in, %s left", name, app.Left(until, d.app.Now()))
	return nil
}

func (d *deps) login(ctx context.Context, opts loginOptions) (app.Grant, error) {
	if opts.session != "" {
		return d.app.LoginSession(ctx, opts.session, opts.wish)
	}
	return d.app.Login(ctx, opts.wish)
}
