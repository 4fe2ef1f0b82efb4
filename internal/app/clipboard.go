package app

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"lanyard/internal/run"
)

// clipboardLimit bounds the wait for a clipboard program.
const clipboardLimit = 2 * time.Second

// ErrNoClipboard says that no clipboard program of the system took the text.
var ErrNoClipboard = errors.New("no clipboard program answers")

// CopyToClipboard hands text to the system's clipboard program, by its standard input.
func (a *App) CopyToClipboard(ctx context.Context, text string) error {
	for _, args := range a.clipboardPrograms() {
		limited, cancel := context.WithTimeout(ctx, clipboardLimit)
		_, err := run.Output(limited, run.Command{Args: args, Env: a.config.Environ, Limit: 1 << 10, Stdin: []byte(text)})
		cancel()
		if err == nil {
			return nil
		}
	}
	return fmt.Errorf("copy: %w", ErrNoClipboard)
}

func (a *App) clipboardPrograms() [][]string {
	switch {
	case runtime.GOOS == "darwin":
		return [][]string{{"pbcopy"}}
	case runtime.GOOS == "windows":
		return [][]string{{"clip.exe"}}
	case a.getenv("WAYLAND_DISPLAY") != "":
		return [][]string{{"wl-copy"}}
	case a.getenv("DISPLAY") != "":
		return [][]string{{"xclip", "-selection", "clipboard"}, {"xsel", "--clipboard", "--input"}}
	}
	return nil
}
