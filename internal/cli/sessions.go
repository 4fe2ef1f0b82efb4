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

type sessionsOptions struct {
	*deps
	name      string
	all, json bool
}

func newSessionsCmd(d *deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:  "sessions",
		Args: cobra.NoArgs,
		RunE: showHelp,
	}
	opts := &sessionsOptions{deps: d}
	list := &cobra.Command{
		Use:   "list",
		Short: "List cached credentials and sign-ins",
		Args:  command.Exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSessionsList(cmd.Context(), opts)
		},
	}
	list.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	clear := &cobra.Command{
		Use:   "clear [NAME]",
		Short: "Delete cached credentials of a profile, role or key, or all",
		Long: `Delete cached credentials: those of a profile, of a role or key as "sessions list" names it, or all.
Credentials that programs already have stay valid until they expire.`,
		Example: "  lanyard sessions clear prod\n  lanyard sessions clear --all",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.name = command.First(args)
			return runSessionsClear(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	clear.Flags().BoolVar(&opts.all, "all", false, "delete all cached credentials")
	cmd.AddCommand(list, clear)
	return cmd
}

func runSessionsList(ctx context.Context, opts *sessionsOptions) error {
	sessions, err := opts.App.Sessions(ctx)
	if err != nil {
		return err
	}
	shapes := make([]sessionJSON, 0, len(sessions))
	t := command.Table{Header: []string{"NAME", "KIND", "LEFT", "ACCESS KEY"}, Optional: []string{"ACCESS KEY", "KIND"}}
	for _, s := range sessions {
		shapes = append(shapes, sessionJSON{s.Kind, s.Name, s.AccessKeyID, command.Timestamp(s.Expires), command.Timestamp(s.PersonNeededAt)})
		t.Add(s.Name, s.Kind, duration.Left(s.Expires, opts.App.Now()), s.AccessKeyID)
	}
	if opts.json {
		return command.PrintJSONList(opts.Stdout, shapes)
	}
	if len(sessions) == 0 {
		opts.Note("lanyard: no sessions are cached")
		return nil
	}
	return opts.Print(t)
}

func runSessionsClear(ctx context.Context, opts *sessionsOptions) error {
	if opts.all == (opts.name != "") {
		return command.Usagef("name a profile or session, or use --all")
	}
	n, err := opts.App.ClearSessions(ctx, opts.name)
	if err != nil {
		return err
	}
	opts.Note("lanyard: %s forgotten", app.Count(n, "session"))
	return nil
}

// showHelp runs a command that only has subcommands.
func showHelp(cmd *cobra.Command, args []string) error {
	if err := unknownCommand(cmd, args); err != nil {
		return err
	}
	return cmd.Help()
}
