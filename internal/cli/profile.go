package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/term"
	"lanyard/profiles"
)

// editOptions describe one edit of the AWS files with the options of its command.
type editOptions struct {
	*deps
	name    string // the profile to edit
	prepare func(profiles.Files) (*profiles.Change, error)
	// apply replaces App.Apply.
	apply func(context.Context, *profiles.Change) error
	// noted says that apply records the beginning of the edit, until App.EndEdit.
	noted  bool
	dryRun bool
	// question is a confirmation asked before the edit unless yes is set; "" for none.
	question string
	yes      bool
}

func newProfileCmd(d *deps) *cobra.Command {
	cmd := &cobra.Command{
		Use: "profile",
		Long: `Edit the profiles of the AWS files. lanyard shows the change as a diff and keeps every other byte of the
files. With --dry-run it prints the diff and writes nothing.`,
		Args: cobra.NoArgs,
		RunE: showHelp,
	}
	cmd.AddCommand(newProfileAddCmd(d), newProfileSetCmd(d), newProfileUnsetCmd(d), newProfileRenameCmd(d), newProfileRemoveCmd(d), newProfileUndoCmd(d))
	return cmd
}

func dryRunFlag(cmd *cobra.Command, e *editOptions) {
	cmd.Flags().BoolVarP(&e.dryRun, "dry-run", "n", false, "print the diff and write nothing")
}

func newProfileAddCmd(d *deps) *cobra.Command {
	e := &editOptions{deps: d}
	cmd := &cobra.Command{
		Use:     "add NAME [KEY=VALUE…]",
		Short:   "Add a profile",
		Example: "  lanyard profile add prod region=eu-west-1 source_profile=dev \\\n    role_arn=arn:aws:iam::111122223333:role/Admin",
		Args:    command.AtLeast(1, "a NAME and KEY=VALUE pairs"),
		RunE: func(cmd *cobra.Command, args []string) error {
			sets, err := pairs(args[1:])
			if err != nil {
				return err
			}
			e.prepare = func(f profiles.Files) (*profiles.Change, error) { return f.Add(args[0], sets) }
			return runEdit(cmd.Context(), e)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	dryRunFlag(cmd, e)
	return cmd
}

func newProfileSetCmd(d *deps) *cobra.Command {
	e := &editOptions{deps: d}
	cmd := &cobra.Command{
		Use:     "set NAME KEY=VALUE…",
		Short:   "Change settings of a profile",
		Example: "  lanyard profile set prod region=eu-west-1 s3.addressing_style=path",
		Args:    command.AtLeast(2, "a NAME and KEY=VALUE pairs"),
		RunE: func(cmd *cobra.Command, args []string) error {
			sets, err := pairs(args[1:])
			if err != nil {
				return err
			}
			e.name = args[0]
			return e.editKnown(cmd.Context(), func(f profiles.Files) (*profiles.Change, error) {
				return f.Set(args[0], sets, nil)
			})
		},
		ValidArgsFunction: d.completeProfile,
	}
	dryRunFlag(cmd, e)
	return cmd
}

func newProfileUnsetCmd(d *deps) *cobra.Command {
	e := &editOptions{deps: d}
	cmd := &cobra.Command{
		Use:   "unset NAME KEY…",
		Short: "Remove settings of a profile",
		Args:  command.AtLeast(2, "a NAME and KEYs"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e.name = args[0]
			return e.editKnown(cmd.Context(), func(f profiles.Files) (*profiles.Change, error) {
				return f.Set(args[0], nil, args[1:])
			})
		},
		ValidArgsFunction: d.completeProfile,
	}
	dryRunFlag(cmd, e)
	return cmd
}

func newProfileRenameCmd(d *deps) *cobra.Command {
	e := &editOptions{deps: d}
	cmd := &cobra.Command{
		Use:   "rename NAME NEW-NAME",
		Short: "Rename a profile and update the profiles that use it as their source",
		Args:  command.Exactly(2, "a NAME and a new one"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e.prepare = func(profiles.Files) (*profiles.Change, error) { return d.App.RenameProfile(args[0], args[1]) }
			e.noted = true
			e.apply = func(ctx context.Context, change *profiles.Change) error {
				return d.App.ApplyRename(ctx, change, args[0], args[1])
			}
			return runEdit(cmd.Context(), e)
		},
		ValidArgsFunction: d.completeProfile,
	}
	dryRunFlag(cmd, e)
	return cmd
}

func newProfileRemoveCmd(d *deps) *cobra.Command {
	e := &editOptions{deps: d}
	cmd := &cobra.Command{
		Use:     "remove NAME",
		Aliases: []string{"rm"},
		Short:   "Remove a profile from both AWS files",
		Args:    command.Exactly(1, "one NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e.prepare = func(profiles.Files) (*profiles.Change, error) { return d.App.RemoveProfile(args[0]) }
			e.noted = true
			e.apply = func(ctx context.Context, change *profiles.Change) error {
				return d.App.ApplyRemove(ctx, change, args[0])
			}
			e.name = args[0]
			return runRemove(cmd.Context(), e)
		},
		ValidArgsFunction: d.completeProfile,
	}
	dryRunFlag(cmd, e)
	cmd.Flags().BoolVarP(&e.yes, "yes", "y", false, "do not ask, even if access keys are lost")
	return cmd
}

// runRemove asks before it removes access keys: the diff shows all other removed settings but masks keys.
func runRemove(ctx context.Context, e *editOptions) error {
	set, err := e.App.Profiles()
	if err != nil {
		return err
	}
	if p, err := set.Profile(e.name); err == nil && !p.Secret("aws_secret_access_key").Empty() {
		e.question = fmt.Sprintf("Remove %s with its access keys?", e.name)
	}
	return runEdit(ctx, e)
}

func newProfileUndoCmd(d *deps) *cobra.Command {
	e := &editOptions{deps: d}
	cmd := &cobra.Command{
		Use:   "undo",
		Short: "Undo the last edit of the AWS files",
		Long: `Undo the last edit that any lanyard command made in the AWS files. A second undo redoes the edit. lanyard
keeps the previous text, encrypted, until the next edit, if the keychain is in use and unlocked. It never
keeps keys that "keys import" moved out of a file.`,
		Args: command.Exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			change, saved, err := d.App.UndoEdit(cmd.Context())
			if err != nil {
				return err
			}
			if len(saved) > 0 {
				e.question = fmt.Sprintf("Another program has changed %s since. Overwrite it?", strings.Join(saved, " and "))
			}
			e.prepare = func(profiles.Files) (*profiles.Change, error) { return change, nil }
			return runEdit(cmd.Context(), e)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	dryRunFlag(cmd, e)
	cmd.Flags().BoolVarP(&e.yes, "yes", "y", false, "do not ask, even if another program has changed the files since")
	return cmd
}

// editKnown edits an existing profile.
func (e *editOptions) editKnown(ctx context.Context, prepare func(profiles.Files) (*profiles.Change, error)) error {
	set, err := e.App.Profiles()
	if err != nil {
		return err
	}
	if _, err := set.Profile(e.name); err != nil {
		return err
	}
	e.prepare = prepare
	return runEdit(ctx, e)
}

func runEdit(ctx context.Context, e *editOptions) error {
	change, err := e.prepare(e.App.Files())
	if err != nil {
		return err
	}
	if change.Empty() && e.apply == nil {
		e.Note("lanyard: nothing to change")
		return nil
	}
	if e.dryRun {
		return writeDiff(e.Stdout, e.Painter(e.Stdout), change)
	}
	if e.question != "" && !e.yes {
		if err := e.confirm(ctx, e.question, "--yes"); err != nil {
			return err
		}
	}
	before, err := e.App.Problems()
	if err != nil {
		return err
	}
	if e.apply == nil {
		e.apply = e.App.Apply
	}
	if err := e.apply(ctx, change); err != nil {
		return err
	}
	if e.noted {
		defer e.App.EndEdit()
	}
	_ = writeDiff(e.Stderr, e.Painter(e.Stderr), change) // the edit is done, even if stderr is closed
	if change.References > 0 {
		e.Note("lanyard: updated %s", app.Count(change.References, "reference"))
	}
	e.warnBroken(before)
	return nil
}

// warnBroken prints the problems that an edit caused. It returns no error because the edit is done.
func (d *deps) warnBroken(before app.ProblemSet) {
	after, err := d.App.Problems()
	if err != nil {
		d.Note("lanyard: warning: the profiles were not checked: %v", err)
		return
	}
	fresh := after.Since(before)
	for i, p := range fresh {
		if i == mostWarnings {
			d.Note("lanyard: warning: and %s more; \"lanyard list --status broken\" shows what is broken", app.Count(len(fresh)-i, "problem"))
			break
		}
		d.Note("lanyard: warning: %s: %s", p.Profile, p.Message)
		if p.Hint != "" {
			d.Note("  hint: %s", p.Hint)
		}
	}
}

// mostWarnings limits the warnings about other profiles after an edit.
const mostWarnings = 5

func writeDiff(w io.Writer, on command.Painter, change *profiles.Change) error {
	for line := range strings.Lines(change.Diff()) {
		if _, err := fmt.Fprintln(w, on.DiffLine(term.Clean(strings.TrimSuffix(line, "\n")))); err != nil {
			return err
		}
	}
	return nil
}

// pairs reads KEY=VALUE arguments.
func pairs(args []string) ([]profiles.KV, error) {
	sets, err := app.KeyValues(args)
	if errors.Is(err, app.ErrSecretSetting) {
		return nil, app.WithHint(command.Usage(err), "\"lanyard keys add NAME\" asks for it")
	}
	if err != nil {
		return nil, command.Usage(err)
	}
	return sets, nil
}
