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
	*deps
	credentials app.CredentialOptions
	json        bool
	verbose     bool
}

func newWhoamiCmd(d *deps) *cobra.Command {
	opts := &whoamiOptions{deps: d, credentials: app.CredentialOptions{Options: creds.Options{Own: true}}}
	cmd := &cobra.Command{
		Use:     "whoami [PROFILE]",
		Example: "  lanyard whoami prod -v",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.credentials.Profile = command.First(args)
			return runWhoami(cmd.Context(), opts)
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

func runWhoami(ctx context.Context, opts *whoamiOptions) error {
	grant, identity, err := opts.App.Whoami(ctx, opts.credentials)
	if err != nil {
		return err
	}
	if opts.verbose {
		opts.Note("source: %s", grant.Credentials.Source)
	}
	if opts.json {
		return opts.PrintJSON(whoamiJSON{identity.Account, identity.ARN, identity.UserID})
	}
	t := command.Table{Header: []string{"ARN", "ACCOUNT", "USER ID"}}
	t.Add(identity.ARN, identity.Account, identity.UserID)
	return opts.Print(t)
}
