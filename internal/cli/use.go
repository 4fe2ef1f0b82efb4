package cli

import (
	"context"

	"github.com/spf13/cobra"

	"lanyard/internal/cli/command"
)

type useOptions struct {
	*deps
	profile string // "" prints the current one, "-" goes back
}

func newUseCmd(d *deps) *cobra.Command {
	return &cobra.Command{
		Use: "use [PROFILE | -]",
		Long: `Make PROFILE the default of commands in every shell. "-" returns to the previous one. Without an
argument, print the current one.`,
		Example: "  lanyard use prod\n  lanyard use -",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runUse(cmd.Context(), &useOptions{d, command.First(args)})
		},
		ValidArgsFunction: d.completeProfile,
	}
}

func runUse(ctx context.Context, opts *useOptions) error {
	name, err := opts.profile, error(nil)
	switch name {
	case "":
		if name = opts.App.Current(); name == "" {
			opts.Note("lanyard: no profile is chosen: commands use AWS_PROFILE, else \"default\"")
			return nil
		}
		return opts.Line("%s", name)
	case "-":
		name, err = opts.App.UseBack(ctx)
	default:
		_, err = opts.App.Use(ctx, name)
	}
	switch {
	case err != nil:
		return err
	case name == "":
		opts.Note("lanyard: no profile is chosen now: commands use AWS_PROFILE, else \"default\"")
		return nil
	}
	opts.Note("lanyard: %s is the current profile", name)
	if v := opts.App.Getenv("AWS_PROFILE"); v != "" && v != name {
		opts.Note("lanyard: in this shell AWS_PROFILE=%s takes precedence", v)
	}
	return nil
}
