package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/internal/creds"
	"lanyard/internal/term"
	"lanyard/sso"
)

// consoleSignIn signs in to the console with a browser on this machine, or with an address to open on another
// machine and the code from that page.
func (d *deps) consoleSignIn(ctx context.Context, req creds.SignInRequest, show prompter) error {
	d.prompting.Lock()
	defer d.prompting.Unlock()
	show.session = "the AWS console"
	if req.Login != "" {
		show.session += " as " + req.Login
	}
	if !show.way.Device {
		return req.Do(ctx, creds.SignInMethod{Show: show.show})
	}
	tty, err := term.OpenTTY()
	if err != nil { // before anything is shown
		return fmt.Errorf("%w: %w", creds.ErrPersonNeeded, err)
	}
	tty.Close()
	return req.Do(ctx, creds.SignInMethod{Show: show.elsewhere, Code: d.pageCode})
}

// elsewhere shows an address for a browser on any machine.
func (p prompter) elsewhere(prompt sso.Event) error {
	if prompt.State != sso.StateOpening {
		return nil
	}
	p.d.Note("lanyard: sign in to %s: open this address in a browser on any machine", p.session)
	p.d.Note("    %s", prompt.Address)
	return nil
}

// pageCode asks for the code from the page. An empty line cancels.
func (d *deps) pageCode(ctx context.Context, retry string) (code string, err error) {
	err = d.askingNow(ctx, func(ctx context.Context, tty *term.TTY) (err error) {
		if retry != "" {
			tty.Print(term.Clean(retry) + ". An empty line cancels.\n")
		}
		code, err = tty.Line(ctx, "Code from the page: ")
		return err
	})
	switch {
	case unattended(err):
		return "", fmt.Errorf("%w: %w", creds.ErrPersonNeeded, err)
	case errors.Is(err, term.ErrEndOfInput), err == nil && strings.TrimSpace(code) == "":
		return "", fmt.Errorf("%w: %w", creds.ErrDeclined, errEmptyAnswer)
	}
	return code, err
}
