package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
)

// helpWidth is the width of help, in cells.
const helpWidth = 80

// addHelp sets the layout of help for all commands, and adds --version to the root.
func (d *deps) addHelp(root *cobra.Command) {
	root.Version = app.VersionLine()
	root.SetVersionTemplate("{{.Version}}\n")
	root.Flags().Bool("version", false, "print the version")
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := io.WriteString(cmd.OutOrStderr(), usageText(cmd, false))
		return err
	})
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		if err := unknownCommand(cmd, cmd.Flags().Args()); err != nil {
			d.Code = command.CodeUsage // cobra takes no error from this function
			d.report(cmd, d.Code, err)
			return
		}
		_, _ = io.WriteString(cmd.OutOrStdout(), helpText(cmd, d.Painter(d.Stdout)))
	})
}

// checkHelpTopic makes "lanyard help lsit" an error. Cobra would show the help of lanyard itself.
func checkHelpTopic(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			show := cmd.Run
			cmd.Run = nil
			cmd.RunE = func(cmd *cobra.Command, args []string) error {
				topic, rest, err := root.Find(args)
				if err != nil {
					return err
				}
				if err := unknownCommand(topic, rest); err != nil {
					return err
				}
				show(cmd, args)
				return nil
			}
		}
	}
}

func helpText(cmd *cobra.Command, on command.Painter) string {
	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	return reflow(text) + "\n" + usageText(cmd, on)
}

// reflow wraps the paragraphs of a text, except indented ones.
func reflow(text string) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		if strings.HasPrefix(paragraph, " ") {
			b.WriteString(paragraph + "\n")
			continue
		}
		for _, line := range command.Wrap(paragraph, helpWidth) {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// usageText returns the part of help below the description.
func usageText(cmd *cobra.Command, on command.Painter) string {
	var b strings.Builder
	section := func(title, body string) {
		if body != "" {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(on.Paint(command.Bold, title) + "\n" + strings.TrimRight(body, "\n") + "\n")
		}
	}
	usage := ""
	if cmd.Runnable() {
		usage = "  " + cmd.UseLine() + "\n"
	}
	if cmd.HasAvailableSubCommands() {
		usage += "  " + cmd.CommandPath() + " COMMAND\n"
	}
	section("Usage", usage)
	if len(cmd.Aliases) > 0 {
		section("Aliases", "  "+strings.Join(cmd.Aliases, ", "))
	}
	section("Examples", cmd.Example)
	for _, group := range cmd.Groups() {
		section(group.Title, commandList(cmd, group.ID))
	}
	section("Commands", commandList(cmd, ""))
	section("Flags", flagList(cmd.LocalNonPersistentFlags()))
	section("Global flags", flagList(globalsOf(cmd)))
	return b.String()
}

// commandList lists the commands of a group; the ID "" stands for those without one.
func commandList(cmd *cobra.Command, group string) string {
	var rows [][2]string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.GroupID == group {
			rows = append(rows, [2]string{sub.Name(), sub.Short})
		}
	}
	return hanging(rows)
}

func flagList(flags *pflag.FlagSet) string {
	var rows [][2]string
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, about := pflag.UnquoteUsage(f)
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		if value != "" {
			name += " " + strings.ToUpper(value)
		}
		rows = append(rows, [2]string{name, about})
	})
	return hanging(rows)
}

// hanging lays out terms in one column and their meanings, wrapped, in another.
func hanging(rows [][2]string) string {
	wide := 0
	for _, row := range rows {
		wide = max(wide, len(row[0]))
	}
	var b strings.Builder
	for _, row := range rows {
		term := row[0]
		for _, line := range command.Wrap(row[1], helpWidth-wide-4) {
			fmt.Fprintf(&b, "  %-*s  %s\n", wide, term, line)
			term = ""
		}
	}
	return b.String()
}

// globalsOf returns the global flags that affect a command. The command accepts the others as well, so that
// an alias can always pass them.
func globalsOf(cmd *cobra.Command) *pflag.FlagSet {
	root := cmd.Root()
	path := strings.Fields(strings.TrimPrefix(cmd.CommandPath(), root.Name()))
	flags := pflag.NewFlagSet("global", pflag.ContinueOnError)
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(unheeded(path), f.Name) {
			flags.AddFlag(f)
		}
	})
	return flags
}

// unheeded returns the global flags that a command ignores.
func unheeded(path []string) []string {
	if len(path) == 0 {
		return nil
	}
	switch path[0] {
	case "version", "completion":
		return []string{"profile", "timeout", "wait", "color"}
	case "demo", "list":
		return []string{"profile", "timeout", "wait"}
	case "config", "profile", "use":
		return []string{"profile", "timeout"}
	case "keychain", "sessions":
		return []string{"profile", "timeout"}
	case "keys":
		return []string{"profile"}
	case "show", "status":
		return []string{"timeout", "wait"}
	}
	return nil
}
