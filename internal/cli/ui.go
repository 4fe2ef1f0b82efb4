package cli

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/term"
	"lanyard/keychain"
	"lanyard/profiles"
	"lanyard/ui"
)

// runUI opens the full-screen program. Without a terminal there is nothing to draw on: then help says
// what there is.
func runUI(ctx context.Context, d *deps, cmd *cobra.Command, filter string) error {
	if !term.IsTerminal(d.sys.stdin) || !d.outIsTerminal() {
		return cmd.Help()
	}
	person := &ui.Person{}
	desk := &desk{deps: d, app: app.New(app.Config{
		Environ: d.sys.environ, Home: d.sys.home, Now: d.sys.now, Person: person, Passphrase: person.Passphrase,
		Warn: person.Warn, Timeout: d.flags.timeout, Wait: d.flags.wait,
	})}
	defer desk.close()
	return ui.Run(ctx, ui.Deps{
		Profiles: desk, Sessions: desk, Edits: desk, Shells: desk, Copies: desk,
		Now: d.sys.now, Person: person, Hint: func(err error) string { return hintFor(nil, err) },
	}, ui.Options{Filter: filter, Home: d.sys.home, Environ: d.sys.environ, Input: d.sys.stdin, Output: d.sys.stdout, Color: d.color()})
}

// desk gives the UI what the commands do.
type desk struct {
	*deps
	app *app.App
	// watching guards the watcher: one of the UI's goroutines makes it, and may outlive the UI.
	watching sync.Mutex
	watcher  *app.Watcher
	listing  sync.Mutex
	listed   []app.Entry // the last list
}

func (k *desk) close() {
	k.watching.Lock()
	defer k.watching.Unlock()
	if k.watcher != nil {
		_ = k.watcher.Close()
	}
}

// List implements ui.Profiles.
func (k *desk) List(ctx context.Context) ([]app.Entry, error) {
	k.listing.Lock()
	defer k.listing.Unlock()
	k.app.Reload()
	if k.listed == nil {
		defer holdGarbage()()
	} else {
		defer saveMemory()()
	}
	entries, err := k.app.List(ctx, k.listed)
	if err != nil {
		return nil, err
	}
	k.listed = entries
	return entries, nil
}

// Current implements ui.Profiles.
func (k *desk) Current() string { return k.app.Choose("").Name }

// Use implements ui.Profiles.
func (k *desk) Use(name string) (string, error) { return k.app.Use(context.Background(), name) }

// Wait implements ui.Profiles. The UI has one wait at a time.
func (k *desk) Wait(ctx context.Context) error {
	watcher, err := k.watch()
	if err != nil {
		return err
	}
	return watcher.Wait(ctx)
}

func (k *desk) watch() (_ *app.Watcher, err error) {
	k.watching.Lock()
	defer k.watching.Unlock()
	if k.watcher == nil {
		k.watcher, err = k.app.Watch()
	}
	return k.watcher, err
}

// Renew implements ui.Sessions.
func (k *desk) Renew(ctx context.Context, profile string) error {
	_, err := k.app.Credentials(ctx, app.Wish{Argument: profile, Refresh: true})
	return err
}

// Forget implements ui.Sessions.
func (k *desk) Forget(ctx context.Context, profile string) (int, error) {
	return k.app.ClearSessions(ctx, profile)
}

// change is a prepared edit that the App makes.
type change struct {
	*profiles.Change
	app *app.App
}

// Apply implements ui.Change.
func (c change) Apply(ctx context.Context) error { return c.app.Apply(ctx, c.Change) }

func (k *desk) change(c *profiles.Change, err error) (ui.Change, error) {
	if err != nil {
		return nil, err
	}
	return change{c, k.app}, nil
}

// Add implements ui.Edits.
func (k *desk) Add(name string, settings []profiles.KV) (ui.Change, error) {
	return k.change(k.app.Files().Add(name, settings))
}

// Remove implements ui.Edits.
func (k *desk) Remove(name string) (ui.Change, error) {
	return k.change(k.app.Files().Remove(name))
}

// AddKey implements ui.Edits.
func (k *desk) AddKey(ctx context.Context, key app.NewKey) (keychain.Key, error) {
	return k.app.AddKey(ctx, key)
}

// RemoveKey implements ui.Edits.
func (k *desk) RemoveKey(ctx context.Context, name string) error { return k.app.RemoveKey(ctx, name) }

// HasKey implements ui.Edits.
func (k *desk) HasKey(name string) bool {
	_, err := k.app.Key(name)
	return err == nil
}

// environ is the environment of a child with a profile's credentials.
func (k *desk) environ(ctx context.Context, profile string) ([]string, error) {
	g, err := k.grantFrom(ctx, k.app, app.Wish{Argument: profile})
	if err != nil {
		return nil, err
	}
	return exec.Environ(k.app.Environ(), g), nil
}

// Shell implements ui.Shells.
func (k *desk) Shell(ctx context.Context, profile string) (ui.Program, error) {
	env, err := k.environ(ctx, profile)
	if err != nil {
		return nil, err
	}
	path, args := exec.Shell(k.app.Getenv, runtime.GOOS)
	return &exec.Program{Command: exec.Command{Args: append([]string{path}, args...), Env: env}}, nil
}

// Command implements ui.Shells.
func (k *desk) Command(ctx context.Context, profile, line string) (ui.Program, error) {
	env, err := k.environ(ctx, profile)
	if err != nil {
		return nil, err
	}
	path, _ := exec.Shell(k.app.Getenv, runtime.GOOS)
	flag := "-c"
	if runtime.GOOS == "windows" {
		path, flag = "cmd.exe", "/c"
	}
	return &exec.Program{Command: exec.Command{Args: []string{path, flag, line}, Env: env}, Pause: true}, nil
}

// Editor implements ui.Shells.
func (k *desk) Editor(file string, line int) (ui.Program, error) {
	return &exec.Program{Command: exec.Command{
		Args: exec.Editor(k.app.Getenv, runtime.GOOS, file, line), Env: slices.Clone(k.app.Environ()),
	}}, nil
}

// History implements ui.Shells.
func (k *desk) History() []string { return k.app.History() }

// Remember implements ui.Shells.
func (k *desk) Remember(line string) error { return k.app.Remember(context.Background(), line) }

// Exports implements ui.Copies.
func (k *desk) Exports(ctx context.Context, profile string) (string, error) {
	g, err := k.grantFrom(ctx, k.app, app.Wish{Argument: profile})
	if err != nil {
		return "", err
	}
	format := exec.DetectFormat(k.app.Getenv, exec.Parent(), runtime.GOOS)
	set, unset := exec.Vars(k.app.Environ(), g)
	var text bytes.Buffer
	if err := exec.Write(&text, format, set, unset); err != nil {
		return "", fmt.Errorf("copy: %w", err)
	}
	return text.String(), nil
}

// System implements ui.Copies.
func (k *desk) System(ctx context.Context, text string) error {
	return k.app.CopyToClipboard(ctx, text)
}
