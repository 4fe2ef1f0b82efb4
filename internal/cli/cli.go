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
	"lanyard/internal/creds"
	children "lanyard/internal/run"
	"lanyard/internal/settings"
	"lanyard/internal/term"
)

// system is the process's surroundings.
type system struct {
	args    []string
	environ []string
	home    string
	stdin   *os.File
	stdout  *os.File
	stderr  *os.File
	now     func() time.Time
	// workFactor is app.Config's.
	workFactor int
}

// Main runs the program and returns its exit code.
func Main() int { return run(thisProcess()) }

func thisProcess() system {
	environ := os.Environ()
	for _, name := range children.Inputs() { // a library starts programs as well: security on macOS
		_ = os.Unsetenv(name)
	}
	return system{
		args: os.Args[1:], environ: environ, home: settings.FindHome(),
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now,
	}
}

func run(sys system) int {
	children.DisableCoreDumps()
	// net/http logs what a server sends without being asked; every error that matters is returned as well.
	log.SetOutput(io.Discard)
	ctx := newInterruptContext()
	d := newDeps(sys)
	root := newRootCmd(d)
	root.SetArgs(prepareArgs(root, sys.args))
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return d.code
	}
	code := exitCode(ctx, cmd, err)
	d.report(cmd, code, err)
	return code
}

// deps is what commands share: the App behind them and the streams before them.
type deps struct {
	sys    system
	app    *app.App
	out    io.Writer
	err    io.Writer
	notice *notices
	flags  globalFlags
	// prompting keeps two goroutines from asking the one person at once.
	prompting sync.Mutex
	// signIn says how a sign-in is done that a command needs.
	signIn signInOptions
	// code is the exit code of a command that did its work: a child's own, or a status.
	code int
}

// globalFlags are the flags that every command has.
type globalFlags struct {
	profile       string
	color         string
	timeout, wait time.Duration
}

func newDeps(sys system) *deps {
	d := &deps{sys: sys, out: sys.stdout, err: sys.stderr}
	d.notice = &notices{w: sys.stderr}
	return d
}

// open makes the App once the flags are known. Programs that profiles name read stdin, which may be nil.
func (d *deps) open(stdin *os.File) {
	d.app = app.New(app.Config{
		Environ: d.sys.environ, Home: d.sys.home, Now: d.sys.now,
		Person: &terminalPerson{d}, Passphrase: d.askPassphrase, Warn: d.notice.warn,
		Timeout: d.flags.timeout, Wait: d.flags.wait, Profile: d.flags.profile,
		Stdin: stdin, Stderr: d.sys.stderr, Unreachable: &creds.UnreachableHosts{}, WorkFactor: d.sys.workFactor,
	})
}

// stdinFor returns what the programs that profiles name read during a command. What is piped to a command
// that sends it or passes it on is not for them.
func (d *deps) stdinFor(cmd *cobra.Command) *os.File {
	switch cmd.Name() {
	case "exec", "shell", "request", "sign", "presign":
		if !term.IsTerminal(d.sys.stdin) {
			return nil
		}
	}
	return d.sys.stdin
}

// outIsTerminal reports whether a person reads stdout.
func (d *deps) outIsTerminal() bool { return term.IsTerminal(d.sys.stdout) }

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
	root.SetOut(d.out)
	root.SetErr(d.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if unknown := unknownCommand(cmd, cmd.Flags().Args()); unknown != nil {
			return unknown
		}
		return usage(err)
	})
	flags := root.PersistentFlags()
	flags.StringVarP(&d.flags.profile, "profile", "p", "", "the `PROFILE` to use")
	flags.StringVar(&d.flags.color, "color", "", "`WHEN` to colour: auto (on a terminal), always or never")
	flags.Var(limitFlag{durationFlag{&d.flags.timeout}}, "timeout", "`limit` of one network exchange (default 30s)")
	flags.Var(waitFlag{durationFlag{&d.flags.wait}}, "wait", "`limit` of waiting for another process or a person (default 5m)")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if cmd != root && cmd.Parent() != root { // those with a parent of their own write files
			cmd.Context().Done()
		}
		if f := cmd.Flag("profile"); f != nil && f.Changed && d.flags.profile == "" {
			return usagef("--profile is empty")
		}
		d.open(d.stdinFor(cmd))
		return d.checkColor()
	}
	addCommands(root, d)
	d.addHelp(root)
	if slices.Contains(d.sys.args, "help") {
		checkHelpTopic(root)
	}
	d.completeEverywhere(root)
	return root
}

// addCommands makes the commands. The ones that scripts start by the thousand are made alone where the
// first argument names them; everything else, help and completion included, sees them all.
func addCommands(root *cobra.Command, d *deps) {
	frequent := map[string]func(*deps) *cobra.Command{
		"exec": newExecCmd, "credential-process": newCredentialProcessCmd, "env": newEnvCmd,
		"status": newStatusCmd, "version": newVersionCmd, "request": newRequestCmd,
	}
	if len(d.sys.args) > 0 {
		if make, ok := frequent[d.sys.args[0]]; ok {
			root.AddCommand(make(d))
			return
		}
	}
	root.AddCommand(
		newListCmd(d), newShowCmd(d), newStatusCmd(d), newUseCmd(d), newLoginCmd(d), newLogoutCmd(d),
		newExecCmd(d), newShellCmd(d), newEnvCmd(d), newCredentialProcessCmd(d), newWhoamiCmd(d),
		newRequestCmd(d), newSignCmd(d), newPresignCmd(d),
		newKeysCmd(d), newSessionsCmd(d), newKeychainCmd(d), newProfileCmd(d), newConfigCmd(d), newSSOCmd(d), newSyncCmd(d),
		newDemoCmd(d), newCompletionCmd(), newVersionCmd(d),
	)
}

const rootLong = `lanyard keeps your AWS profiles and credentials on one cord: it lists every profile of your AWS
files and keychain, says which work right now and for how much longer, asks for an MFA code once,
and runs commands with temporary credentials.`
