package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"lanyard/internal/cli/command"
	"lanyard/internal/settings"
)

type configOptions struct {
	*deps
	key, value string
	json       bool
}

func newConfigCmd(d *deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:  "config",
		Args: cobra.NoArgs,
		RunE: showHelp,
	}
	opts := &configOptions{deps: d}
	list := &cobra.Command{
		Use:   "list",
		Short: "List every setting with its value and its origin",
		Args:  command.Exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			return runConfigList(opts)
		},
	}
	list.Flags().BoolVar(&opts.json, "json", false, "print JSON")
	get := &cobra.Command{
		Use:               "get KEY",
		Short:             "Print one setting",
		Args:              command.Exactly(1, "one KEY"),
		ValidArgsFunction: completeSettings,
		RunE: func(_ *cobra.Command, args []string) error {
			opts.key = args[0]
			return runConfigGet(opts)
		},
	}
	set := &cobra.Command{
		Use:               "set KEY [VALUE]",
		Short:             "Write one setting; without VALUE, reset it to the default",
		Example:           "  lanyard config set keychain_cache 1h",
		Args:              oneOrTwo,
		ValidArgsFunction: completeSettings,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.key, opts.value = args[0], command.First(args[1:])
			return runConfigSet(cmd.Context(), opts)
		},
	}
	cmd.AddCommand(list, get, set)
	return cmd
}

func oneOrTwo(_ *cobra.Command, args []string) error {
	if len(args) < 1 || len(args) > 2 {
		return command.Usagef("it takes a KEY and an optional VALUE, not %d arguments", len(args))
	}
	return nil
}

type configJSON struct {
	settings.Value
	Env string `json:"env"`
}

func runConfigList(opts *configOptions) error {
	s, err := opts.App.Settings()
	if err != nil {
		return err
	}
	var shapes []configJSON
	t := command.Table{Header: []string{"KEY", "VALUE", "ORIGIN", "MEANING", "ENVIRONMENT"}}
	if opts.OutIsTerminal() { // in a pipe, columns keep their positions across versions
		t = command.Table{Header: []string{"KEY", "VALUE", "ORIGIN", "ENVIRONMENT", "MEANING"}, Explains: true}
	}
	for _, v := range s.All() {
		def, err := settings.Define(v.Key)
		if err != nil {
			return err
		}
		shapes = append(shapes, configJSON{v, def.Env()})
		if t.Explains {
			t.Add(v.Key, v.Value, v.Origin, def.Env(), v.Help)
		} else {
			t.Add(v.Key, v.Value, v.Origin, v.Help, def.Env())
		}
	}
	if opts.json {
		return command.PrintJSONList(opts.Stdout, shapes)
	}
	return opts.Print(t)
}

func runConfigGet(opts *configOptions) error {
	s, err := opts.App.Settings()
	if err != nil {
		return err
	}
	v, err := s.Lookup(opts.key)
	if err != nil {
		return command.Usage(err)
	}
	return opts.Line("%s", v.Value)
}

func completeSettings(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var keys []cobra.Completion
	if len(args) == 0 {
		for _, def := range settings.Known() {
			keys = append(keys, cobra.CompletionWithDesc(def.Key, def.Help))
		}
	}
	return keys, cobra.ShellCompDirectiveNoFileComp
}

func runConfigSet(ctx context.Context, opts *configOptions) error {
	s, err := opts.App.Settings()
	if err != nil {
		return err
	}
	err = s.Set(ctx, opts.key, opts.value, opts.App.WaitLimit())
	if errors.Is(err, settings.ErrUnknown) || errors.Is(err, settings.ErrInvalid) {
		return command.Usage(err)
	}
	return err
}
