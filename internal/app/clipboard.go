package app

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"lanyard/internal/run"
)

// clipboardLimit bounds the wait for a clipboard program.
const clipboardLimit = 2 * time.Second

// ErrNoClipboard says that no clipboard program of the system took the text.
var ErrNoClipboard = errors.New("no clipboard program answers")

// CopyToClipboard hands text to the system's clipboard program, by its standard input, and says which
// one took it.
func (a *App) CopyToClipboard(ctx context.Context, text string) (program string, err error) {
	for _, args := range clipboardPrograms(runtime.GOOS, a.getenv) {
		limited, cancel := context.WithTimeout(ctx, clipboardLimit)
		err := run.Feed(limited, run.Command{Args: args, Env: a.config.Environ, Stdin: clipboardText(args[0], text)})
		cancel()
		if err == nil {
			return args[0], nil
		}
	}
	return "", fmt.Errorf("copy: %w", ErrNoClipboard)
}

// clipboardPrograms are the programs to try, in their order. tmux's is the last: a clipboard that is
// nearer is the person's, but where there is none, tmux alone reaches the terminal's, since it takes
// OSC 52 from programs only if it is told to.
func clipboardPrograms(goos string, getenv func(string) string) [][]string {
	var programs [][]string
	switch {
	case goos == "darwin":
		programs = append(programs, []string{"pbcopy"})
	case goos == "windows":
		programs = append(programs, []string{"clip.exe"})
	default:
		if getenv("WAYLAND_DISPLAY") != "" {
			programs = append(programs, []string{"wl-copy"})
		}
		if getenv("DISPLAY") != "" {
			programs = append(programs, []string{"xclip", "-selection", "clipboard"}, []string{"xsel", "--clipboard", "--input"})
		}
		if getenv("WSL_DISTRO_NAME") != "" {
			programs = append(programs, []string{"clip.exe"})
		}
	}
	if getenv("TMUX") != "" {
		programs = append(programs, []string{"tmux", "load-buffer", "-w", "-"})
	}
	return programs
}

// clipboardText is text as a program wants it: clip.exe takes it for the console's code page, unless
// it looks like UTF-16.
func clipboardText(program, text string) []byte {
	if program != "clip.exe" || strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return []byte(text)
	}
	var wide []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	return wide
}
