package tui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"

	"lanyard/exec"
	"lanyard/internal/app"
	"lanyard/internal/term"
	"lanyard/ui"
)

// environ returns the environment of a child with a profile's credentials.
func (b *backend) environ(ctx context.Context, profile string) ([]string, error) {
	g, err := b.app.Credentials(ctx, app.CredentialOptions{Profile: profile})
	if err != nil {
		return nil, err
	}
	return exec.Environ(b.app.Environ(), g.Child), nil
}

// Shell implements ui.Shells.
func (b *backend) Shell(ctx context.Context, profile string) (ui.Program, error) {
	env, err := b.environ(ctx, profile)
	if err != nil {
		return nil, err
	}
	path, args := exec.Shell(b.app.Getenv, runtime.GOOS)
	return b.onTerminal(exec.Command{Args: append([]string{path}, args...), Env: env}, false), nil
}

// Command implements ui.Shells.
func (b *backend) Command(ctx context.Context, profile, line string) (ui.Program, error) {
	env, err := b.environ(ctx, profile)
	if err != nil {
		return nil, err
	}
	path, _ := exec.Shell(b.app.Getenv, runtime.GOOS)
	flag := "-c"
	if runtime.GOOS == "windows" {
		path, flag = "cmd.exe", "/c"
	}
	return b.onTerminal(exec.Command{Args: []string{path, flag, line}, Env: env}, true), nil
}

// Editor implements ui.Shells.
func (b *backend) Editor(file string, line int) (ui.Program, error) {
	return b.onTerminal(exec.Command{
		Args: exec.Editor(b.app.Getenv, runtime.GOOS, file, line), Env: slices.Clone(b.app.Environ()),
	}, false), nil
}

// onTerminal returns a program that runs on the terminal. It ends with the UI.
func (b *backend) onTerminal(c exec.Command, pause bool) ui.Program {
	return &foreground{&exec.Program{Command: c, Context: b.life, Pause: pause}, b}
}

// foreground is a program that has the terminal to itself. While it runs, job control stops it together with
// lanyard. Afterwards the terminal has its earlier modes again.
type foreground struct {
	*exec.Program
	backend *backend
}

// Run implements ui.Program.
func (f *foreground) Run() error {
	defer f.backend.stops.follow()()
	defer term.Keep(f.backend.stdin)()
	return f.Program.Run()
}

// SetStdin gives the program the terminal itself. The UI's input is a reader around it, which os/exec would
// copy through a pipe.
func (f *foreground) SetStdin(io.Reader) { f.Program.SetStdin(f.backend.stdin) }

// History implements ui.Shells.
func (b *backend) History() []string { return b.app.History() }

// Remember implements ui.Shells.
func (b *backend) Remember(line string) error { return b.app.Remember(context.Background(), line) }

// Exports implements ui.Copies.
func (b *backend) Exports(ctx context.Context, profile string) (string, error) {
	g, err := b.app.Credentials(ctx, app.CredentialOptions{Profile: profile})
	if err != nil {
		return "", err
	}
	format := exec.DetectFormat(b.app.Getenv, exec.Parent(), runtime.GOOS)
	set, unset := exec.Vars(b.app.Environ(), g.Child)
	var text bytes.Buffer
	if err := exec.Write(&text, format, set, unset); err != nil {
		return "", fmt.Errorf("copy: %w", err)
	}
	return text.String(), nil
}

// System implements ui.Copies.
func (b *backend) System(ctx context.Context, text string) (string, error) {
	return b.app.CopyToClipboard(ctx, text)
}
