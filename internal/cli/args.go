package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// prepareArgs puts the "--" before the command of exec where the person left it out: "exec prod
// terraform plan -out x" is "exec prod -- terraform plan -out x". Flags before the command are
// lanyard's, everything from the command on is the command's own.
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

// takesNext reports whether a flag's value is the next argument.
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
