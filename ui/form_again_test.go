package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/internal/creds"
)

const someSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

// filledKeyForm is the form for a key, filled in.
func filledKeyForm() dialog {
	d, _ := drive(newKeyForm(), append(typed("work"), "tab")...)
	d, _ = drive(d, append(typed("AKIAIOSFODNN7EXAMPLE"), "tab")...)
	d, _ = d.Update(tea.PasteMsg{Content: someSecret})
	d, _ = drive(d, "tab", "tab")
	return d
}

// What was typed is not lost when AWS refuses a key; where it can't be asked, there is a way without.
func TestKeyFormOpensAgain(t *testing.T) {
	for _, c := range []struct {
		name    string
		problem error
		without bool
	}{
		{"refused", errors.New("GetCallerIdentity: InvalidClientTokenId"), false},
		{"unreachable", fmt.Errorf("verify the key: sts is %w: no route", creds.ErrUnreachable), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var added []app.NewKey
			s := staged(t, &world{addKey: func(key app.NewKey) error {
				added = append(added, key)
				if key.NoVerify {
					return nil
				}
				return c.problem
			}})
			s.dialogs = stack{filledKeyForm()}
			s.runs(s.types("enter"))
			s.unsettled = false
			frame, _ := s.frame()
			shown := ansi.Strip(frame)
			for _, want := range []string{"New access key", "✗", "work", "AKIAIOSFODNN7EXAMPLE", "••••"} {
				if !strings.Contains(shown, want) {
					t.Errorf("no %q in\n%s", want, shown)
				}
			}
			if strings.Contains(frame, someSecret) {
				t.Error("the secret is on the screen")
			}
			if got := strings.Contains(shown, "add unchecked"); got != c.without {
				t.Errorf("offers to add it without checking: %v", got)
			}
			s.runs(s.types("ctrl+n"))
			if got := len(s.dialogs) == 0; got != c.without {
				t.Fatalf("closed: %v", got)
			}
			if !c.without {
				return
			}
			if last := added[len(added)-1]; !last.NoVerify || last.SecretAccessKey.Reveal() != someSecret || s.note.text != "work added to the keychain, not verified" {
				t.Errorf("added %+v, told %q", last, s.note.text)
			}
		})
	}
}

// A diff that is not agreed to leads back to what was typed.
func TestDiffLeadsBackToItsForm(t *testing.T) {
	var made []string
	s := staged(t, &world{add: func(name string) (Change, error) { return madeChange{made: &made, name: name}, nil }})
	form, _ := drive(newProfileForm(), append(typed("staging"), "shift+tab")...)
	s.dialogs = stack{form}
	s.runs(s.types("enter"))
	if !shows(s.Model, "Add profile staging") {
		t.Fatal("no diff is shown")
	}
	s.unsettled = false
	s.runs(s.types("esc"))
	if !shows(s.Model, "New profile") || !shows(s.Model, "staging ") || len(made) != 0 {
		frame, _ := s.frame()
		t.Errorf("made %v, shows\n%s", made, ansi.Strip(frame))
	}
}

func TestFormRefusedGolden(t *testing.T) {
	form := filledKeyForm().(*form)
	again := form.refused(fmt.Errorf("verify the key \"work\": GetCallerIdentity: sts.eu-central-1.amazonaws.com is %w: no such host", creds.ErrUnreachable),
		"check the network, HTTPS_PROXY and the endpoint settings")
	goldenDialog(t, "key_refused", again)
	goldenDialogStyled(t, "key_refused", again)
}
