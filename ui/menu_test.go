package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
)

// chosen presses keys until a dialog closes, and returns what it asks the root for.
func chosen(t *testing.T, d dialog, keys ...string) actionMsg {
	t.Helper()
	var cmd tea.Cmd
	for i, name := range keys {
		if d, cmd = d.Update(keyPress(name)); d == nil && i < len(keys)-1 {
			t.Fatalf("%s closed the dialog too early", name)
		}
	}
	if d != nil || cmd == nil {
		t.Fatalf("%q chose nothing", keys)
	}
	msg, ok := cmd().(actionMsg)
	if !ok {
		t.Fatalf("%q yields %T", keys, cmd())
	}
	return msg
}

// offered are the actions of a menu in their order.
func offered(d dialog) (actions []action) {
	for _, item := range d.(menu).items {
		actions = append(actions, item.choose.action)
	}
	return actions
}

func TestMenuOffersWhatMakesSense(t *testing.T) {
	set, _ := detailSet(t)
	for _, c := range []struct {
		name string
		e    app.Entry
		want []action
	}{
		{"chain", prodEntry(t, set), []action{actShell, actRun, actCopy, actRequest, actRenew, actRenewAll, actForget, actUse, actEdit, actRemove}},
		{
			"nothing cached", detailEntry(t, set, "keys", creds.State{Status: creds.StatusReady}),
			[]action{actShell, actRun, actCopy, actRequest, actRenew, actUse, actEdit, actRemove},
		},
		{
			"in the keychain alone", detailEntry(t, set, "work", living(creds.StatusValid, time.Hour, 0)),
			[]action{actShell, actRun, actCopy, actRequest, actRenew, actForget, actUse, actRemove},
		},
		{"broken", detailEntry(t, set, "lost"), []action{actEdit, actCopyText, actRemove}},
	} {
		if got := offered(newMenuDialog(c.e, newKeyMap())); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestMenuChooses(t *testing.T) {
	set, _ := detailSet(t)
	prod, lost := prodEntry(t, set), detailEntry(t, set, "lost")
	open := func(e app.Entry) dialog { return newMenuDialog(e, newKeyMap()) }
	for _, c := range []struct {
		keys []string
		d    dialog
		want actionMsg
	}{
		{[]string{"enter"}, open(prod), actionMsg{action: actShell, profile: "prod"}},
		{[]string{"down", "j", "enter"}, open(prod), actionMsg{action: actCopy, profile: "prod"}},
		{[]string{"up", "enter"}, open(prod), actionMsg{action: actShell, profile: "prod"}},
		{[]string{"G", "down", "enter"}, open(prod), actionMsg{action: actRemove, profile: "prod"}},
		{[]string{"r"}, open(prod), actionMsg{action: actRenew, profile: "prod"}},
		{[]string{"e"}, open(lost), actionMsg{action: actEdit, profile: "lost"}},
		{[]string{"y"}, open(lost), actionMsg{action: actCopyText, profile: "lost", text: "arn:aws:iam::444455556666:role/Lost", what: "role ARN"}},
		{[]string{"enter"}, newCopyDialog(prod), actionMsg{action: actCopyExports, profile: "prod", what: "export lines"}},
		{[]string{"c"}, newCopyDialog(prod), actionMsg{action: actCopyText, profile: "prod", text: "credential_process = lanyard credential-process prod", what: "credential_process line"}},
		{[]string{"a"}, newCopyDialog(prod), actionMsg{action: actCopyText, profile: "prod", text: "444455556666", what: "account id"}},
		{[]string{"G", "enter"}, newCopyDialog(prod), actionMsg{action: actCopyText, profile: "prod", text: "prod", what: "name"}},
		{[]string{"r"}, newCopyDialog(lost), actionMsg{action: actCopyText, profile: "lost", text: "arn:aws:iam::444455556666:role/Lost", what: "role ARN"}},
	} {
		if got := chosen(t, c.d, c.keys...); fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", c.want) {
			t.Errorf("%q: %+v, want %+v", c.keys, got, c.want)
		}
	}
}

func TestMenuClosesWithoutAChoice(t *testing.T) {
	set, _ := detailSet(t)
	d := newMenuDialog(prodEntry(t, set), newKeyMap())
	if next, cmd := d.Update(keyPress("w")); next == nil || cmd != nil {
		t.Error("a key that is no choice chose something")
	}
	if next, cmd := d.Update(keyPress("esc")); next != nil || cmd != nil {
		t.Error("esc leaves the menu open, or chose something")
	}
	if d.Cancel() != nil {
		t.Error("there is something to cancel")
	}
}

func TestMenuFrames(t *testing.T) {
	set, _ := detailSet(t)
	prod, lost := prodEntry(t, set), detailEntry(t, set, "lost")
	for name, d := range map[string]dialog{
		"menu-prod": newMenuDialog(prod, newKeyMap()), "menu-broken": newMenuDialog(lost, newKeyMap()),
		"menu-copy": newCopyDialog(prod),
	} {
		for _, size := range frameSizes() {
			room := rect{W: size[0], H: size[1] - 1}
			content, _ := d.View(room, newStyles(true))
			checkFits(t, content, room)
			golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), ansi.Strip(content))
		}
		content, _ := d.View(rect{W: 80, H: 23}, newStyles(true))
		golden(t, name+"-styled", content)
	}
}

// TestMenuKeepsItsShape opens the menus of whatever may stand in files; the choice under the cursor
// is always seen.
func TestMenuKeepsItsShape(t *testing.T) {
	s := newStyles(true)
	rapid.Check(t, func(t *rapid.T) {
		text := hostileText()
		e := app.Entry{
			Profile: &profiles.Profile{
				Name: text.Draw(t, "name"), Sources: []profiles.Source{{File: "config", Line: 1}},
				Settings: map[string]profiles.Setting{"role_arn": {Value: text.Draw(t, "arn")}},
			},
			State: creds.State{Status: creds.StatusValid},
		}
		if rapid.Bool().Draw(t, "broken") {
			e.Plan.Problem = &profiles.Problem{Severity: profiles.SeverityError, Message: text.Draw(t, "message"), Hint: text.Draw(t, "hint")}
		}
		d := newMenuDialog(e, newKeyMap())
		if rapid.Bool().Draw(t, "copy") {
			d = newCopyDialog(e)
		}
		for range rapid.IntRange(0, 10).Draw(t, "downs") {
			d, _ = d.Update(keyPress("down"))
		}
		room := rect{W: rapid.IntRange(0, 120).Draw(t, "width"), H: rapid.IntRange(0, 40).Draw(t, "height")}
		content, _ := d.View(room, s)
		checkFits(t, content, room)
		if room.W > 20 && room.H > 2 && !strings.Contains(content, "▸") {
			t.Errorf("the choice is out of sight:\n%s", content)
		}
	})
}
