package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/term"
	"lanyard/profiles"
)

func newShowCmd(d *deps) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show [PROFILE]",
		Short: "Explain one profile: its settings, where they stand, and its chain",
		Long: `Show every setting of PROFILE with the file and line it came from, what it inherits, what is
wrong with it, and the steps that will produce its credentials. No network is used.`,
		Example: "  lanyard show prod\n  lanyard show prod --json | jq .chain",
		Args:    oneProfile,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runShow(cmd.Context(), d, first(args), asJSON)
		},
		ValidArgsFunction: d.completeProfile,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func runShow(ctx context.Context, d *deps, profile string, asJSON bool) error {
	entry, err := d.app.Entry(ctx, d.app.Choose(profile))
	if err != nil {
		return err
	}
	if asJSON {
		shape := showJSON{
			profileJSON: profileShape(entry),
			Settings:    settingShapes(entry.Profile.Settings),
			Inherited:   settingShapes(entry.Profile.Inherited),
			Chain:       []stepJSON{},
		}
		for _, s := range entry.Plan.Steps {
			shape.Chain = append(shape.Chain, stepJSON{string(s.Kind), s.Profile, app.Detail(s)})
		}
		return d.printJSON(shape)
	}
	d.showText(entry)
	return nil
}

// showText is show for a person: the same page on a terminal and in a pipe.
func (d *deps) showText(e app.Entry) {
	status := string(e.State.Status)
	if t := d.timeLeft(e.State); t != "" {
		status += ", " + t + " left"
	}
	var text strings.Builder
	say := func(format string, args ...any) {
		text.WriteString(term.Clean(fmt.Sprintf(format, args...)) + "\n")
	}
	say("%s  %s  %s", e.Profile.Name, e.Plan.Kind, status)
	if len(e.Plan.Steps) > 0 {
		say("")
		say("Chain")
	}
	for i, s := range e.Plan.Steps {
		say("  %s%d. %s  %s  (%s)", strings.Repeat("  ", i), i+1, s.Kind, app.Detail(s), s.Profile)
	}
	if note := app.SessionNote(e.Plan); note != "" {
		say("  %s", note)
	}
	sayProblems(say, app.Problems(e))
	saySettings(say, "Settings", e.Profile.Settings)
	saySettings(say, "Inherited", e.Profile.Inherited)
	_, _ = d.out.Write([]byte(text.String()))
}

func sayProblems(say func(string, ...any), problems []profiles.Problem) {
	if len(problems) == 0 {
		return
	}
	say("")
	say("Problems")
	for _, p := range problems {
		place := ""
		if p.File != "" {
			place = fmt.Sprintf("  %s:%d", p.File, p.Line)
		}
		say("  %s: %s%s", p.Severity, p.Message, place)
		if p.Hint != "" {
			say("    hint: %s", p.Hint)
		}
	}
}

func saySettings(say func(string, ...any), title string, settings map[string]profiles.Setting) {
	if len(settings) == 0 {
		return
	}
	say("")
	say("%s", title)
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		s := settings[key]
		say("  %s = %s  %s:%d", key, s.Text(), s.File, s.Line)
	}
}
