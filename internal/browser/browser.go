// Package browser opens addresses where a person looks at them: with the command in BROWSER, else with
// the system's own browser.
package browser

import (
	"errors"
	"io"
	"runtime"
	"strings"

	system "github.com/pkg/browser"

	"lanyard/internal/run"
)

// ErrNone says that no browser can be opened here.
var ErrNone = errors.New("there is no browser here")

// Browser opens addresses as an environment says.
type Browser struct {
	Getenv  func(string) string
	Environ []string
	// System replaces the system's own browser in tests.
	System func(address string) error
}

// Available reports whether a browser on this machine is likely to be one that the person sees.
func (b Browser) Available() bool {
	switch {
	case b.Getenv("BROWSER") != "":
		return true
	case b.Getenv("SSH_CONNECTION") != "" || b.Getenv("SSH_TTY") != "":
		return false
	case runtime.GOOS == "linux" || strings.HasSuffix(runtime.GOOS, "bsd"):
		return b.Getenv("DISPLAY") != "" || b.Getenv("WAYLAND_DISPLAY") != ""
	}
	return true
}

// Open opens an address and does not wait for the browser's end.
func (b Browser) Open(address string) error {
	if command := b.Getenv("BROWSER"); command != "" {
		_, err := run.Start(run.Command{Args: words(command, address), Env: b.Environ})
		return err
	}
	if !b.Available() {
		return ErrNone
	}
	if b.System != nil {
		return b.System(address)
	}
	system.Stdout, system.Stderr = io.Discard, io.Discard // stdout is the result's
	return system.OpenURL(address)
}

// words splits the command at spaces and puts the address where %s stands, or at the end.
func words(command, address string) []string {
	args := strings.Fields(command)
	found := false
	for i, arg := range args {
		if strings.Contains(arg, "%s") {
			args[i], found = strings.ReplaceAll(arg, "%s", address), true
		}
	}
	if !found {
		args = append(args, address)
	}
	return args
}
