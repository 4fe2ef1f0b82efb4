// Package browser opens addresses with the command in BROWSER, or else with the system's browser.
package browser

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"lanyard/internal/run"
)

// ErrNone reports that no browser can be opened here.
var ErrNone = errors.New("there is no browser here")

// failsWithin is the time in which a failing browser is noticed.
const failsWithin = 2 * time.Second

// A Browser opens addresses with the variables of an environment.
type Browser struct {
	Getenv  func(string) string
	Environ []string
}

// Available reports whether the person is likely to see a browser opened on this machine.
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

// Open opens an address without waiting for the browser to end.
func (b Browser) Open(address string) error {
	if command := b.Getenv("BROWSER"); command != "" {
		args, err := words(command, address)
		if err != nil {
			return err
		}
		return b.start(args)
	}
	if !b.Available() {
		return ErrNone
	}
	for _, opener := range openers(runtime.GOOS) {
		if err := b.start(append(opener, address)); !errors.Is(err, run.ErrNotFound) {
			return err
		}
	}
	return ErrNone
}

// openers returns the programs that open an address in the system's browser, in the order to try them.
func openers(goos string) [][]string {
	switch goos {
	case "darwin":
		return [][]string{{"open"}}
	case "windows":
		return [][]string{{"rundll32.exe", "url.dll,FileProtocolHandler"}}
	}
	return [][]string{{"xdg-open"}, {"x-www-browser"}, {"www-browser"}}
}

func (b Browser) start(args []string) error {
	end, err := run.Start(run.Command{Args: args, Env: b.Environ})
	if err != nil {
		return err
	}
	return early(end)
}

// early returns the error of a browser that fails within failsWithin, and leaves others running.
func early(end <-chan error) error {
	select {
	case err := <-end:
		return err
	case <-time.After(failsWithin):
		return nil
	}
}

// words splits the command and puts the address in the place of %s, or at the end.
func words(command, address string) ([]string, error) {
	args, err := run.Split(command, runtime.GOOS == "windows")
	if err != nil {
		return nil, fmt.Errorf("BROWSER: %w", err)
	}
	found := false
	for i, arg := range args {
		if strings.Contains(arg, "%s") {
			args[i], found = strings.ReplaceAll(arg, "%s", address), true
		}
	}
	if !found {
		args = append(args, address)
	}
	return args, nil
}
