package cli

import (
	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
)

// credentialFlags are the flags of every command that hands credentials out.
func credentialFlags(cmd *cobra.Command, w *app.CredentialOptions) {
	f := cmd.Flags()
	f.StringVar(&w.Region, "region", "", "the `REGION` for the command, instead of the profile's")
	f.Var(command.Duration(&w.Duration), "duration", "life of the session, such as 1h")
	f.StringArrayVar(&w.RoleARNs, "role-arn", nil, "assume a role from PROFILE: its `ARN`, or its name in the same account; repeat it for a chain")
	f.StringVar(&w.MFACode, "mfa-code", "", "the MFA `CODE`, instead of being asked for it")
	f.BoolVar(&w.Refresh, "refresh", false, "ignore what is cached")
	f.Var(command.Duration(&w.MinTTL), "min-ttl", "renew unless this much life is left, fail if there can't be as much")
	f.BoolVar(&w.NoSession, "no-session", false, "hand out long-lived keys themselves instead of a session")
}
