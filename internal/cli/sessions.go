package cli

import (
	"context"

	"lanyard/internal/duration"

	"github.com/spf13/cobra"
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
		Use:   "sessions",
		Short: "Cached temporary credentials and sign-ins",
		Args:  cobra.NoArgs,
		RunE:  showHelp,
	}
	var asJSON bool
	list := &cobra.Command{
		Use:   "list",
		Short: "List what is cached",
		Args:  exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSessionsList(cmd.Context(), d, asJSON)
		},
	}
	list.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	var all bool
	clear := &cobra.Command{
		Use:   "clear [NAME]",
		Short: "Forget the cached credentials of a profile, of a role or key as \"list\" names it, or all",
		Long: `Forget cached credentials: those that PROFILE would use, or the ones that "sessions list" shows
under NAME, or all. Credentials that were handed out stay valid until they end.`,
		Example: "  lanyard sessions clear prod\n  lanyard sessions clear --all",
		Args:    oneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSessionsClear(cmd.Context(), d, first(args), all)
		},
		ValidArgsFunction: d.completeProfile,
	}
	clear.Flags().BoolVar(&all, "all", false, "forget everything that is cached")
	cmd.AddCommand(list, clear)
	return cmd
}

func runSessionsList(ctx context.Context, d *deps, asJSON bool) error {
	sessions, err := d.app.Sessions(ctx)
	if err != nil {
		return err
	}
	shapes := make([]sessionJSON, 0, len(sessions))
	t := table{header: []string{"NAME", "KIND", "LEFT", "ACCESS KEY"}, optional: []string{"ACCESS KEY", "KIND"}}
	for _, s := range sessions {
		shapes = append(shapes, sessionJSON{s.Kind, s.Name, s.AccessKeyID, timestamp(s.Expires), timestamp(s.PersonNeededAt)})
		t.add(s.Name, s.Kind, duration.Left(s.Expires, d.app.Now()), s.AccessKeyID)
	}
	if asJSON {
		return printJSONList(d, shapes)
	}
	if len(sessions) == 0 {
		d.note("lanyard: no sessions are cached")
		return nil
	}
	return d.print(t)
}

func runSessionsClear(ctx context.Context, d *deps, name string, all bool) error {
	if all == (name != "") {
		return usagef("name a profile or session, or say --all")
	}
	n, err := d.app.ClearSessions(ctx, name)
	if err != nil {
		return err
	}
	d.note("lanyard: %s forgotten", count(n, "session"))
	return nil
}

// showHelp is what a command with subcommands does on its own.
func showHelp(cmd *cobra.Command, args []string) error {
	if err := unknownCommand(cmd, args); err != nil {
		return err
	}
	return cmd.Help()
}
