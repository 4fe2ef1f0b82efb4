package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// prepareArgs inserts a missing "--" before the command of exec: "exec prod terraform plan -out x" becomes
// "exec prod -- terraform plan -out x". Flags before the command belong to lanyard, all later ones to the
// command.
func prepareArgs(root *cobra.Command, args []string) []string {
	cmd, rest, err := root.Find(args)
	if err != nil || cmd.Name() != "exec" || cmd.Parent() != root {
		return args
	}
	_ = cmd.InheritedFlags() // merges the persistent flags, so that Lookup finds them
	words := 0
	for i := 0; i < len(rest); i++ {
		arg := rest[i]
		switch {
		case arg == "--":
			return args
		case strings.HasPrefix(arg, "-") && arg != "-":
			if takesNext(cmd, arg) {
				i++
			}
		default:
			if words++; words == 2 {
				head := args[:len(args)-len(rest)+i]
				return append(append(append([]string{}, head...), "--"), rest[i:]...)
			}
		}
	}
	return args
}

// takesNext reports whether the next argument is the value of a flag.
func takesNext(cmd *cobra.Command, arg string) bool {
	if strings.Contains(arg, "=") {
		return false
	}
	if name, long := strings.CutPrefix(arg, "--"); long {
		f := cmd.Flag(name)
		return f != nil && f.NoOptDefVal == ""
	}
	f := cmd.Flags().ShorthandLookup(arg[1:2])
	if f == nil {
		f = cmd.InheritedFlags().ShorthandLookup(arg[1:2])
	}
	return f != nil && f.NoOptDefVal == "" && len(arg) == 2
}
