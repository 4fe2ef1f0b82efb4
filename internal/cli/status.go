package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/creds"
)

type statusJSON struct {
	Profile        string  `json:"profile"`
	Status         string  `json:"status"`
	ExpiresAt      *string `json:"expires_at"`
	PersonNeededAt *string `json:"person_needed_at"`
	SecondsLeft    *int64  `json:"seconds_left"`
}

type statusOptions struct {
	*deps
	profile string
	json    bool
}

func newStatusCmd(d *deps) *cobra.Command {
	opts := &statusOptions{deps: d}
	cmd := &cobra.Command{
		Use: "status [PROFILE]",
		Long: `Check whether the credentials of PROFILE work now, and for how long. The exit code is 0 if they work, 3
if you must sign in or type an MFA code, and 1 otherwise. status never asks for anything and uses no network.

LEFT, and seconds_left in JSON, is the time until you must sign in or type an MFA code again; lanyard renews
credentials until then. For profiles that never need you, it is the remaining life of the cached credentials.`,
		Example: "  lanyard status prod || lanyard login prod",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.profile = command.First(args)
			return runStatus(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	cmd.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	return cmd
}

func runStatus(ctx context.Context, opts *statusOptions) error {
	entry, err := opts.App.Entry(ctx, opts.App.Choose(opts.profile))
	if err != nil {
		return err
	}
	opts.Code = statusCode(entry.State.Status)
	if err := opts.printStatus(entry); err != nil {
		return err
	}
	if p := entry.Stop(); p != nil {
		opts.Note("lanyard: %s: %s", entry.Profile.Name, p.Message)
		if p.Hint != "" {
			opts.Note("  hint: %s", p.Hint)
		}
	}
	return nil
}

func (o *statusOptions) printStatus(entry app.Entry) error {
	state := entry.State
	if o.json {
		shape := statusJSON{
			Profile: entry.Profile.Name, Status: string(state.Status),
			ExpiresAt: command.Timestamp(state.ExpiresAt), PersonNeededAt: command.Timestamp(state.PersonNeededAt),
		}
		if end := firstEnd(state); !end.IsZero() {
			seconds := max(0, int64(end.Sub(o.App.Now()).Seconds()))
			shape.SecondsLeft = &seconds
		}
		return o.PrintJSON(shape)
	}
	t := command.Table{Header: []string{"NAME", "STATUS", "LEFT"}}
	t.Add(entry.Profile.Name, string(state.Status), o.timeLeft(state))
	return o.Print(t)
}

// firstEnd returns the time when a person is needed, or else the expiry of the credentials.
func firstEnd(s creds.State) time.Time {
	if !s.PersonNeededAt.IsZero() {
		return s.PersonNeededAt
	}
	return s.ExpiresAt
}

func statusCode(s creds.Status) int {
	switch s {
	case creds.StatusReady, creds.StatusValid, creds.StatusExpiring:
		return 0
	case creds.StatusSignedOut, creds.StatusNeedsMFA, creds.StatusLocked:
		return command.CodePersonNeeded
	}
	return command.CodeFailure
}
