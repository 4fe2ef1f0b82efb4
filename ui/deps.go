package ui

import (
	"context"
	"io"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/keychain"
	"lanyard/profiles"
)

// Deps is what the UI needs from the outside: one small interface a pane.
type Deps struct {
	Profiles Profiles
	Sessions Sessions
	SignIns  SignIns
	Edits    Edits
	Shells   Shells
	Copies   copies
	Stops    Stops
	Requests Requests
	Now      func() time.Time
	// Hint names the next step after an error, or nothing.
	Hint func(error) string
	// Person answers the questions of Sessions by dialogs; Run connects it.
	Person *Person
}

// Profiles is the list and the detail pane's source.
type Profiles interface {
	// List reads every profile with its state. It never prompts and uses no network.
	List(ctx context.Context) ([]app.Entry, error)
	// Current is the profile that commands use without being told, "" for none.
	Current() string
	// Use makes a profile the current one; the one before it is returned for undoing.
	Use(ctx context.Context, name string) (before string, err error)
	// Wait returns nil once a file of the profiles was changed by somebody.
	Wait(ctx context.Context) error
}

// Sessions is what renews credentials. What a person must supply is asked through creds.Person.
type Sessions interface {
	// Renew makes a profile's credentials anew, and of the sessions behind them what has ended.
	Renew(ctx context.Context, profile string) error
	// RenewAll makes the sessions behind them anew too: a person may be needed.
	RenewAll(ctx context.Context, profile string) error
	// Forget drops what is cached for a profile.
	Forget(ctx context.Context, profile string) (int, error)
}

// SignIns begins and ends sign-ins, and finds out what they open. Progress tells how many accounts of all
// are done, from several goroutines.
type SignIns interface {
	// SignIn does what a profile needs a person for, and tells it in words.
	SignIn(ctx context.Context, profile string) (note string, err error)
	// SignOut ends a profile's sign-in, and tells it in words.
	SignOut(ctx context.Context, profile string) (note string, err error)
	// Discover lists the accounts and roles of an sso-session, unless that was done of late, and tells how
	// many roles there are.
	Discover(ctx context.Context, session string, progress func(done, total int)) (roles int, err error)
	// Sync prepares profiles for the roles of an sso-session.
	Sync(ctx context.Context, opts app.SyncOptions, progress func(done, total int)) (change Change, note string, err error)
}

// Change is an edit of the AWS files that has been prepared and not yet made.
type Change interface {
	Diff() string
	Empty() bool
	Apply(ctx context.Context) error
	// Undo is the change that takes this one back, once it was made.
	Undo() Change
}

// Edits adds and removes profiles and keychain keys.
type Edits interface {
	Add(name string, settings []profiles.KV) (Change, error)
	Remove(name string) (Change, error)
	AddKey(ctx context.Context, key app.NewKey) (keychain.Key, error)
	RemoveKey(ctx context.Context, name string) error
	HasKey(name string) bool
}

// Program is something that takes the terminal for a while.
type Program interface {
	Run() error
	SetStdin(io.Reader)
	SetStdout(io.Writer)
	SetStderr(io.Writer)
}

// Shells makes the programs that take the terminal. Credentials are obtained before, while the UI is
// still there to ask.
type Shells interface {
	Shell(ctx context.Context, profile string) (Program, error)
	// Command runs a command line of the person's shell.
	Command(ctx context.Context, profile, line string) (Program, error)
	Editor(file string, line int) (Program, error)
	// History are the command lines run before, latest first.
	History() []string
	Remember(line string) error
}

// Stops is the job control of the shell that the UI was started from.
type Stops interface {
	// Wait returns a program that gives the terminal back once somebody stops this process from outside,
	// and ends when it is continued.
	Wait(ctx context.Context) (Program, error)
	// Job is such a program for the whole job, as ctrl+z stops it; nil where there are no jobs.
	Job() Program
}

// copies makes what y puts into the clipboard.
type copies interface {
	// Exports are the lines that set a profile's credentials in the person's own shell.
	Exports(ctx context.Context, profile string) (string, error)
	// System puts text into the system's clipboard and says by which program; OSC 52 goes along with it.
	System(ctx context.Context, text string) (program string, err error)
}

var _ creds.Person = (*Person)(nil)
