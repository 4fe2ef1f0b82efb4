package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lanyard/internal/creds"
	"lanyard/keychain"
)

// filled types values into the fields of a form, one after another, and stays in the last.
func filled(d dialog, values ...string) dialog {
	for i, value := range values {
		if i > 0 {
			d, _ = drive(d, "tab")
		}
		d, _ = d.Update(tea.PasteMsg{Content: value})
	}
	return d
}

func TestNewProfile(t *testing.T) {
	d, _ := drive(newNewDialog(), "enter")
	d = filled(d, " prod ", "arn:aws:iam::123456789012:role/Admin\n", "base", "", "eu-central-1", "credential_process=/bin/x --a b")
	d, sent := drive(d, "enter")
	if d != nil || len(sent) != 1 {
		t.Fatalf("open %v, sent %v", d != nil, sent)
	}
	got := sent[0].(actionMsg)
	want := []string{
		"role_arn=arn:aws:iam::123456789012:role/Admin", "source_profile=base", "region=eu-central-1",
		"credential_process=/bin/x --a b",
	}
	if got.action != actNewProfile || got.profile != "prod" || !slices.Equal(got.values, want) {
		t.Errorf("sent %+v", got)
	}
}

func TestNewProfileRefuses(t *testing.T) {
	for _, c := range []struct {
		values []string
		at     int
		why    string
	}{
		{[]string{"", "", "", "", "", ""}, 0, "a name is needed"},
		{[]string{"a]b", "", "", "", "", ""}, 0, "brackets"},
		{[]string{"a", "Admin", "", "", "", ""}, 1, "role's ARN"},
		{[]string{"a", "", "b#", "", "", ""}, 2, "brackets"},
		{[]string{"a", "", "", "", "", "json"}, 5, "KEY=VALUE"},
		{[]string{"a", "", "", "", "", "aws_secret_access_key=x"}, 5, "secret"},
	} {
		d, sent := drive(filled(newProfileForm(), c.values...), "enter")
		if d == nil || len(sent) > 0 {
			t.Errorf("%q was sent: %v", c.values, sent)
			continue
		}
		if f := d.(*form); f.at != c.at {
			t.Errorf("%q: in field %d, want %d", c.values, f.at, c.at)
		}
		if shown := diffShown(d, rect{W: 80, H: 23}); !strings.Contains(shown, c.why) {
			t.Errorf("%q: no %q in\n%s", c.values, c.why, shown)
		}
	}
}

func TestNewKey(t *testing.T) {
	const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	d, _ := drive(newNewDialog(), "a")
	d = filled(d, "prod", "AKIAIOSFODNN7EXAMPLE", secret+"\n", "arn:aws:iam::123456789012:mfa/jane", "eu-west-1")
	for _, room := range dialogRooms() {
		if content, _ := d.View(room, newStyles(true)); strings.Contains(content, secret[:4]) {
			t.Errorf("the secret is shown:\n%s", content)
		}
	}
	d, sent := drive(d, "enter")
	if d != nil || len(sent) != 1 {
		t.Fatalf("open %v, sent %v", d != nil, sent)
	}
	got := sent[0].(actionMsg)
	if got.action != actNewKey || got.key.Name != "prod" || got.key.AccessKeyID != "AKIAIOSFODNN7EXAMPLE" ||
		got.key.SecretAccessKey.Reveal() != secret || got.key.MFASerial != "arn:aws:iam::123456789012:mfa/jane" || got.key.Region != "eu-west-1" {
		t.Errorf("sent %+v", got)
	}
	if printed := fmt.Sprintf("%+v %#v", got, got); strings.Contains(printed, secret) {
		t.Errorf("the message prints the secret: %s", printed)
	}
}

func TestNewKeyRefuses(t *testing.T) {
	for _, c := range []struct {
		id, secret string
		at         int
		why        string
	}{
		{"ASIAIOSFODNN7EXAMPLE", strings.Repeat("s", 40), 1, "temporary"},
		{"AKIA", strings.Repeat("s", 40), 1, "at least 16"},
		{"AKIAIOSFODNN7EXAMPLE", "hunter2", 2, "longer"},
	} {
		d, sent := drive(filled(newKeyForm(), "prod", c.id, c.secret, "", ""), "enter")
		if d == nil || len(sent) > 0 {
			t.Errorf("%+v was sent", c)
			continue
		}
		shown := diffShown(d, rect{W: 80, H: 23})
		if d.(*form).at != c.at || !strings.Contains(shown, c.why) || strings.Contains(shown, "hunter2") {
			t.Errorf("%+v: in field %d\n%s", c, d.(*form).at, shown)
		}
	}
}

func TestFormMoves(t *testing.T) {
	f := newForm("F", []input{{label: "a"}, {label: "b"}, {label: "c"}}, func([]string) tea.Cmd { return nil })
	for _, c := range []struct {
		key string
		at  int
	}{{"tab", 1}, {"down", 2}, {"tab", 0}, {"shift+tab", 2}, {"up", 1}, {"enter", 2}} {
		if d, _ := drive(f, c.key); d == nil || f.at != c.at {
			t.Errorf("%s: in field %d, want %d", c.key, f.at, c.at)
		}
	}
	if d, _ := drive(f, "enter"); d != nil {
		t.Error("enter in the last field does not end the form")
	}
}

func TestNewCancels(t *testing.T) {
	for _, keys := range [][]string{{"esc"}, {"q"}, {"p", "esc"}, {"a", "x", "esc"}, {"down", "enter", "esc"}} {
		if d, sent := drive(newNewDialog(), keys...); d != nil || len(sent) > 0 {
			t.Errorf("%q: open %v, sent %v", keys, d != nil, sent)
		}
	}
}

func TestPassphrase(t *testing.T) {
	ask := func(create bool) (dialog, chan answer) {
		replies := make(chan answer, 1)
		return newPassphraseDialog(askMsg{id: 3, passphrase: &keychain.PassphraseRequest{Create: create}, answer: replies}), replies
	}
	d, replies := ask(false)
	if d, _ = drive(d, append(typed(" pass wörd"), "enter")...); d != nil {
		t.Error("still open")
	}
	if a := answered(replies); a == nil || a.text != " pass wörd" {
		t.Errorf("answered %+v", a)
	}
	d, replies = ask(true)
	d, _ = drive(filled(d, "first", "second"), "enter")
	if d == nil || answered(replies) != nil {
		t.Fatal("two different ones were taken")
	}
	if shown := diffShown(d, rect{W: 80, H: 23}); !strings.Contains(shown, "differs") || strings.Contains(shown, "first\n") {
		t.Errorf("shows\n%s", shown)
	}
	goldenDialog(t, "passphrase_differs", d)
	d, _ = drive(d, "ctrl+u")
	if d, _ = drive(filled(d, "first"), "enter"); d != nil {
		t.Error("the same twice was not taken")
	}
	if a := answered(replies); a == nil || a.text != "first" {
		t.Errorf("answered %+v", a)
	}
	d, replies = ask(false)
	last := d
	if d, _ = drive(d, "enter"); d == nil {
		t.Fatal("an empty one was taken")
	}
	drive(d, "esc")
	if a := answered(replies); a == nil || !errors.Is(a.err, creds.ErrDeclined) {
		t.Errorf("answered %+v", a)
	}
	if ran(last.Cancel()); answered(replies) != nil {
		t.Error("answered twice")
	}
	d, _ = ask(false)
	if d, _ = d.Update(withdrawMsg{3}); d != nil {
		t.Error("open though nobody waits")
	}
}

func TestFormGolden(t *testing.T) {
	goldenDialog(t, "new", newNewDialog())
	goldenDialogStyled(t, "new", newNewDialog())
	goldenDialog(t, "profile", newProfileForm())
	wrong := filled(newProfileForm(), "prod-größe-日本", "arn:aws:iam::123456789012:user/jane", "base", "")
	goldenDialog(t, "profile_wrong", wrong)
	wrong, _ = drive(wrong, "tab", "tab", "enter")
	goldenDialog(t, "profile_refused", wrong)
	goldenDialogStyled(t, "profile_refused", wrong)
	goldenDialog(t, "key", filled(newKeyForm(), "prod", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
	goldenDialog(t, "passphrase", newPassphraseDialog(askMsg{passphrase: &keychain.PassphraseRequest{}}))
	goldenDialog(t, "passphrase_again", newPassphraseDialog(askMsg{passphrase: &keychain.PassphraseRequest{
		Purpose: "Reading or changing a long-lived key needs the passphrase again.", Retry: "Wrong passphrase, try again.",
	}}))
	goldenDialog(t, "passphrase_new", newPassphraseDialog(askMsg{passphrase: &keychain.PassphraseRequest{Create: true}}))
}
