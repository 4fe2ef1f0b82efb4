package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
)

// suggestDistance is the largest edit distance of a suggested command, as in git.
const suggestDistance = 2

// suggestion returns a hint with the commands similar to an unknown one, or "".
func suggestion(cmd *cobra.Command, err error) string {
	_, rest, ok := strings.Cut(err.Error(), "unknown command \"")
	if !ok || cmd == nil {
		return ""
	}
	typed, _, _ := strings.Cut(rest, "\"")
	cmd.SuggestionsMinimumDistance = suggestDistance
	var names []string
	for _, name := range cmd.SuggestionsFor(typed) {
		names = append(names, fmt.Sprintf("%q", name))
	}
	if len(names) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(names, " or ") + "?"
}

// unknownCommand returns an error for a word in the place of a subcommand. Cobra checks it only after unknown
// flags and --help.
func unknownCommand(cmd *cobra.Command, words []string) error {
	if !cmd.HasSubCommands() || len(words) == 0 {
		return nil
	}
	err := command.Usagef("unknown command %q for %q", words[0], cmd.CommandPath())
	if hint := suggestion(cmd, err); hint != "" {
		return app.WithHint(err, hint)
	}
	return err
}
