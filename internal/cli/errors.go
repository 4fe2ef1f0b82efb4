package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/creds"
	"lanyard/keychain"
)

// exitCode returns the exit code for an error.
func exitCode(ctx context.Context, cmd *cobra.Command, err error) int {
	launches := cmd != nil && (cmd.Name() == "exec" || cmd.Name() == "shell")
	var notFound *exec.NotFoundError
	var notExecutable *exec.NotExecutableError
	switch {
	case errors.As(err, &notFound):
		return command.CodeNotFound
	case errors.As(err, &notExecutable):
		return command.CodeNotExecutable
	case ctx.Err() != nil && errors.Is(err, context.Canceled), errors.Is(err, creds.ErrInterrupted):
		return command.CodeInterrupted
	case launches:
		return command.CodeBeforeChild
	}
	if isUsage(err) {
		return command.CodeUsage
	}
	for _, target := range []error{creds.ErrPersonNeeded, creds.ErrSignInRequired, keychain.ErrLocked, keychain.ErrNoPassphrase} {
		if errors.Is(err, target) {
			return command.CodePersonNeeded
		}
	}
	return command.CodeFailure
}

// isUsage reports usage errors: ours, and cobra's own about unknown commands and missing flags, which have no type.
func isUsage(err error) bool {
	var u *command.UsageError
	return errors.As(err, &u) || strings.HasPrefix(err.Error(), "unknown command ") ||
		strings.HasPrefix(err.Error(), "required flag(s) ")
}

// report prints an error on one line, and its hint on another if it has one.
func (d *deps) report(cmd *cobra.Command, code int, err error) {
	if code == command.CodeInterrupted {
		fmt.Fprintln(d.Stderr, "lanyard: interrupted")
		return
	}
	d.PrintError(command.Truncate(strings.ReplaceAll(err.Error(), "\n", "; ")))
	if hint := hintFor(cmd, err); hint != "" {
		d.Note("  hint: %s", hint)
	}
}

// hintFor returns the next step after an error, or "". Hints that depend on the command are made here, all
// others in app.
func hintFor(cmd *cobra.Command, err error) string {
	if hint := app.Hint(err); hint != "" {
		var unchosen *app.NotChosenError
		if errors.As(err, &unchosen) && cmd != nil && !strings.Contains(cmd.Use, "[PROFILE]") {
			hint = strings.Replace(hint, "as PROFILE", "with -p PROFILE", 1)
		}
		return hint
	}
	if hint := suggestion(cmd, err); hint != "" || !isUsage(err) {
		return hint
	}
	return usageHint(cmd)
}

func usageHint(cmd *cobra.Command) string {
	if cmd == nil {
		return "see \"lanyard --help\""
	}
	return fmt.Sprintf("see %q", cmd.CommandPath()+" --help")
}
