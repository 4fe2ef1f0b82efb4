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
	credentials app.CredentialOptions
	session     string
	// startURL and region are of a session that is not in the config file yet.
	startURL, region string
	all              bool
	console          bool
	signIn           signInOptions
}

func newLoginCmd(d *deps) *cobra.Command {
	var opts loginOptions
	cmd := &cobra.Command{
		Use:   "login [PROFILE | --sso-session NAME | --all]",
		Short: "Do now whatever PROFILE needs a person for",
		Long: `Do now whatever PROFILE needs a person for: sign in to IAM Identity Center, type an MFA code.
Afterwards every profile that relies on the same sign-in or MFA session works until that ends. A
profile that needs nobody says so.

The sign-in opens a browser, which comes back by itself. Without one, on another machine over SSH, or
with --device, a code is shown instead, to be approved in a browser on any machine. A console sign-in
shows an address instead, and asks for the code that the page there shows: --remote wants that too.

With --start-url the sso-session is a new one, which goes into the AWS config file once the sign-in has
worked. --sso-region is its region, which need not be named where the URL tells it or redirects to one that
does; "lanyard sso roles" then lists what it opens.

With --console, PROFILE gets a console sign-in of whoever signs in in the browser, as with "aws login":
its login_session is written into the config file, and PROFILE is made if it is not there.`,
		Example: "  lanyard login prod\n  lanyard login --sso-session corp --device\n" +
			"  lanyard login --sso-session corp --sso-region eu-west-1 \\\n    --start-url https://corp.awsapps.com/start\n" +
			"  lanyard login --console dev",
		Args: command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.credentials.Profile = command.First(args)
			return runLogin(cmd.Context(), d, opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	f := cmd.Flags()
	f.StringVar(&opts.session, "sso-session", "", "sign in to the sso-session `NAME`")
	f.StringVar(&opts.startURL, "start-url", "", "the `URL` of a new sso-session's access portal")
	f.StringVar(&opts.region, "sso-region", "", "the `REGION` of a new sso-session's Identity Center, if the URL does not tell")
	f.BoolVar(&opts.all, "all", false, "sign in to everything that the AWS files name")
	f.BoolVar(&opts.signIn.device, "device", false, "show a code to approve on any machine")
	f.BoolVar(&opts.signIn.remote, "remote", false, "sign in with a browser on another machine")
	f.BoolVar(&opts.console, "console", false, "sign in to the console, and write login_session into PROFILE")
	f.BoolVar(&opts.signIn.noBrowser, "no-browser", false, "open no browser: show the address and a code")
	f.StringVar(&opts.credentials.MFACode, "mfa-code", "", "the MFA `CODE`, instead of being asked for it")
	f.BoolVar(&opts.credentials.Refresh, "refresh", false, "begin a new sign-in or MFA session even if one is still good")
	return cmd
}

// check refuses options that contradict one another.
func (o loginOptions) check() error {
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

func runLogin(ctx context.Context, d *deps, opts loginOptions) error {
	if err := opts.check(); err != nil {
		return err
	}
	d.signIn = opts.signIn
	d.signIn.wanted = true
	opts.credentials.SignIn = opts.credentials.Refresh
	if opts.all {
		return d.App.LoginAll(ctx, opts.credentials, d.noteSignedIn)
	}
	result, err := d.login(ctx, opts)
	if errors.Is(err, app.ErrNothingToDo) {
		d.Note("lanyard: %s needs no sign-in and no MFA code", result.Profile)
		return nil
	}
	if err != nil {
		return err
	}
	return d.noteSignedIn(cmp.Or(result.Profile, opts.session), result)
}

// noteSignedIn prints how long a sign-in lasts, as far as that is known. One that ends with this process is
// an error: signing in was all that was wanted.
func (d *deps) noteSignedIn(name string, result app.ProfileCredentials) error {
	if result.Unkept != nil {
		return fmt.Errorf("sign in to %s: it worked, but can't be kept: %w", name, result.Unkept)
	}
	d.Note("lanyard: %s", app.SignedInNote(name, result, d.App.Now()))
	return nil
}

func (d *deps) login(ctx context.Context, opts loginOptions) (app.ProfileCredentials, error) {
	switch {
	case opts.console:
		return d.App.LoginConsole(ctx, opts.credentials, func(profile, old, login string) error {
			err := d.confirm(ctx, fmt.Sprintf("%s signs in as %s. Change it to %s?", profile, old, login), "")
			if errors.Is(err, creds.ErrPersonNeeded) {
				err = app.WithHint(err, "name another PROFILE")
			}
			return err
		})
	case opts.startURL != "":
		grant, change, err := d.App.LoginNew(ctx, profiles.SSOSession{Name: opts.session, StartURL: opts.startURL, Region: opts.region}, opts.credentials)
		if errors.Is(err, app.ErrNoRegion) {
			err = command.Usage(err)
		}
		if err != nil {
			return grant, err
		}
		if err := d.App.Apply(ctx, change); err != nil {
			return grant, err
		}
		return grant, writeDiff(d.Stderr, d.Painter(d.Stderr), change)
	case opts.session != "":
		return d.App.LoginSession(ctx, opts.session, opts.credentials)
	}
	return d.App.Login(ctx, opts.credentials)
}
