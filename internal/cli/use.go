package cli

import (
	"context"

	"github.com/spf13/cobra"

	"lanyard/internal/cli/command"
)

func newUseCmd(d *deps) *cobra.Command {
	return &cobra.Command{
		Use: "use [PROFILE | -]",
		Long: `Make PROFILE the default of commands in every shell. "-" returns to the previous one. Without an
argument, print the current one.`,
		Example: "  lanyard use prod\n  lanyard use -",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runUse(cmd.Context(), d, args)
		},
		ValidArgsFunction: d.completeProfile,
	}
}

func runUse(ctx context.Context, d *deps, args []string) error {
	name, err := command.First(args), error(nil)
	switch name {
	case "":
		if name = d.App.Current(); name == "" {
			d.Note("lanyard: no profile is chosen: commands use AWS_PROFILE, else \"default\"")
			return nil
		}
		return d.Line("%s", name)
	case "-":
		name, err = d.App.UseBack(ctx)
	default:
		_, err = d.App.Use(ctx, name)
	}
	switch {
	case err != nil:
		return err
	case name == "":
		d.Note("lanyard: no profile is chosen now: commands use AWS_PROFILE, else \"default\"")
		return nil
	}
	d.Note("lanyard: %s is the current profile", name)
	if v := d.App.Getenv("AWS_PROFILE"); v != "" && v != name {
		d.Note("lanyard: in this shell AWS_PROFILE=%s takes precedence", v)
	}
	return nil
}
