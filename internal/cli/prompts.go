package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/internal/creds"
	"lanyard/internal/redact"
	"lanyard/internal/term"
	"lanyard/keychain"
)

// terminalPerson asks the person at the terminal. It implements creds.Person.
type terminalPerson struct{ d *deps }

// errEmptyAnswer is an empty line at a prompt: the person says no.
var errEmptyAnswer = errors.New("nothing was typed")

// MFACode asks for the code of a device. An empty line declines.
func (p *terminalPerson) MFACode(ctx context.Context, req creds.MFARequest) (string, error) {
	p.d.prompting.Lock()
	defer p.d.prompting.Unlock()
	tty, err := term.OpenTTY()
	if err != nil {
		return "", fmt.Errorf("MFA code of %s for %s: %w: %w", req.Serial, req.Profile, creds.ErrPersonNeeded, err)
	}
	defer tty.Close()
	if req.Retry != "" {
		tty.Print(term.Clean(req.Retry) + "\n")
	}
	for {
		line, err := tty.Line(ctx, term.Clean(fmt.Sprintf("MFA code of %s for %s: ", req.Serial, req.Profile)))
		if errors.Is(err, term.ErrEndOfInput) {
			line, err = "", nil
		}
		if err != nil {
			return "", err
		}
		code := strings.ReplaceAll(strings.TrimSpace(line), " ", "")
		switch {
		case code == "":
			return "", fmt.Errorf("MFA code of %s for %s: %w: %w", req.Serial, req.Profile, creds.ErrDeclined, errEmptyAnswer)
		case isCode(code):
			return code, nil
		}
		tty.Print("A code is six digits. An empty line gives up.\n")
	}
}

// isCode reports whether text has the form that STS accepts: six digits.
func isCode(text string) bool {
	return len(text) == 6 && strings.Trim(text, "0123456789") == ""
}

// SignIn is not offered on the command line yet by any provider that needs it.
func (p *terminalPerson) SignIn(_ context.Context, req creds.SignInRequest) error {
	return fmt.Errorf("sign-in of %s: %w", req.Profile, creds.ErrPersonNeeded)
}

// askPassphrase asks for the keychain's passphrase; a new one is asked for twice.
func (d *deps) askPassphrase(ctx context.Context, create bool) (redact.Secret, error) {
	d.prompting.Lock()
	defer d.prompting.Unlock()
	tty, err := term.OpenTTY()
	if err != nil {
		return redact.Secret{}, fmt.Errorf("%w: %w", keychain.ErrLocked, err)
	}
	defer tty.Close()
	if !create {
		return typedSecret(ctx, tty, "Passphrase of lanyard's keychain: ")
	}
	tty.Print("lanyard keeps secrets in an encrypted file, since no keyring answers here.\n")
	return typedTwice(ctx, tty)
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
		return redact.Secret{}, fmt.Errorf("%w: %w", keychain.ErrLocked, errEmptyAnswer)
	}
	return redact.New(text), nil
}

// confirm asks a yes-or-no question on the terminal. Without a terminal the answer is an error that
// names the flag to use instead.
func (d *deps) confirm(ctx context.Context, question, flag string) (bool, error) {
	d.prompting.Lock()
	defer d.prompting.Unlock()
	tty, err := term.OpenTTY()
	if err != nil {
		return false, &hintedError{fmt.Errorf("%s: %w: %w", question, creds.ErrPersonNeeded, err), "say yes beforehand with " + flag}
	}
	defer tty.Close()
	line, err := tty.Line(ctx, term.Clean(question)+" [y/N] ")
	if errors.Is(err, term.ErrEndOfInput) {
		return false, nil
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes", err
}
