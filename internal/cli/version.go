package cli

import (
	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
)

func newVersionCmd(d *deps) *cobra.Command {
	return &cobra.Command{
		Use:  "version",
		Args: command.Exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			return d.Line("%s", app.VersionLine())
		},
	}
}
