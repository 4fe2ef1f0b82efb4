package ui

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"lanyard/internal/term"
)

// Options say how the UI begins.
type Options struct {
	Filter  string
	Home    string // shown as ~
	Environ []string
	Input   *os.File
	Output  *os.File
	Color   string // auto, always, never
}

// Run shows the UI until the person quits or the context ends.
func Run(ctx context.Context, deps Deps, opts Options) error {
	options := []tea.ProgramOption{
		tea.WithInput(term.NewInput(opts.Input)), tea.WithOutput(opts.Output), tea.WithEnvironment(opts.Environ),
		tea.WithoutSignalHandler(), // the context ends at signals
	}
	switch opts.Color {
	case "never":
		options = append(options, tea.WithColorProfile(colorprofile.Ascii))
	case "always":
		options = append(options, tea.WithColorProfile(colours(opts.Environ)))
	}
	crew := newTasks(ctx)
	defer crew.cancelAll()
	model := newModel(crew, deps, opts)
	model.frameRate = &frameRate{}
	p := tea.NewProgram(model, options...)
	model.frameRate.program = p
	deps.Person.connect(p.Send)
	stop := context.AfterFunc(ctx, p.Quit) // in order, so that the terminal is restored
	defer stop()
	_, err := p.Run()
	if errors.Is(err, tea.ErrInterrupted) || ctx.Err() != nil {
		return context.Canceled
	}
	return err
}

// colours are those of the terminal, whatever says that none are wanted.
func colours(environ []string) colorprofile.Profile {
	kept := slices.DeleteFunc(slices.Clone(environ), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return name == "NO_COLOR"
	})
	return max(colorprofile.ANSI, colorprofile.Env(kept))
}
