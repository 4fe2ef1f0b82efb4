package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
)

// suggestDistance is how many letters a mistyped command may be off, as in git.
const suggestDistance = 2

// suggestion names the commands that a mistyped one may have meant, or "".
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

// unknownCommand reports a word that stands where a command of cmd should. Cobra looks for it last, after
// unknown flags and --help.
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
