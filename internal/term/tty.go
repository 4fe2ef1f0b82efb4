package term

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// lineLimit bounds what a person may type at a prompt, in bytes.
const lineLimit = 4 << 10

// The reasons why nobody can be asked.
var (
	ErrNoTerminal    = errors.New("there is no terminal to ask on")
	ErrNotForeground = errors.New("this process is in the background")
	ErrEndOfInput    = errors.New("the input ended")
)

// IsTerminal reports whether f is a terminal.
func IsTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// Width is the width of the terminal f in cells, or 0 if it is none.
func Width(f *os.File) int {
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// TTY is the terminal of this process, whatever its streams are connected to.
type TTY struct{ in, out *os.File }

// OpenTTY opens the controlling terminal (the console on Windows) for asking a person. Only a
// process in its foreground group may ask: another one would be stopped by the read, or steal
// what is typed for somebody else.
func OpenTTY() (*TTY, error) {
	t, err := openTTY()
	if err != nil {
		return nil, ErrNoTerminal
	}
	if !t.foreground() {
		t.Close()
		return nil, ErrNotForeground
	}
	return t, nil
}

// Close closes the terminal.
func (t *TTY) Close() {
	_ = t.in.Close()
	if t.out != t.in {
		_ = t.out.Close()
	}
}

// Print writes text to the terminal as it is.
func (t *TTY) Print(text string) { _, _ = t.out.WriteString(text) }

// Line asks for a line of text. It ends with the context's error when that is done first.
func (t *TTY) Line(ctx context.Context, prompt string) (string, error) {
	t.Print(prompt)
	return t.read(ctx)
}

// Secret asks for a line that is not shown while it is typed.
func (t *TTY) Secret(ctx context.Context, prompt string) (string, error) {
	restore, err := t.hideInput()
	if err != nil {
		return "", fmt.Errorf("hide what is typed: %w", err)
	}
	defer func() {
		restore()
		t.Print("\n")
	}()
	t.Print(prompt)
	return t.read(ctx)
}

// read returns the next line without its end. The goroutine of a read that was given up lives
// until the process ends or the next line comes: reads of a terminal cannot be cancelled everywhere.
func (t *TTY) read(ctx context.Context) (string, error) {
	type result struct {
		line string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		line, err := readLine(t.in)
		done <- result{line, err}
	}()
	select {
	case <-ctx.Done():
		t.Print("\n")
		return "", ctx.Err()
	case r := <-done:
		return r.line, r.err
	}
}

// readLine reads byte by byte, so that nothing beyond the line is taken from the terminal.
func readLine(f *os.File) (string, error) {
	var line bytes.Buffer
	one := make([]byte, 1)
	for line.Len() < lineLimit {
		n, err := f.Read(one)
		if n == 1 && one[0] == '\n' {
			return finish(line.String())
		}
		if n == 1 {
			line.WriteByte(one[0])
		}
		if err != nil {
			if line.Len() == 0 {
				return "", ErrEndOfInput
			}
			return finish(line.String())
		}
	}
	return "", fmt.Errorf("a line of more than %d bytes", lineLimit)
}

func finish(line string) (string, error) {
	line = strings.TrimSuffix(line, "\r")
	if !utf8.ValidString(line) {
		return "", errors.New("the line is not valid UTF-8")
	}
	return line, nil
}
