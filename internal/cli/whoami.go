package cli

import (
	"context"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/creds"
)

type whoamiJSON struct {
	Account string `json:"account"`
	ARN     string `json:"arn"`
	UserID  string `json:"user_id"`
}

type whoamiOptions struct {
	credentials app.CredentialOptions
	json        bool
	verbose     bool
}

func newWhoamiCmd(d *deps) *cobra.Command {
	opts := whoamiOptions{credentials: app.CredentialOptions{Options: creds.Options{Own: true}}}
	cmd := &cobra.Command{
		Use:     "whoami [PROFILE]",
		Example: "  lanyard whoami prod -v",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.credentials.Profile = command.First(args)
			return runWhoami(cmd.Context(), d, opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	f := cmd.Flags()
	f.StringVar(&opts.credentials.Region, "region", "", "the `REGION` whose STS is asked")
	f.StringVar(&opts.credentials.MFACode, "mfa-code", "", "the MFA `CODE`, instead of being asked for it")
	f.BoolVar(&opts.json, "json", false, "print JSON")
	f.BoolVarP(&opts.verbose, "verbose", "v", false, "also print the source of the credentials")
	return cmd
}

func runWhoami(ctx context.Context, d *deps, opts whoamiOptions) error {
	grant, identity, err := d.App.Whoami(ctx, opts.credentials)
	if err != nil {
		return err
	}
	if opts.verbose {
		d.Note("source: %s", grant.Credentials.Source)
	}
	if opts.json {
		return d.PrintJSON(whoamiJSON{identity.Account, identity.ARN, identity.UserID})
	}
	t := command.Table{Header: []string{"ARN", "ACCOUNT", "USER ID"}}
	t.Add(identity.ARN, identity.Account, identity.UserID)
	return d.Print(t)
}
