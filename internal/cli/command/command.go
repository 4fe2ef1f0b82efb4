// Package command holds what all commands share: the process's streams, the App, flags, usage errors, colour,
// tables and JSON.
package command

import (
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/term"
)

// The exit codes of the contract. Those of exec and shell follow POSIX shells.
const (
	CodeFailure       = 1
	CodeUsage         = 2
	CodePersonNeeded  = 3
	CodeClientError   = 4
	CodeServerError   = 5
	CodeBeforeChild   = 125
	CodeNotExecutable = 126
	CodeNotFound      = 127
	CodeInterrupted   = 130
)

// System is the process's surroundings.
type System struct {
	Args    []string
	Environ []string
	Home    string
	Stdin   *os.File
	Stdout  *os.File
	Stderr  *os.File
	Now     func() time.Time
	// WorkFactor is app.Config's.
	WorkFactor int
}

// Flags are the flags that every command accepts.
type Flags struct {
	Profile       string
	Color         string
	Timeout, Wait time.Duration
}

// Deps are the dependencies of commands. All commands of one process share them.
type Deps struct {
	System
	// App is made once the flags are known, before a command runs.
	App   *app.App
	Flags Flags
	// Code is the exit code of a command that returns no error: a child's own, or a status.
	Code    int
	notices notices
}

// OutIsTerminal reports whether stdout is a terminal.
func (d *Deps) OutIsTerminal() bool { return term.IsTerminal(d.Stdout) }

// Getenv reads the process's environment. It works before there is an App.
func (d *Deps) Getenv(name string) string {
	for _, pair := range d.Environ {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// Warn prints a warning on stderr, the same one only once. Several goroutines may call it.
func (d *Deps) Warn(message string) { d.notices.print(d.Stderr, message) }

type notices struct {
	mu      sync.Mutex
	printed map[string]bool
}

func (n *notices) print(w io.Writer, message string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.printed[message] {
		return
	}
	if n.printed == nil {
		n.printed = make(map[string]bool)
	}
	n.printed[message] = true
	_, _ = io.WriteString(w, "lanyard: "+term.Clean(message)+"\n")
}
