// Package cli is the command line: one file a command, streams, exit codes, errors with their
// hints, tables and JSON. It holds no logic of its own; the contract it keeps is documented in the
// README and in each command's help.
package cli

import (
	"io"
	"log"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/cli/command"
	"lanyard/internal/creds"
	children "lanyard/internal/run"
	"lanyard/internal/settings"
	"lanyard/internal/term"
)

// Main runs the program and returns its exit code.
func Main() int { return Run(Process()) }

// Process returns the surroundings of this process, and takes the inputs of children out of its environment.
func Process() command.System {
	environ := os.Environ()
	for _, name := range children.Inputs() { // a library starts programs as well: security on macOS
		_ = os.Unsetenv(name)
	}
	return command.System{
		Args: os.Args[1:], Environ: environ, Home: settings.FindHome(),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now,
	}
}

// Run runs the program in sys and returns its exit code. Tests run it with another clock.
func Run(sys command.System) int {
	children.DisableCoreDumps()
	// net/http logs what a server sends without being asked; every error that matters is returned as well.
	log.SetOutput(io.Discard)
	ctx := newInterruptContext()
	d := newDeps(sys)
	root := newRootCmd(d)
	root.SetArgs(prepareArgs(root, sys.Args))
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return d.Code
	}
	code := exitCode(ctx, cmd, err)
	d.report(cmd, code, err)
	return code
}

// deps adds to command.Deps how a person at the terminal is asked.
type deps struct {
	*command.Deps
	// prompting is held while a person is asked, so that two goroutines do not ask at once.
	prompting sync.Mutex
	signIn    signInOptions
}

func newDeps(sys command.System) *deps { return &deps{Deps: &command.Deps{System: sys}} }

// open makes the App once the flags are known. Programs that profiles name read stdin, which may be nil.
func (d *deps) open(stdin *os.File) {
	d.App = app.New(app.Config{
		Environ: d.Environ, Home: d.Home, Now: d.Now,
		Person: &terminalPerson{d}, Passphrase: d.askPassphrase, Warn: d.Warn,
		Timeout: d.Flags.Timeout, Wait: d.Flags.Wait, Profile: d.Flags.Profile,
		Stdin: stdin, Stderr: d.Stderr, Unreachable: &creds.UnreachableHosts{}, WorkFactor: d.WorkFactor,
	})
}

// stdinFor returns what the programs that profiles name read during a command. What is piped to a command
// that sends it or passes it on is not for them.
func (d *deps) stdinFor(cmd *cobra.Command) *os.File {
	switch cmd.Name() {
	case "exec", "shell", "request", "sign", "presign":
		if !term.IsTerminal(d.Stdin) {
			return nil
		}
	}
	return d.Stdin
}

func newRootCmd(d *deps) *cobra.Command {
	root := &cobra.Command{
		Use:           "lanyard",
		Short:         "AWS profiles and credentials on one cord",
		Long:          rootLong,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
	}
	var filter string
	root.RunE = func(cmd *cobra.Command, _ []string) error { return runUI(d, cmd, filter) }
	root.Flags().StringVar(&filter, "filter", "", "begin the full-screen program with this `TEXT` as its filter")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetOut(d.Stdout)
	root.SetErr(d.Stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if unknown := unknownCommand(cmd, cmd.Flags().Args()); unknown != nil {
			return unknown
		}
		return command.Usage(err)
	})
	flags := root.PersistentFlags()
	flags.StringVarP(&d.Flags.Profile, "profile", "p", "", "the `PROFILE` to use")
	flags.StringVar(&d.Flags.Color, "color", "", "`WHEN` to colour: auto (on a terminal), always or never")
	flags.Var(command.PositiveDuration(&d.Flags.Timeout), "timeout", "`limit` of one network exchange (default 30s)")
	flags.Var(command.WaitDuration(&d.Flags.Wait), "wait", "`limit` of waiting for another process or a person (default 5m)")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if cmd != root && cmd.Parent() != root { // subcommands write files
			catchSignals(cmd.Context())
		}
		if f := cmd.Flag("profile"); f != nil && f.Changed && d.Flags.Profile == "" {
			return command.Usagef("--profile is empty")
		}
		d.open(d.stdinFor(cmd))
		return d.CheckColor()
	}
	addCommands(root, d)
	d.addHelp(root)
	if slices.Contains(d.Args, "help") {
		checkHelpTopic(root)
	}
	d.completeEverywhere(root)
	return root
}

// requestCmd adapts a command of the request family.
func requestCmd(newCmd func(*command.Deps) *cobra.Command) func(*deps) *cobra.Command {
	return func(d *deps) *cobra.Command { return newCmd(d.Deps) }
}

const rootLong = `lanyard keeps your AWS profiles and credentials on one cord: it lists every profile of your AWS
files and keychain, says which work right now and for how much longer, asks for an MFA code once,
and runs commands with temporary credentials.`
