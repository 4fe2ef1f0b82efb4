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

// errEmptyAnswer reports an empty line at a prompt, which cancels.
var errEmptyAnswer = errors.New("nothing was typed")

// app.ErrUnanswered is a prompt at which --wait ran out.

// asking calls ask with the terminal, for no longer than --wait. Other prompts wait meanwhile. The errors of
// opening the terminal are term's, unwrapped.
func (d *deps) asking(ctx context.Context, ask func(ctx context.Context, tty *term.TTY) error) error {
	d.prompting.Lock()
	defer d.prompting.Unlock()
	return d.askingNow(ctx, ask)
}

// askingNow is asking for callers that hold d.prompting.
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

// unattended reports errors of asking without an answer: there is no terminal, lanyard runs in the background,
// or the time is over.
func unattended(err error) bool {
	return errors.Is(err, term.ErrNoTerminal) || errors.Is(err, term.ErrNotForeground) || errors.Is(err, app.ErrUnanswered)
}

// terminalPerson implements creds.Person with prompts on the terminal.
type terminalPerson struct{ d *deps }

// MFACode asks for the code of an MFA device. An empty line cancels.
func (p *terminalPerson) MFACode(ctx context.Context, req creds.MFARequest) (code string, err error) {
	err = p.d.asking(ctx, func(ctx context.Context, tty *term.TTY) error {
		if req.Retry != "" {
			tty.Print(term.Clean(req.Retry) + "\n")
		}
		code, err = askCode(ctx, tty, term.Clean(fmt.Sprintf("MFA code of %s for %s: ", req.Serial, req.Profile)))
		return err
	})
	if unattended(err) {
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
		tty.Print("A code has six digits. An empty line cancels.\n")
	}
}

// askPassphrase asks for the keychain's passphrase, twice for a new one.
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
	case unattended(err) && req.Create:
		return redact.Secret{}, fmt.Errorf("%w: %w", keychain.ErrNoPassphrase, err)
	case unattended(err):
		return redact.Secret{}, fmt.Errorf("%w: %w", keychain.ErrLocked, err)
	}
	return secret, err
}

// typedTwice asks for a new passphrase and its repetition until both are equal.
func typedTwice(ctx context.Context, tty *term.TTY) (redact.Secret, error) {
	for {
		first, err := typedSecret(ctx, tty, "New passphrase: ")
		if err != nil {
			return redact.Secret{}, err
		}
		again, err := typedSecret(ctx, tty, "Repeat passphrase: ")
		if err != nil {
			return redact.Secret{}, err
		}
		if first.Equal(again) {
			return first, nil
		}
		tty.Print("The passphrases differ.\n")
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

// confirm asks a yes-or-no question on the terminal. Any answer but yes is creds.ErrDeclined. Without a
// terminal the error's hint names the flag to use instead.
func (d *deps) confirm(ctx context.Context, question, flag string) error {
	var line string
	err := d.asking(ctx, func(ctx context.Context, tty *term.TTY) (err error) {
		line, err = tty.Line(ctx, term.Clean(question)+" [y/N] ")
		return err
	})
	if unattended(err) {
		return app.WithHint(fmt.Errorf("%w to confirm: %w", creds.ErrPersonNeeded, err), "confirm with "+flag)
	}
	if err != nil && !errors.Is(err, term.ErrEndOfInput) {
		return err
	}
	if answer := strings.ToLower(strings.TrimSpace(line)); answer == "y" || answer == "yes" {
		return nil
	}
	return fmt.Errorf("%w: nothing was changed", creds.ErrDeclined)
}
