package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/term"
	"lanyard/profiles"
)

type syncOptions struct {
	*deps
	app.SyncOptions
	style       string
	dryRun, yes bool
}

func newSyncCmd(d *deps) *cobra.Command {
	opts := &syncOptions{deps: d}
	cmd := &cobra.Command{
		Use: "sync",
		Long: `Write a profile into the AWS config file for every role of a sign-in to IAM Identity Center. sync shows
the change as a diff before it writes. It marks its profiles with the setting ` + profiles.SyncKey + `, and keeps all
other profiles and any settings that you add. --prune removes its profiles whose role is gone.

The template may hold {` + strings.Join(app.Placeholders(), "}, {") + `}. If two roles
would have the same name, sync adds the account id. With the style "sso" each tool signs in itself; with
"process" the AWS SDKs call lanyard, and all tools share one sign-in.`,
		Example: `  lanyard sync --dry-run
  lanyard sync --template '{session}.{account_name}.{role}' --prune --yes`,
		Args: command.Exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSync(cmd.Context(), opts)
		},
	}
	f := cmd.Flags()
	f.StringVar(&opts.Session, "sso-session", "", "the sso-session `NAME`")
	f.StringVar(&opts.Template, "template", app.DefaultTemplate, "the `NAME` of profiles, with placeholders")
	f.StringVar(&opts.style, "style", string(app.StyleSSO), "how profiles get credentials: sso or process")
	f.StringVar(&opts.Region, "region", "", "the `REGION` of new profiles")
	f.BoolVar(&opts.Prune, "prune", false, "remove profiles of sync whose role is gone")
	f.BoolVarP(&opts.dryRun, "dry-run", "n", false, "print the diff and write nothing")
	f.BoolVarP(&opts.yes, "yes", "y", false, "do not ask")
	return cmd
}

func runSync(ctx context.Context, opts *syncOptions) error {
	if err := command.CheckWord("--style", opts.style, command.Words(app.StyleSSO, app.StyleProcess)); err != nil {
		return err
	}
	opts.Style = app.SyncStyle(opts.style)
	bar := opts.progress("accounts")
	plan, err := opts.App.Sync(ctx, opts.SyncOptions, bar.show)
	bar.end()
	if errors.Is(err, app.ErrTemplate) {
		return command.Usage(err)
	}
	if err != nil {
		return err
	}
	opts.warnAccounts(plan.Problems)
	for i, skipped := range plan.Skipped {
		if i == mostWarnings {
			opts.Note("lanyard: warning: and %s more; another --template may give them names", app.Count(len(plan.Skipped)-i, "role"))
			break
		}
		opts.Note("lanyard: warning: %s", skipped)
	}
	if len(plan.Stale) > 0 {
		opts.Note("lanyard: %s that sync wrote would not be written now; --prune removes them", app.Count(len(plan.Stale), "profile"))
	}
	switch {
	case plan.Change.Empty():
		opts.Note("lanyard: nothing to change")
		return nil
	case opts.dryRun:
		return writeDiff(opts.Stdout, opts.Painter(opts.Stdout), plan.Change)
	}
	return opts.apply(ctx, plan)
}

// apply shows the diff and asks before it writes.
func (o *syncOptions) apply(ctx context.Context, plan app.SyncPlan) error {
	if err := o.showDiff(plan); err != nil {
		return err
	}
	summary := plan.Summary()
	if !o.yes {
		question := fmt.Sprintf("Write these profiles to %s (%s)?", strings.Join(plan.Change.Files(), " and "), summary)
		if err := o.confirm(ctx, question, "--yes"); err != nil {
			return err
		}
	}
	if err := o.App.Apply(ctx, plan.Change); err != nil {
		return err
	}
	o.Note("lanyard: profiles of %s: %s", plan.Session, summary)
	return nil
}

// mostDiffLines limits the diff before the question. --dry-run prints all of it.
const mostDiffLines = 200

func (d *deps) showDiff(plan app.SyncPlan) error {
	on := d.Painter(d.Stderr)
	shown := 0
	for line := range strings.Lines(plan.Change.Diff()) {
		if shown++; shown <= mostDiffLines {
			if _, err := fmt.Fprintln(d.Stderr, on.DiffLine(term.Clean(strings.TrimSuffix(line, "\n")))); err != nil {
				return err
			}
		}
	}
	if shown > mostDiffLines {
		d.Note("… and %s more; --dry-run prints them all", app.Count(shown-mostDiffLines, "line"))
	}
	return nil
}
