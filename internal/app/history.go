package app

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"lanyard/internal/atomicfile"
	"lanyard/internal/readfile"
)

const (
	// historyLength is how many command lines are remembered.
	historyLength = 200
	// historyLimit bounds the file, in bytes.
	historyLimit = 256 << 10
	// historyLine bounds one line, in bytes.
	historyLine = 1000
)

// History is the command lines that were run from the UI, latest first. One that can't be read is none.
func (a *App) History() []string {
	path, err := a.historyFile()
	if err != nil {
		return nil
	}
	text, err := readfile.ReadNoFollow(path, historyLimit)
	if err != nil {
		return nil
	}
	lines := strings.Split(string(text), "\n")
	slices.Reverse(lines)
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

// Remember adds a command line to the history. As in shells, one that begins with a space is not
// remembered.
func (a *App) Remember(ctx context.Context, line string) error {
	if line == "" || line[0] == ' ' || len(line) > historyLine || strings.ContainsAny(line, "\n\r") {
		return nil
	}
	s, err := a.Settings()
	if err != nil {
		return err
	}
	held, err := s.Paths.Locks().Acquire(ctx, "history", editWait)
	if err != nil {
		return fmt.Errorf("remember a command: %w", err)
	}
	defer func() { _ = held.Release() }()
	lines := slices.DeleteFunc(a.History(), func(old string) bool { return old == line })
	lines = append([]string{line}, lines[:min(len(lines), historyLength-1)]...)
	slices.Reverse(lines)
	path, err := a.historyFile()
	if err != nil {
		return err
	}
	return atomicfile.Options{NoFollow: true}.Write(path, []byte(strings.Join(lines, "\n")+"\n"))
}

func (a *App) historyFile() (string, error) {
	s, err := a.Settings()
	if err != nil {
		return "", err
	}
	return filepath.Join(s.Paths.State, "history"), nil
}
