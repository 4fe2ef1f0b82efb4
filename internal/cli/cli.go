// Package cli is the command line: one file per command, exit codes, errors and prompts. A command reads its
// flags, calls another package and prints the result. The README and the help of each command document the
// contract with other programs.
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
	// net/http logs unsolicited data from servers; it also returns every error that matters.
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

// deps are command.Deps and the prompts on the terminal.
type deps struct {
	*command.Deps
	// prompting is held while a person is asked, so that two goroutines do not ask at once.
	prompting sync.Mutex
	signIn    signInOptions
}

func newDeps(sys command.System) *deps { return &deps{Deps: &command.Deps{System: sys}} }

// open makes the App once the flags are known. The programs of profiles (credential_process, mfa_process) read
// stdin, which may be nil.
func (d *deps) open(stdin *os.File) {
	d.App = app.New(app.Config{
		Environ: d.Environ, Home: d.Home, Now: d.Now,
		Person: &terminalPerson{d}, Passphrase: d.askPassphrase, Warn: d.Warn,
		Timeout: d.Flags.Timeout, Wait: d.Flags.Wait, Profile: d.Flags.Profile,
		Stdin: stdin, Stderr: d.Stderr, Unreachable: &creds.UnreachableHosts{}, WorkFactor: d.WorkFactor,
	})
}

// stdinFor returns the stdin for the programs of profiles. A command that sends its piped input, or passes it
// to a child, keeps that input to itself.
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
		Short:         "Manage AWS profiles and credentials",
		Long:          rootLong,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
	}
	opts := &uiOptions{deps: d, help: root.Help}
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		opts.filtered = cmd.Flags().Changed("filter")
		return runUI(opts)
	}
	root.Flags().StringVar(&opts.filter, "filter", "", "open the full-screen program with the filter `TEXT`")
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
	flags.StringVar(&d.Flags.Color, "color", "", "use colour `WHEN`: auto (on a terminal), always or never")
	flags.Var(command.PositiveDuration(&d.Flags.Timeout), "timeout", "time `limit` for one network exchange (default 30s)")
	flags.Var(command.WaitDuration(&d.Flags.Wait), "wait", "time `limit` for another process or a person (default 5m)")
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

const rootLong = `lanyard manages AWS profiles and credentials. It lists the profiles of your AWS files and keychain,
shows which ones work and for how long, signs in, and runs commands with temporary credentials.
Without a command, on a terminal, it opens the full-screen program.`
