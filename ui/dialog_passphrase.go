package ui

import (
	"cmp"
	"errors"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/creds"
)

// newPassphraseDialog asks for the keychain's passphrase, twice for a new one.
func newPassphraseDialog(ask askMsg) dialog {
	needed := func(text string) error {
		if text == "" {
			return errors.New("a passphrase is needed")
		}
		return nil
	}
	inputs := []input{{label: "Passphrase", masked: true, check: needed}}
	if ask.passphrase.Create {
		inputs = append(inputs, input{label: "Once more", masked: true})
	}
	answered := false
	reply := func(a answer) tea.Cmd {
		if answered {
			return nil
		}
		answered = true
		return sendAnswer(ask.answer, a)
	}
	f := newForm("Keychain", inputs, func(values []string) tea.Cmd { return reply(answer{text: values[0]}) })
	f.ask, f.cancel = ask.id, func() tea.Cmd { return reply(answer{err: creds.ErrDeclined}) }
	f.intro = cmp.Or(ask.passphrase.Purpose, "The keychain is locked with a passphrase.")
	if ask.passphrase.Retry != "" {
		f.intro = ask.passphrase.Retry
	}
	if ask.passphrase.Create {
		f.intro = "Choose a passphrase for the keychain. Nobody can find it out if it is forgotten."
		f.agree = func(values []string) (int, error) {
			if values[0] != values[1] {
				return 1, errors.New("it differs from the first")
			}
			return 0, nil
		}
	}
	return f
}
