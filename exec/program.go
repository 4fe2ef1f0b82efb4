package exec

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
)

// Program is a Command for a full-screen program that lends its terminal: the streams are set by it,
// right before Run.
type Program struct {
	Command
	// Context ends the program and the wait after it; nil means never. The signature of Run is that of
	// the full-screen program's library.
	Context context.Context //nolint:containedctx // see above
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
	ctx := p.Context
	if ctx == nil {
		ctx = context.Background()
	}
	code, err := Run(ctx, p.Command)
	if err != nil || !p.Pause || ctx.Err() != nil {
		return err
	}
	if _, err := fmt.Fprintf(p.Stdout, "\nexit code %d. Press Enter to go back.", code); err != nil {
		return err
	}
	return p.enter(ctx)
}

// enter waits for a line. The goroutine of a wait that was given up lives until the process ends, which
// is what ends the context: reads of a terminal can't be cancelled everywhere.
func (p *Program) enter(ctx context.Context) error {
	read := make(chan error, 1)
	go func() {
		_, err := bufio.NewReaderSize(p.Stdin, 16).ReadString('\n')
		read <- err
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-read:
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
}
