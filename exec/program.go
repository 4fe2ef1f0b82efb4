package exec

import (
	"bufio"
	"context"
	"fmt"
	"io"
)

// Program is a Command for a full-screen program that lends its terminal: the streams are set by it,
// right before Run.
type Program struct {
	Command
	// Pause waits for a line after the end, so that what the command wrote can be read before the
	// screen is taken back. It also tells the exit code.
	Pause bool
}

// SetStdin sets what the program reads.
func (p *Program) SetStdin(r io.Reader) { p.Stdin = r }

// SetStdout sets where the program's output goes.
func (p *Program) SetStdout(w io.Writer) { p.Stdout = w }

// SetStderr sets where the program's complaints go.
func (p *Program) SetStderr(w io.Writer) { p.Stderr = w }

// Run runs the program to its end. The error is nil whatever its exit code.
func (p *Program) Run() error {
	code, err := Run(context.Background(), p.Command)
	if err != nil || !p.Pause {
		return err
	}
	if _, err := fmt.Fprintf(p.Stdout, "\nexit code %d. Press Enter to go back.", code); err != nil {
		return err
	}
	_, err = bufio.NewReaderSize(p.Stdin, 16).ReadString('\n')
	if err == io.EOF { //nolint:errorlint // ReadString returns it bare
		return nil
	}
	return err
}
