package cli

import (
	"context"

	"github.com/spf13/cobra"
)

func newUseCmd(d *deps) *cobra.Command {
	return &cobra.Command{
		Use:   "use [PROFILE | -]",
		Short: "Make PROFILE the current one for every shell; - goes back",
		Long: `Make PROFILE the one that commands use without being told, in every shell. "-" goes back to the
one before. Without an argument the current one is printed.`,
		Example: "  lanyard use prod\n  lanyard use -",
		Args:    oneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runUse(cmd.Context(), d, args)
		},
		ValidArgsFunction: d.completeProfile,
	}
}

func runUse(ctx context.Context, d *deps, args []string) error {
	name, err := first(args), error(nil)
	switch name {
	case "":
		if name = d.app.Current(); name == "" {
			d.note("lanyard: no profile is chosen: commands use AWS_PROFILE, else \"default\"")
			return nil
		}
		return d.line("%s", name)
	case "-":
		name, err = d.app.UseBack(ctx)
	default:
		_, err = d.app.Use(ctx, name)
	}
	switch {
	case err != nil:
		return err
	case name == "":
		d.note("lanyard: no profile is chosen now: commands use AWS_PROFILE, else \"default\"")
		return nil
	}
	d.note("lanyard: %s is the current profile", name)
	if v := d.app.Getenv("AWS_PROFILE"); v != "" && v != name {
		d.note("lanyard: in this shell AWS_PROFILE=%s goes before it", v)
	}
	return nil
}
