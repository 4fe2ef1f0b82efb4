package cli

import (
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"lanyard/internal/cli/command"
)

func TestHelpFitsAndListsFlags(t *testing.T) {
	root := newRootCmd(newDeps(command.System{Args: []string{"help"}}))
	visit(root, func(cmd *cobra.Command) {
		text := helpText(cmd, false)
		for line := range strings.Lines(text) {
			if runewidth.StringWidth(strings.TrimSuffix(line, "\n")) > helpWidth {
				t.Errorf("%s --help: wider than %d: %s", cmd.CommandPath(), helpWidth, line)
			}
		}
		for _, f := range []string{"profile", "color", "timeout", "wait"} {
			want := globalsOf(cmd).Lookup(f) != nil
			if listed := strings.Contains(text, "--"+f+" "); listed != want {
				t.Errorf("%s --help lists --%s: %t, want %t", cmd.CommandPath(), f, listed, want)
			}
		}
		if cmd.Runnable() && cmd.Short == "" {
			t.Errorf("%s has no short help", cmd.CommandPath())
		}
	})
}

func TestReflow(t *testing.T) {
	long := strings.Repeat("word ", 30)
	got := reflow("First\nsecond.\n\n" + long + "\n\n  left   as it\n  is")
	want := "First second.\n\n" + strings.Repeat("word ", 15) + "word\n" + strings.Repeat("word ", 13) + "word\n\n  left   as it\n  is\n"
	if got != want {
		t.Errorf("reflow:\n%s\nwant:\n%s", got, want)
	}
}
