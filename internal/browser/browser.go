// Package browser opens addresses where a person looks at them: with the command in BROWSER, else with
// the system's own browser.
package browser

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"time"

	system "github.com/pkg/browser"

	"lanyard/internal/run"
)

// ErrNone says that no browser can be opened here.
var ErrNone = errors.New("there is no browser here")

// failsWithin is how long a browser is watched for a failure to start.
const failsWithin = 2 * time.Second

// Browser opens addresses as an environment says.
type Browser struct {
	Getenv  func(string) string
	Environ []string
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
		end, err := run.Start(run.Command{Args: words(command, address), Env: b.Environ})
		if err != nil {
			return err
		}
		return early(end)
	}
	if !b.Available() {
		return ErrNone
	}
	end := make(chan error, 1)
	go func() {
		system.Stdout, system.Stderr = io.Discard, io.Discard // stdout is the result's
		end <- system.OpenURL(address)                        // some desktops return when the browser is closed
	}()
	return early(end)
}

// early is the error of a browser that fails at once; one that goes on is left to itself.
func early(end <-chan error) error {
	select {
	case err := <-end:
		return err
	case <-time.After(failsWithin):
		return nil
	}
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
