package cli

import (
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/settings"
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

// oneProfile accepts at most one argument, the PROFILE.
func oneProfile(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("one PROFILE at most, not %d arguments", len(args))
	}
	return notEmpty(args)
}

// notEmpty refuses an empty PROFILE: somewhere a variable is not set, and "default" is not what was
// meant.
func notEmpty(args []string) error {
	if len(args) > 0 && args[0] == "" {
		return usagef("the PROFILE is empty")
	}
	return nil
}

// exactly accepts n arguments, described by what.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return usagef("it takes %s, not %d arguments", what, len(args))
		}
		return nil
	}
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// durationFlag reads "90s", "15m", "12h" or a number of seconds.
type durationFlag struct{ d *time.Duration }

func (f durationFlag) Set(text string) (err error) {
	*f.d, err = settings.ParseDuration(text)
	return err
}

// waitFlag is a durationFlag whose 0 means "don't wait".
type waitFlag struct{ durationFlag }

func (f waitFlag) Set(text string) error {
	err := f.durationFlag.Set(text)
	*f.d = max(*f.d, time.Nanosecond)
	return err
}

// limitFlag is a durationFlag that must be more than 0.
type limitFlag struct{ durationFlag }

func (f limitFlag) Set(text string) error {
	if err := f.durationFlag.Set(text); err != nil || *f.d > 0 {
		return err
	}
	return errors.New("it must be more than 0")
}

func (f durationFlag) Type() string { return "duration" }

func (f durationFlag) String() string {
	if f.d == nil || *f.d == 0 {
		return ""
	}
	return f.d.String()
}
