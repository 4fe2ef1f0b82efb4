package cli

import (
	"context"
	"runtime/debug"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/creds"
	"lanyard/internal/duration"
	"lanyard/profiles"
)

// listGCPercent lets the heap grow to about 16 MiB before the first collection.
const listGCPercent = 400

// manyProfiles is the number of profiles above which a list saves memory rather than time.
const manyProfiles = 20_000

type listOptions struct {
	*deps
	patterns []string
	kind     string
	status   string
	json     bool
}

func newListCmd(d *deps) *cobra.Command {
	opts := &listOptions{deps: d}
	cmd := &cobra.Command{
		Use:     "list [PATTERN…]",
		Aliases: []string{"ls"},
		Long: `List the profiles of the AWS files and the keychain, and the known roles of sign-ins ("lanyard sso
roles"). A PATTERN is a glob or a part of the name. The list never asks for anything and uses no network. A
profile that needs the locked keychain has the status "locked".

LEFT is the time until you must sign in or type an MFA code again; lanyard renews credentials until then.
For profiles that never need you, LEFT is the remaining life of the cached credentials. It is empty
if nothing is cached or nothing expires. AWS does not report when a renewable sign-in to IAM Identity Center
ends. "list --json" has both times, as person_needed_at and expires_at. A narrow terminal leaves out REGION,
ROLE, ACCOUNT and KIND, in this order.`,
		Example: `  lanyard list
  lanyard list 'prod-*' --status needs-mfa
  lanyard list --json | jq -r '.[] | select(.status=="valid").name'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.patterns = args
			return runList(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfiles,
	}
	cmd.Flags().StringVar(&opts.kind, "kind", "", "only profiles of this `KIND`, such as assume-role or keychain")
	cmd.Flags().StringVar(&opts.status, "status", "", "only profiles with this `STATUS`, such as valid or needs-mfa")
	cmd.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	return cmd
}

// maxFileProblems limits the problems of the AWS files that a list prints.
const maxFileProblems = 10

// noteFileProblems prints problems that belong to no profile, such as sections that clients ignore.
func (o *listOptions) noteFileProblems() error {
	problems, err := o.App.FileProblems()
	if err != nil {
		return err
	}
	for i, p := range problems {
		if i == maxFileProblems {
			o.Note("lanyard: there are more problems in the AWS files")
			break
		}
		o.Note("lanyard: %s: %s", place(p.Source), p.Message)
		if p.Hint != "" {
			o.Note("  hint: %s", p.Hint)
		}
	}
	return nil
}

func runList(ctx context.Context, opts *listOptions) error {
	if err := command.CheckWord("--kind", opts.kind, kinds()); err != nil {
		return err
	}
	if err := command.CheckWord("--status", opts.status, statuses()); err != nil {
		return err
	}
	set, err := opts.App.Profiles()
	if err != nil {
		return err
	}
	if len(set.Names()) <= manyProfiles {
		// Keeping the garbage of ten thousand profiles is cheaper than collecting it.
		defer debug.SetGCPercent(debug.SetGCPercent(listGCPercent))
	}
	if err := opts.noteFileProblems(); err != nil {
		return err
	}
	if opts.json {
		return opts.printJSON(ctx)
	}
	t := command.Table{
		Header:   []string{"NAME", "KIND", "STATUS", "LEFT", "ACCOUNT", "ROLE", "REGION"},
		Optional: []string{"REGION", "ROLE", "ACCOUNT", "KIND"},
	}
	err = opts.App.Each(ctx, opts.patterns, func(e app.Entry) {
		if opts.wants(e) {
			t.Add(e.Profile.Name, string(e.Plan.Kind), string(e.State.Status), opts.timeLeft(e.State),
				e.Account(), e.Role(), e.Plan.Region)
		}
	})
	if err != nil {
		return err
	}
	if len(t.Rows) == 0 {
		return opts.explainEmpty()
	}
	return opts.Print(t)
}

func (o *listOptions) printJSON(ctx context.Context) error {
	list := command.NewJSONList(o.Stdout)
	err := o.App.Each(ctx, o.patterns, func(e app.Entry) {
		if o.wants(e) {
			list.Add(profileShape(e))
		}
	})
	if err != nil {
		return err
	}
	return list.End()
}

func (o *listOptions) wants(e app.Entry) bool {
	return (o.kind == "" || string(e.Plan.Kind) == o.kind) && (o.status == "" || string(e.State.Status) == o.status)
}

// timeLeft returns the time until a person is needed, or else until the credentials expire.
func (d *deps) timeLeft(s creds.State) string {
	if !s.PersonNeededAt.IsZero() {
		return duration.Left(s.PersonNeededAt, d.App.Now())
	}
	return duration.Left(s.ExpiresAt, d.App.Now())
}

// explainEmpty explains an empty list on stderr.
func (o *listOptions) explainEmpty() error {
	files := o.App.Files()
	switch {
	case len(o.patterns) > 0 || o.kind != "" || o.status != "":
		o.Note("lanyard: no profile matches")
	default:
		o.Note("lanyard: no profiles in %s, %s or the keychain", files.Config, files.Credentials)
		o.Note("  hint: try \"lanyard demo\", or add one with \"lanyard profile add\" or \"lanyard keys add\"")
	}
	return nil
}

func kinds() []string {
	return command.Words(profiles.KindStatic, profiles.KindKeychain, profiles.KindAssumeRole, profiles.KindWebIdentity,
		profiles.KindSSO, profiles.KindLogin, profiles.KindProcess, profiles.KindEnvironment,
		profiles.KindEC2Instance, profiles.KindContainer, profiles.KindIncomplete)
}

func statuses() []string {
	return command.Words(creds.StatusReady, creds.StatusValid, creds.StatusExpiring, creds.StatusExpired,
		creds.StatusSignedOut, creds.StatusNeedsMFA, creds.StatusLocked, creds.StatusBroken)
}
