package cli

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/cli/request"
	"lanyard/internal/settings"
	"lanyard/internal/term"
	"lanyard/profiles"
)

func completionShells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

func newCompletionCmd(*deps) *cobra.Command {
	return &cobra.Command{
		Use: "completion bash|zsh|fish|powershell",
		Long: `Print a script that makes a shell complete lanyard's commands, flags, profiles and settings.

bash needs the bash-completion package of your system. Try the script in the current shell with "source".
To keep it, write it where your shell looks for completions, as in the examples, and start a new shell.`,
		Example: `  source <(lanyard completion bash)
  lanyard completion bash > ~/.local/share/bash-completion/completions/lanyard
  lanyard completion zsh > "${fpath[1]}/_lanyard"
  lanyard completion fish > ~/.config/fish/completions/lanyard.fish
  lanyard completion powershell | Out-String | Invoke-Expression`,
		Args:      command.Exactly(1, "one shell"),
		ValidArgs: completionShells(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := command.CheckWord("completion", args[0], completionShells()); err != nil {
				return err
			}
			return writeCompletion(cmd.Root(), args[0], cmd.OutOrStdout())
		},
	}
}

func writeCompletion(root *cobra.Command, shell string, w io.Writer) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(w, true)
	case "zsh":
		return root.GenZshCompletion(w)
	case "fish":
		return root.GenFishCompletion(w, true)
	}
	return root.GenPowerShellCompletionWithDesc(w)
}

// completeEverywhere registers the completion of flag values, and of the arguments that depend on NAME. It
// does nothing unless a shell asks for completions, to keep other starts fast.
func (d *deps) completeEverywhere(root *cobra.Command) {
	if command.First(d.Args) != cobra.ShellCompRequestCmd && command.First(d.Args) != cobra.ShellCompNoDescRequestCmd {
		return
	}
	values := map[string][]string{
		"color": command.ColorWords(), "format": command.Words(exec.Formats()...), "kind": kinds(), "region": regions(), "status": statuses(),
		"style": command.Words(app.StyleSSO, app.StyleProcess), "algorithm": request.Algorithms(), "as": request.SignForms(),
	}
	visit(root, func(cmd *cobra.Command) {
		for name, words := range values {
			if cmd.LocalFlags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
			}
		}
		if cmd.LocalFlags().Lookup("sso-session") != nil {
			_ = cmd.RegisterFlagCompletionFunc("sso-session", d.completeSession)
		}
		switch strings.TrimPrefix(cmd.CommandPath(), root.Name()+" ") {
		case root.Name():
			_ = cmd.RegisterFlagCompletionFunc("profile", d.completeProfiles)
		case "exec":
			cmd.ValidArgsFunction = d.completeCommand
		case "profile set", "profile add":
			cmd.ValidArgsFunction = d.completePairs
		case "profile unset":
			cmd.ValidArgsFunction = d.completeSettingsOf
		case "config set":
			cmd.ValidArgsFunction = completeSetting
		}
	})
}

// visit calls f with a command and all its subcommands.
func visit(cmd *cobra.Command, f func(*cobra.Command)) {
	f(cmd)
	for _, sub := range cmd.Commands() {
		visit(sub, f)
	}
}

// offer leaves out names with control characters: the shell prints them, and takes tabs and line ends for
// separators.
func offer(names []string) []cobra.Completion {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return term.Clean(name) != name })
}

// completeProfile completes the one PROFILE of a command.
func (d *deps) completeProfile(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return d.completeProfiles(cmd, args, prefix)
}

// completeProfiles completes any number of profiles.
func (d *deps) completeProfiles(cmd *cobra.Command, _ []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	d.open(nil) // completion runs no PersistentPreRun
	set, err := d.App.Profiles()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	names := offer(set.Names())
	if strings.Contains(prefix, "/") || len(names) == 0 { // thousands of roles would hide the profiles
		names = append(names, offer(d.App.DiscoveredNames(cmd.Context()))...)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeSession completes the name of an sso-session.
func (d *deps) completeSession(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	d.open(nil)
	set, err := d.App.Profiles()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, s := range set.SSOSessions() {
		names = append(names, s.Name)
	}
	return offer(names), cobra.ShellCompDirectiveNoFileComp
}

func (d *deps) completeKey(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	d.open(nil)
	keys, err := d.App.Keys()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	names := make([]string, 0, len(keys))
	for _, k := range keys {
		names = append(names, k.Name)
	}
	return offer(names), cobra.ShellCompDirectiveNoFileComp
}

// completeCommand completes [PROFILE] [--] COMMAND ARG…. The shell completes files for the arguments itself,
// but not programs for COMMAND.
func (d *deps) completeCommand(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	before := d.Args[:len(d.Args)-1]
	dash := slices.Index(before, "--")
	switch {
	case dash < 0 && len(args) == 0:
		return d.completeProfiles(cmd, args, prefix)
	case prefix == "" || strings.ContainsRune(prefix, filepath.Separator):
		return nil, cobra.ShellCompDirectiveDefault
	case dash < 0 && len(args) == 1, dash == len(before)-1:
		return offer(programs(d.Getenv("PATH"), prefix)), cobra.ShellCompDirectiveDefault
	}
	return nil, cobra.ShellCompDirectiveDefault
}

// programs returns the executable files in path whose names begin with prefix.
func programs(path, prefix string) []string {
	var names []string
	for _, dir := range filepath.SplitList(path) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // as shells do
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), prefix) {
				continue
			}
			info, err := os.Stat(filepath.Join(dir, e.Name()))
			if err == nil && info.Mode().IsRegular() && (info.Mode().Perm()&0o111 != 0 || runtime.GOOS == "windows") {
				names = append(names, e.Name())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// completePairs completes NAME KEY=VALUE…. It offers values only for settings that name a region, a profile or
// a credential source.
func (d *deps) completePairs(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 0 {
		if cmd.Name() == "add" { // a new name
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return d.completeProfiles(cmd, args, prefix)
	}
	key, _, valued := strings.Cut(prefix, "=")
	if !valued {
		keys := make([]cobra.Completion, 0, len(profileKeys()))
		for _, k := range profileKeys() {
			keys = append(keys, k+"=")
		}
		return keys, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	var values []string
	switch key {
	case "region":
		values = regions()
	case "source_profile":
		values, _ = d.completeProfiles(cmd, nil, "")
	case "credential_source":
		values = []string{"Environment", "Ec2InstanceMetadata", "EcsContainer"}
	}
	pairs := make([]cobra.Completion, 0, len(values))
	for _, v := range values {
		pairs = append(pairs, key+"="+v)
	}
	return pairs, cobra.ShellCompDirectiveNoFileComp
}

// completeSettingsOf completes NAME KEY… with the settings of the profile.
func (d *deps) completeSettingsOf(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return d.completeProfiles(cmd, args, prefix)
	}
	d.open(nil)
	set, err := d.App.Profiles()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	p, err := set.Profile(args[0])
	if err != nil {
		p = &profiles.Profile{}
	}
	return offer(slices.Sorted(maps.Keys(p.Settings))), cobra.ShellCompDirectiveNoFileComp
}

// completeSetting completes KEY VALUE of lanyard's own settings.
func completeSetting(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) != 1 {
		return completeSettings(cmd, args, prefix)
	}
	def, err := settings.Define(args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return def.Values(), cobra.ShellCompDirectiveNoFileComp
}
