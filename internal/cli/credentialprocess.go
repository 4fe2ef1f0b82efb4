package cli

import (
	"context"
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/creds"
)

// processJSON is the output of a credential_process, as the SDKs read it:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
type processJSON struct {
	Version         int
	AccessKeyID     string  `json:"AccessKeyId"`
	SecretAccessKey string  `json:"SecretAccessKey"`
	SessionToken    string  `json:"SessionToken,omitempty"`
	Expiration      *string `json:"Expiration,omitempty"`
	AccountID       string  `json:"AccountId,omitempty"`
}

// botocoreAsksAgain is the remaining life below which botocore runs a credential_process for every call.
const botocoreAsksAgain = 15 * time.Minute

type processOptions struct {
	*deps
	credentials app.CredentialOptions
}

func newCredentialProcessCmd(d *deps) *cobra.Command {
	opts := &processOptions{deps: d}
	cmd := &cobra.Command{
		Use: "credential-process [PROFILE]",
		Long: `Print credentials of PROFILE as JSON for credential_process, which every AWS SDK and the AWS CLI
read. A profile whose credential_process names itself is refused.`,
		Example: `  # in ~/.aws/config
  [profile prod-sdk]
  credential_process = lanyard credential-process prod`,
		Args: command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.credentials.Profile = command.First(args)
			return runCredentialProcess(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	credentialFlags(cmd, &opts.credentials)
	return cmd
}

func runCredentialProcess(ctx context.Context, opts *processOptions) error {
	if err := creds.CheckCycle(opts.App.Getenv, opts.App.Choose(opts.credentials.Profile).Name); err != nil {
		return app.WithHint(err, "name another profile in credential_process, or give this one its own credentials")
	}
	opts.signIn.unasked = true
	opts.credentials.PreferTTL = botocoreAsksAgain
	grant, err := opts.App.Credentials(ctx, opts.credentials)
	if err != nil {
		return err
	}
	c := grant.Credentials
	return json.NewEncoder(opts.Stdout).Encode(processJSON{
		Version:         1,
		AccessKeyID:     c.AccessKeyID,
		SecretAccessKey: c.SecretAccessKey.Reveal(),
		SessionToken:    c.SessionToken.Reveal(),
		Expiration:      command.Timestamp(c.Expires),
		AccountID:       c.AccountID,
	})
}
