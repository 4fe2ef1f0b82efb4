package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/internal/redact"
	"lanyard/internal/term"
	"lanyard/keychain"
)

// errEmptyAnswer is an empty line at a prompt: the person says no.
var errEmptyAnswer = errors.New("nothing was typed")

// app.ErrUnanswered is a prompt at which --wait ran out.

// asking opens the terminal for questions: one at a time, and no longer than --wait. The errors of
// opening it are term's, bare.
func (d *deps) asking(ctx context.Context, ask func(ctx context.Context, tty *term.TTY) error) error {
	d.prompting.Lock()
	defer d.prompting.Unlock()
	return d.askingNow(ctx, ask)
}

// askingNow is asking for who holds the terminal already.
func (d *deps) askingNow(ctx context.Context, ask func(ctx context.Context, tty *term.TTY) error) error {
	tty, err := term.OpenTTY()
	if err != nil {
		return err
	}
	defer tty.Close()
	limited, cancel := context.WithTimeoutCause(ctx, d.App.WaitLimit(), app.ErrUnanswered)
	defer cancel()
	err = ask(limited, tty)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return app.ErrUnanswered
	}
	if errors.Is(err, term.ErrEndOfInput) {
		tty.Print("\n")
	}
	return err
}

// nobody reports the errors of asking that mean that no person could be asked, or was there.
func nobody(err error) bool {
	return errors.Is(err, term.ErrNoTerminal) || errors.Is(err, term.ErrNotForeground) || errors.Is(err, app.ErrUnanswered)
}

// terminalPerson asks the person at the terminal. It implements creds.Person.
type terminalPerson struct{ d *deps }

// MFACode asks for the code of a device. An empty line declines.
func (p *terminalPerson) MFACode(ctx context.Context, req creds.MFARequest) (code string, err error) {
	err = p.d.asking(ctx, func(ctx context.Context, tty *term.TTY) error {
		if req.Retry != "" {
			tty.Print(term.Clean(req.Retry) + "\n")
		}
		code, err = askCode(ctx, tty, term.Clean(fmt.Sprintf("MFA code of %s for %s: ", req.Serial, req.Profile)))
		return err
	})
	if nobody(err) {
		return "", fmt.Errorf("%w: %w", creds.ErrPersonNeeded, err)
	}
	return code, err
}

func askCode(ctx context.Context, tty *term.TTY, prompt string) (string, error) {
	for {
		line, err := tty.Line(ctx, prompt)
		if err != nil && !errors.Is(err, term.ErrEndOfInput) {
			return "", err
		}
		code := strings.ReplaceAll(strings.TrimSpace(line), " ", "")
		switch {
		case err != nil:
			tty.Print("\n")
			return "", fmt.Errorf("%w: %w", creds.ErrDeclined, errEmptyAnswer)
		case code == "":
			return "", fmt.Errorf("%w: %w", creds.ErrDeclined, errEmptyAnswer)
		case creds.IsCode(code):
			return code, nil
		}
		tty.Print("A code is six digits. An empty line gives up.\n")
	}
}

// askPassphrase asks for the keychain's passphrase; a new one is asked for twice.
func (d *deps) askPassphrase(ctx context.Context, req keychain.PassphraseRequest) (secret redact.Secret, err error) {
	err = d.asking(ctx, func(ctx context.Context, tty *term.TTY) error {
		if intro := cmp.Or(req.Retry, req.Purpose); intro != "" {
			tty.Print(intro + "\n")
		}
		if req.Create {
			secret, err = typedTwice(ctx, tty)
		} else {
			secret, err = typedSecret(ctx, tty, "Passphrase of lanyard's keychain: ")
		}
		return err
	})
	switch {
	case nobody(err) && req.Create:
		return redact.Secret{}, fmt.Errorf("%w: %w", keychain.ErrNoPassphrase, err)
	case nobody(err):
		return redact.Secret{}, fmt.Errorf("%w: %w", keychain.ErrLocked, err)
	}
	return secret, err
}

// typedTwice asks for a new passphrase until it was typed the same way twice.
func typedTwice(ctx context.Context, tty *term.TTY) (redact.Secret, error) {
	for {
		first, err := typedSecret(ctx, tty, "New passphrase: ")
		if err != nil {
			return redact.Secret{}, err
		}
		again, err := typedSecret(ctx, tty, "The same again: ")
		if err != nil {
			return redact.Secret{}, err
		}
		if first.Equal(again) {
			return first, nil
		}
		tty.Print("They differ.\n")
	}
}

func typedSecret(ctx context.Context, tty *term.TTY, prompt string) (redact.Secret, error) {
	text, err := tty.Secret(ctx, prompt)
	if err != nil {
		return redact.Secret{}, err
	}
	if text == "" {
		return redact.Secret{}, fmt.Errorf("%w: %w", creds.ErrDeclined, errEmptyAnswer)
	}
	return redact.New(text), nil
}

// confirm asks a yes-or-no question on the terminal; anything but yes is creds.ErrDeclined. Without a
// terminal the error's hint names the flag to use instead.
func (d *deps) confirm(ctx context.Context, question, flag string) error {
	var line string
	err := d.asking(ctx, func(ctx context.Context, tty *term.TTY) (err error) {
		line, err = tty.Line(ctx, term.Clean(question)+" [y/N] ")
		return err
	})
	if nobody(err) {
		return app.WithHint(fmt.Errorf("%w to say yes: %w", creds.ErrPersonNeeded, err), "say yes beforehand with "+flag)
	}
	if err != nil && !errors.Is(err, term.ErrEndOfInput) {
		return err
	}
	if answer := strings.ToLower(strings.TrimSpace(line)); answer == "y" || answer == "yes" {
		return nil
	}
	return fmt.Errorf("%w: nothing was changed", creds.ErrDeclined)
}
