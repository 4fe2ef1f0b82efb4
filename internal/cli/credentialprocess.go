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

func newCredentialProcessCmd(d *deps) *cobra.Command {
	var credentials app.CredentialOptions
	cmd := &cobra.Command{
		Use: "credential-process [PROFILE]",
		Long: `Print credentials of PROFILE as JSON for credential_process, which every AWS SDK and the AWS CLI
read. A profile whose credential_process names itself is refused.`,
		Example: `  # in ~/.aws/config
  [profile prod-sdk]
  credential_process = lanyard credential-process prod`,
		Args: command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			credentials.Profile = command.First(args)
			return runCredentialProcess(cmd.Context(), d, credentials)
		},
		ValidArgsFunction: d.completeProfile,
	}
	credentialFlags(cmd, &credentials)
	return cmd
}

func runCredentialProcess(ctx context.Context, d *deps, credentials app.CredentialOptions) error {
	if err := creds.CheckCycle(d.App.Getenv, d.App.Choose(credentials.Profile).Name); err != nil {
		return app.WithHint(err, "name another profile in credential_process, or give this one its own credentials")
	}
	d.signIn.unasked = true
	credentials.PreferTTL = botocoreAsksAgain
	grant, err := d.App.Credentials(ctx, credentials)
	if err != nil {
		return err
	}
	c := grant.Credentials
	return json.NewEncoder(d.Stdout).Encode(processJSON{
		Version:         1,
		AccessKeyID:     c.AccessKeyID,
		SecretAccessKey: c.SecretAccessKey.Reveal(),
		SessionToken:    c.SessionToken.Reveal(),
		Expiration:      command.Timestamp(c.Expires),
		AccountID:       c.AccountID,
	})
}
