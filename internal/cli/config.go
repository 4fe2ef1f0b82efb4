package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"lanyard/internal/settings"
)

func newConfigCmd(d *deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "lanyard's own settings",
		Args:  cobra.NoArgs,
		RunE:  showHelp,
	}
	var asJSON bool
	list := &cobra.Command{
		Use:   "list",
		Short: "List every setting with its value and where that came from",
		Args:  exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			return runConfigList(d, asJSON)
		},
	}
	list.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	get := &cobra.Command{
		Use:               "get KEY",
		Short:             "Print one setting",
		Args:              exactly(1, "one KEY"),
		ValidArgsFunction: completeSettings,
		RunE: func(_ *cobra.Command, args []string) error {
			return runConfigGet(d, args[0])
		},
	}
	set := &cobra.Command{
		Use:               "set KEY [VALUE]",
		Short:             "Write one setting; without a VALUE the default holds again",
		Example:           "  lanyard config set keychain_cache 1h",
		Args:              oneOrTwo,
		ValidArgsFunction: completeSettings,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := d.app.Settings()
			if err != nil {
				return err
			}
			err = s.Set(cmd.Context(), args[0], first(args[1:]), d.app.WaitLimit())
			if errors.Is(err, settings.ErrUnknown) || errors.Is(err, settings.ErrInvalid) {
				return usage(err)
			}
			return err
		},
	}
	cmd.AddCommand(list, get, set)
	return cmd
}

func oneOrTwo(_ *cobra.Command, args []string) error {
	if len(args) < 1 || len(args) > 2 {
		return usagef("it takes a KEY and perhaps a VALUE, not %d arguments", len(args))
	}
	return nil
}

type configJSON struct {
	settings.Value
	Env string `json:"env"`
}

func runConfigList(d *deps, asJSON bool) error {
	s, err := d.app.Settings()
	if err != nil {
		return err
	}
	var shapes []configJSON
	t := table{header: []string{"KEY", "VALUE", "ORIGIN", "MEANING", "ENVIRONMENT"}}
	if d.outIsTerminal() { // in a pipe the columns that were there first keep their places
		t = table{header: []string{"KEY", "VALUE", "ORIGIN", "ENVIRONMENT", "MEANING"}, explains: true}
	}
	for _, v := range s.All() {
		def, err := settings.Define(v.Key)
		if err != nil {
			return err
		}
		shapes = append(shapes, configJSON{v, def.Env()})
		if t.explains {
			t.add(v.Key, v.Value, v.Origin, def.Env(), v.Help)
		} else {
			t.add(v.Key, v.Value, v.Origin, v.Help, def.Env())
		}
	}
	if asJSON {
		return printJSONList(d, shapes)
	}
	return d.print(t)
}

func runConfigGet(d *deps, key string) error {
	s, err := d.app.Settings()
	if err != nil {
		return err
	}
	v, err := s.Lookup(key)
	if err != nil {
		return usage(err)
	}
	return d.line("%s", v.Value)
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
