package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/creds"
	"lanyard/profiles"
)

type loginOptions struct {
	*deps
	credentials app.CredentialOptions
	session     string
	// startURL and region describe a session that is not in the config file yet.
	startURL, region string
	all              bool
	console          bool
}

func newLoginCmd(d *deps) *cobra.Command {
	opts := &loginOptions{deps: d}
	cmd := &cobra.Command{
		Use: "login [PROFILE | --sso-session NAME | --all]",
		Long: `Sign in for PROFILE: to IAM Identity Center, to the console, or with an MFA code. Until the sign-in or
MFA session ends, all profiles that share it work without you.

Signing in opens a browser. With --device, over SSH or without a browser, lanyard shows a code instead, which
you approve in a browser on any machine. A console sign-in then shows an address and asks for the code from
that page; --remote does the same on a machine with a browser.

With --start-url lanyard adds a new sso-session to the AWS config file after the sign-in. It usually finds
the region from the URL; if not, name it with --sso-region. "lanyard sso roles" lists the roles.

With --console, as with "aws login", PROFILE gets the identity that signs in to the console in the browser:
lanyard writes its login_session into the config file and creates PROFILE if it does not exist.`,
		Example: "  lanyard login prod\n  lanyard login --sso-session corp --device\n" +
			"  lanyard login --sso-session corp --sso-region eu-west-1 \\\n    --start-url https://corp.awsapps.com/start\n" +
			"  lanyard login --console dev",
		Args: command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.credentials.Profile = command.First(args)
			return runLogin(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	f := cmd.Flags()
	f.StringVar(&opts.session, "sso-session", "", "sign in to the sso-session `NAME`")
	f.StringVar(&opts.startURL, "start-url", "", "the `URL` of a new sso-session's access portal")
	f.StringVar(&opts.region, "sso-region", "", "the `REGION` of a new sso-session's Identity Center, if the URL does not show it")
	f.BoolVar(&opts.all, "all", false, "sign in to every session of the AWS files")
	f.BoolVar(&opts.signIn.device, "device", false, "show a code to approve on any machine")
	f.BoolVar(&opts.signIn.remote, "remote", false, "sign in with a browser on another machine")
	f.BoolVar(&opts.console, "console", false, "sign in to the console, and write login_session into PROFILE")
	f.BoolVar(&opts.signIn.noBrowser, "no-browser", false, "show an address and a code instead of opening a browser")
	f.StringVar(&opts.credentials.MFACode, "mfa-code", "", "the MFA `CODE`, instead of being asked for it")
	f.BoolVar(&opts.credentials.Refresh, "refresh", false, "start a new sign-in or MFA session even if one is still valid")
	return cmd
}

// check refuses options that contradict one another.
func (o *loginOptions) check() error {
	named := 0
	for _, given := range []bool{o.credentials.Profile != "", o.session != "", o.all} {
		if given {
			named++
		}
	}
	switch {
	case named > 1:
		return command.Usagef("name one of PROFILE, --sso-session and --all")
	case o.region != "" && o.startURL == "":
		return command.Usagef("a new sso-session needs --start-url")
	case o.startURL != "" && o.session == "":
		return command.Usagef("name the new session with --sso-session")
	case o.console && (o.session != "" || o.all):
		return command.Usagef("--console goes with a PROFILE, not with --sso-session or --all")
	}
	return nil
}

func runLogin(ctx context.Context, opts *loginOptions) error {
	if err := opts.check(); err != nil {
		return err
	}
	opts.signIn.wanted = true
	opts.credentials.SignIn = opts.credentials.Refresh
	if opts.all {
		return opts.App.LoginAll(ctx, opts.credentials, opts.noteSignedIn)
	}
	result, err := opts.login(ctx)
	if errors.Is(err, app.ErrNothingToDo) {
		opts.Note("lanyard: %s needs no sign-in and no MFA code", result.Profile)
		return nil
	}
	if err != nil {
		return err
	}
	return opts.noteSignedIn(cmp.Or(result.Profile, opts.session), result)
}

// noteSignedIn prints how long a sign-in lasts, if that is known. A sign-in that could not be stored is an
// error, because it ends with this process.
func (d *deps) noteSignedIn(name string, result app.ProfileCredentials) error {
	if result.Unkept != nil {
		return fmt.Errorf("sign in to %s: the sign-in worked but could not be stored: %w", name, result.Unkept)
	}
	d.Note("lanyard: %s", app.SignedInNote(name, result, d.App.Now()))
	return nil
}

func (o *loginOptions) login(ctx context.Context) (app.ProfileCredentials, error) {
	switch {
	case o.console:
		return o.App.LoginConsole(ctx, o.credentials, func(profile, old, login string) error {
			err := o.confirm(ctx, fmt.Sprintf("%s signs in as %s. Change it to %s?", profile, old, login), "")
			if errors.Is(err, creds.ErrPersonNeeded) {
				err = app.WithHint(err, "name another PROFILE")
			}
			return err
		})
	case o.startURL != "":
		grant, change, err := o.App.LoginNew(ctx, profiles.SSOSession{Name: o.session, StartURL: o.startURL, Region: o.region}, o.credentials)
		if errors.Is(err, app.ErrNoRegion) {
			err = command.Usage(err)
		}
		if err != nil {
			return grant, err
		}
		if err := o.App.Apply(ctx, change); err != nil {
			return grant, err
		}
		return grant, writeDiff(o.Stderr, o.Painter(o.Stderr), change)
	case o.session != "":
		return o.App.LoginSession(ctx, o.session, o.credentials)
	}
	return o.App.Login(ctx, o.credentials)
}
