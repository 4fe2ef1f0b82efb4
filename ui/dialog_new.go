package ui

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/internal/redact"
)

// newDialog asks what to add, and becomes the form for it.
type newDialog struct {
	at    int
	spots clickTargets
}

// newNewDialog asks whether to add a profile or a key.
func newNewDialog() dialog { return &newDialog{} }

// addable are the things that n adds.
func addable() []struct {
	key, name, what string
	form            func() dialog
} {
	return []struct {
		key, name, what string
		form            func() dialog
	}{
		{"p", "Profile", "settings in the AWS config file", newProfileForm},
		{"a", "Access key", "a long-lived key in the keychain", newKeyForm},
	}
}

func (d *newDialog) Update(msg tea.Msg) (dialog, tea.Cmd) {
	choices := addable()
	if click, ok := msg.(tea.MouseClickMsg); ok {
		if at, _, ok := d.spots.clicked(click); ok {
			return choices[at].form(), nil
		}
	}
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return d, nil
	}
	switch pressed := press.String(); pressed {
	case "esc", "q":
		return nil, d.Cancel()
	case "enter":
		return choices[d.at].form(), nil
	case "up", "shift+tab", "k":
		d.at = (d.at + len(choices) - 1) % len(choices)
	case "down", "tab", "j":
		d.at = (d.at + 1) % len(choices)
	default:
		for _, c := range choices {
			if c.key == pressed {
				return c.form(), nil
			}
		}
	}
	return d, nil
}

// Cancel adds nothing.
func (d *newDialog) Cancel() tea.Cmd { return nil }

func (d *newDialog) Keys() []helpKey {
	return []helpKey{{"enter", "choose"}, {"p", "profile"}, {"a", "access key"}, {"esc", "cancel"}}
}

func (d *newDialog) View(room rect, s styles) (string, *tea.Cursor) {
	w := innerWidth(dialogWidth, room)
	rows := make([]dialogRow, 0, 2)
	for i, c := range addable() {
		text := pad(c.name, 12) + c.what
		if i == d.at {
			rows = append(rows, dialogRow{text: s.Cursor.Render(cell("▸ "+c.key+"  "+text, w)), hots: whole(i, w)})
			continue
		}
		rows = append(rows, dialogRow{text: "  " + s.Key.Render(c.key) + "  " + text, hots: whole(i, w)})
	}
	return drawDialog("New", d.spots.note(rows, room), dialogWidth, room, s)
}

// newProfileForm asks for a profile's settings.
func newProfileForm() dialog {
	settings := []string{"role_arn", "source_profile", "mfa_serial", "region"}
	inputs := []input{
		{label: "Name", placeholder: "needed", check: checkProfileName},
		{label: "Role ARN", placeholder: "such as arn:aws:iam::123456789012:role/name", allowed: printable, check: checkRole},
		{label: "Source profile", placeholder: "whose credentials assume the role", check: checkReference},
		{label: "MFA serial", placeholder: "ARN or serial number of the device", allowed: printable},
		{label: "Region", placeholder: "such as eu-central-1", allowed: printable},
		{label: "Setting", placeholder: "one more, as KEY=VALUE", check: checkSetting},
	}
	f := newForm("New profile", inputs, nil)
	f.submit = func(values []string) tea.Cmd {
		add := actionMsg{action: actNewProfile, profile: values[0], form: f}
		for i, key := range settings {
			if value := values[i+1]; value != "" {
				add.values = append(add.values, key+"="+value)
			}
		}
		if more := values[len(values)-1]; more != "" {
			add.values = append(add.values, more)
		}
		return send(add)
	}
	return f
}

// newKeyForm asks for a long-lived access key.
func newKeyForm() dialog {
	inputs := []input{
		{label: "Name", placeholder: "needed: the profile that uses it", check: checkProfileName},
		{label: "Access key ID", placeholder: "needed: begins with AKIA", limit: 128, allowed: printable, check: checkKeyID},
		{label: "Secret access key", placeholder: "needed: never shown", limit: 512, masked: true, allowed: printable, check: checkSecret},
		{label: "MFA serial", placeholder: "optional", allowed: printable},
		{label: "Region", placeholder: "optional", allowed: printable},
	}
	f := newForm("New access key", inputs, nil)
	add := func(noVerify bool) func(values []string) tea.Cmd {
		return func(values []string) tea.Cmd {
			return send(actionMsg{action: actNewKey, profile: values[0], form: f, key: app.NewKey{
				Name: values[0], AccessKeyID: values[1], SecretAccessKey: redact.New(values[2]),
				MFASerial: values[3], Region: values[4], NoVerify: noVerify,
			}})
		}
	}
	f.submit = add(false)
	f.offer = func(problem error) *otherWay {
		if !errors.Is(problem, creds.ErrUnreachable) {
			return nil
		}
		return &otherWay{helpKey{"ctrl+n", "add unchecked"}, add(true)}
	}
	return f
}

// The checks below catch slips while the form is open. What is right is decided where it is written.

func checkProfileName(name string) error {
	switch {
	case name == "":
		return errors.New("a name is needed")
	case strings.ContainsAny(name, "[]#;\"'\\"):
		return errors.New("a name has no brackets, quotes, backslashes, # or ;")
	}
	return nil
}

func checkReference(name string) error {
	if name == "" {
		return nil
	}
	return checkProfileName(name)
}

func checkRole(arn string) error {
	if arn != "" && (!strings.HasPrefix(arn, "arn:") || !strings.Contains(arn, ":role/")) {
		return errors.New("a role's ARN looks like arn:aws:iam::123456789012:role/name")
	}
	return nil
}

func checkSetting(text string) error {
	if text == "" {
		return nil
	}
	if _, err := app.KeyValues([]string{text}); err != nil {
		return err
	}
	return nil
}

func checkKeyID(id string) error {
	switch {
	case strings.HasPrefix(id, "ASIA"):
		return app.ErrTemporary
	case len(id) < 16:
		return fmt.Errorf("an access key id has at least 16 characters, not %d", len(id))
	}
	return nil
}

// checkSecret says nothing of what was typed but that it is too short.
func checkSecret(secret string) error {
	if len(secret) < 16 {
		return errors.New("a secret access key is longer")
	}
	return nil
}
