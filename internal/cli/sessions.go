package cli

import (
	"context"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/duration"
)

type sessionJSON struct {
	Kind           string  `json:"kind"`
	Name           string  `json:"name"`
	AccessKeyID    string  `json:"access_key_id"`
	ExpiresAt      *string `json:"expires_at"`
	PersonNeededAt *string `json:"person_needed_at"`
}

func newSessionsCmd(d *deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:  "sessions",
		Args: cobra.NoArgs,
		RunE: showHelp,
	}
	var asJSON bool
	list := &cobra.Command{
		Use:   "list",
		Short: "List cached credentials and sign-ins",
		Args:  command.Exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSessionsList(cmd.Context(), d, asJSON)
		},
	}
	list.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	var all bool
	clear := &cobra.Command{
		Use:   "clear [NAME]",
		Short: "Delete cached credentials of a profile, role or key, or all",
		Long: `Delete cached credentials: those of a profile, of a role or key as "sessions list" names it, or all.
Credentials that programs already have stay valid until they expire.`,
		Example: "  lanyard sessions clear prod\n  lanyard sessions clear --all",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSessionsClear(cmd.Context(), d, command.First(args), all)
		},
		ValidArgsFunction: d.completeProfile,
	}
	clear.Flags().BoolVar(&all, "all", false, "delete all cached credentials")
	cmd.AddCommand(list, clear)
	return cmd
}

func runSessionsList(ctx context.Context, d *deps, asJSON bool) error {
	sessions, err := d.App.Sessions(ctx)
	if err != nil {
		return err
	}
	shapes := make([]sessionJSON, 0, len(sessions))
	t := command.Table{Header: []string{"NAME", "KIND", "LEFT", "ACCESS KEY"}, Optional: []string{"ACCESS KEY", "KIND"}}
	for _, s := range sessions {
		shapes = append(shapes, sessionJSON{s.Kind, s.Name, s.AccessKeyID, command.Timestamp(s.Expires), command.Timestamp(s.PersonNeededAt)})
		t.Add(s.Name, s.Kind, duration.Left(s.Expires, d.App.Now()), s.AccessKeyID)
	}
	if asJSON {
		return command.PrintJSONList(d.Stdout, shapes)
	}
	if len(sessions) == 0 {
		d.Note("lanyard: no sessions are cached")
		return nil
	}
	return d.Print(t)
}

func runSessionsClear(ctx context.Context, d *deps, name string, all bool) error {
	if all == (name != "") {
		return command.Usagef("name a profile or session, or use --all")
	}
	n, err := d.App.ClearSessions(ctx, name)
	if err != nil {
		return err
	}
	d.Note("lanyard: %s forgotten", app.Count(n, "session"))
	return nil
}

// showHelp runs a command that only has subcommands.
func showHelp(cmd *cobra.Command, args []string) error {
	if err := unknownCommand(cmd, args); err != nil {
		return err
	}
	return cmd.Help()
}
