package cli

import (
	"context"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
)

// wishFlags are the flags of every command that hands credentials out.
func wishFlags(cmd *cobra.Command, w *app.Wish) {
	f := cmd.Flags()
	f.StringVar(&w.Region, "region", "", "the `REGION` for the command, instead of the profile's")
	f.Var(durationFlag{&w.Duration}, "duration", "life of the session, such as 1h")
	f.StringArrayVar(&w.RoleARNs, "role-arn", nil, "assume a role from PROFILE: its `ARN`, or its name in the same account; repeat it for a chain")
	f.StringVar(&w.MFACode, "mfa-code", "", "the MFA `CODE`, instead of being asked for it")
	f.BoolVar(&w.Refresh, "refresh", false, "ignore what is cached")
	f.Var(durationFlag{&w.MinTTL}, "min-ttl", "renew unless this much life is left, fail if there can't be as much")
	f.BoolVar(&w.NoSession, "no-session", false, "hand out long-lived keys themselves instead of a session")
}

// grant obtains credentials and prepares them for a child process or a shell.
func (d *deps) grant(ctx context.Context, w app.Wish) (exec.Grant, error) {
	return d.grantFrom(ctx, d.app, w)
}

func (d *deps) grantFrom(ctx context.Context, a *app.App, w app.Wish) (exec.Grant, error) {
	g, err := a.Credentials(ctx, w)
	if err != nil {
		return exec.Grant{}, err
	}
	return exec.Grant{
		Profile:     g.Profile,
		Region:      exec.Region(w.Region, a.Environ(), g.Plan.Region),
		Credentials: g.Credentials,
		Settings:    g.Settings,
	}, nil
}
