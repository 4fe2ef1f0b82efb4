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

// listGCPercent lets the heap of a list grow to about 16 MiB before the first collection.
const listGCPercent = 400

// manyProfiles is from how many profiles on a list saves memory instead of time.
const manyProfiles = 20_000

type listOptions struct {
	patterns []string
	kind     string
	status   string
	json     bool
}

func newListCmd(d *deps) *cobra.Command {
	var opts listOptions
	cmd := &cobra.Command{
		Use:     "list [PATTERN…]",
		Aliases: []string{"ls"},
		Short:   "List every profile and whether it works right now",
		Long: `List every profile of the AWS files and the keychain, and the roles that sign-ins were found to open
("lanyard sso roles"). A PATTERN is a glob, or else a part of the name. Nothing is asked and no network
is used: what needs the locked keychain says so.

LEFT is the time until a person is needed next (a sign-in, an MFA code): lanyard renews credentials by
itself until then. Where nobody will be needed it is the life of the credentials at hand; it is empty
where nothing is cached yet or nothing ends. A sign-in to IAM Identity Center that renews itself ends at
a time that AWS does not tell. "list --json" tells both, as person_needed_at and expires_at. A
narrow terminal leaves out REGION, ROLE, ACCOUNT and KIND, in this order.`,
		Example: `  lanyard list
  lanyard list 'prod-*' --status needs-mfa
  lanyard list --json | jq -r '.[] | select(.status=="valid").name'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.patterns = args
			return runList(cmd.Context(), d, opts)
		},
		ValidArgsFunction: d.completeProfiles,
	}
	cmd.Flags().StringVar(&opts.kind, "kind", "", "only profiles of this `KIND`, such as assume-role or keychain")
	cmd.Flags().StringVar(&opts.status, "status", "", "only profiles with this `STATUS`, such as valid or needs-mfa")
	cmd.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	return cmd
}

// maxFileProblems is how many problems of the AWS files a list names.
const maxFileProblems = 10

// noteFileProblems names what no profile in the list can: sections that no client reads, for example.
func (d *deps) noteFileProblems() error {
	problems, err := d.App.FileProblems()
	if err != nil {
		return err
	}
	for i, p := range problems {
		if i == maxFileProblems {
			d.Note("lanyard: there are more problems in the AWS files")
			break
		}
		d.Note("lanyard: %s: %s", place(p.Source), p.Message)
		if p.Hint != "" {
			d.Note("  hint: %s", p.Hint)
		}
	}
	return nil
}

func runList(ctx context.Context, d *deps, opts listOptions) error {
	if err := command.CheckWord("--kind", opts.kind, kinds()); err != nil {
		return err
	}
	if err := command.CheckWord("--status", opts.status, statuses()); err != nil {
		return err
	}
	set, err := d.App.Profiles()
	if err != nil {
		return err
	}
	if len(set.Names()) <= manyProfiles {
		// What a list of ten thousand leaves behind is cheaper to keep than to collect.
		defer debug.SetGCPercent(debug.SetGCPercent(listGCPercent))
	}
	if err := d.noteFileProblems(); err != nil {
		return err
	}
	if opts.json {
		return d.listJSON(ctx, opts)
	}
	t := command.Table{
		Header:   []string{"NAME", "KIND", "STATUS", "LEFT", "ACCOUNT", "ROLE", "REGION"},
		Optional: []string{"REGION", "ROLE", "ACCOUNT", "KIND"},
	}
	err = d.App.Each(ctx, opts.patterns, func(e app.Entry) {
		if opts.wants(e) {
			t.Add(e.Profile.Name, string(e.Plan.Kind), string(e.State.Status), d.timeLeft(e.State),
				e.Account(), e.Role(), e.Plan.Region)
		}
	})
	if err != nil {
		return err
	}
	if len(t.Rows) == 0 {
		return d.sayNothingListed(opts)
	}
	return d.Print(t)
}

func (d *deps) listJSON(ctx context.Context, opts listOptions) error {
	list := command.NewJSONList(d.Stdout)
	err := d.App.Each(ctx, opts.patterns, func(e app.Entry) {
		if opts.wants(e) {
			list.Add(profileShape(e))
		}
	})
	if err != nil {
		return err
	}
	return list.End()
}

func (o listOptions) wants(e app.Entry) bool {
	return (o.kind == "" || string(e.Plan.Kind) == o.kind) && (o.status == "" || string(e.State.Status) == o.status)
}

// timeLeft says when a person is needed next, or else when the credentials end.
func (d *deps) timeLeft(s creds.State) string {
	if !s.PersonNeededAt.IsZero() {
		return duration.Left(s.PersonNeededAt, d.App.Now())
	}
	return duration.Left(s.ExpiresAt, d.App.Now())
}

// sayNothingListed tells a person why the list is empty; a pipe gets nothing.
func (d *deps) sayNothingListed(opts listOptions) error {
	files := d.App.Files()
	switch {
	case len(opts.patterns) > 0 || opts.kind != "" || opts.status != "":
		d.Note("lanyard: no profile matches")
	default:
		d.Note("lanyard: no profiles in %s, %s or the keychain", files.Config, files.Credentials)
		d.Note("  hint: try \"lanyard demo\", or add one with \"lanyard profile add\" or \"lanyard keys add\"")
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
