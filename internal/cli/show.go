package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/term"
	"lanyard/profiles"
)

type showOptions struct {
	*deps
	profile string
	json    bool
}

func newShowCmd(d *deps) *cobra.Command {
	opts := &showOptions{deps: d}
	cmd := &cobra.Command{
		Use: "show [PROFILE]",
		Long: `Show the settings of PROFILE with their file and line, the settings it inherits, its problems, and the
steps that produce its credentials. No network is used.

In a pipe each line begins with the profile's name and a label: kind, status, chain, note, problem,
setting or inherited.`,
		Example: "  lanyard show prod\n  lanyard show prod --json | jq .chain\n  lanyard show prod | grep -P '\\tsetting\\tregion\\t'",
		Args:    command.OneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.profile = command.First(args)
			return runShow(cmd.Context(), opts)
		},
		ValidArgsFunction: d.completeProfile,
	}
	cmd.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	return cmd
}

func runShow(ctx context.Context, opts *showOptions) error {
	entry, err := opts.App.Entry(ctx, opts.App.Choose(opts.profile))
	if err != nil {
		return err
	}
	notes := notesOn(entry)
	var text strings.Builder
	switch {
	case opts.json:
		return opts.PrintJSON(showShape(entry, notes))
	case opts.OutIsTerminal():
		opts.newPage().show(&text, entry, opts.timeLeft(entry.State), notes)
	default:
		rows := showRows(entry, opts.timeLeft(entry.State), notes)
		rows.Tabs(&text, false)
	}
	_, err = io.WriteString(opts.Stdout, text.String())
	return err
}

// notesOn returns remarks about a profile that are not problems.
func notesOn(e app.Entry) []string {
	if note := app.SessionNote(e); note != "" {
		return []string{note}
	}
	return []string{}
}

// showRows returns the output for a pipe: rows of the name, a label and values.
func showRows(e app.Entry, left string, notes []string) command.Table {
	var t command.Table
	add := func(about string, cells ...string) { t.Add(append([]string{e.Profile.Name, about}, cells...)...) }
	add("kind", string(e.Plan.Kind))
	add("status", string(e.State.Status), left)
	for i, s := range e.Plan.Steps {
		add("chain", strconv.Itoa(i+1), string(s.Kind), app.Detail(s), s.Profile)
	}
	for _, note := range notes {
		add("note", note)
	}
	for _, p := range app.Problems(e) {
		add("problem", string(p.Severity), p.Message, p.Hint, place(p.Source))
	}
	for _, key := range slices.Sorted(maps.Keys(e.Profile.Settings)) {
		s := e.Profile.Settings[key]
		add("setting", key, term.Visible(s.Text()), place(s.Source))
	}
	for _, key := range slices.Sorted(maps.Keys(e.Profile.Inherited)) {
		s := e.Profile.Inherited[key]
		add("inherited", key, term.Visible(s.Text()), place(s.Source))
	}
	return t
}

// place formats a source as FILE:LINE, or "".
func place(s profiles.Source) string {
	if s.File == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", s.File, s.Line)
}
