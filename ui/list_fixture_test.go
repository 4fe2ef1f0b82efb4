package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
)

// listClock is the time that the frames are drawn at.
var listClock = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// roleEntry is a profile that assumes a role.
func roleEntry(name, account, role, region string, status creds.Status) app.Entry {
	return app.Entry{
		Profile: &profiles.Profile{Name: name},
		Plan: profiles.Plan{
			Profile: name, Kind: profiles.KindAssumeRole, Region: region,
			Steps: []profiles.Step{{
				Kind: profiles.KindAssumeRole, AccountID: account,
				Role: profiles.Role{ARN: "arn:aws:iam::" + account + ":role/" + role},
			}},
		},
		State: creds.State{Status: status},
	}
}

func ssoEntry(name, session, account, role, region string, status creds.Status) app.Entry {
	return app.Entry{
		Profile: &profiles.Profile{Name: name},
		Plan: profiles.Plan{
			Profile: name, Kind: profiles.KindSSO, Region: region,
			Steps: []profiles.Step{{
				Kind: profiles.KindSSO, AccountID: account,
				SSO: profiles.SSO{Session: session, AccountID: account, RoleName: role},
			}},
		},
		State: creds.State{Status: status},
	}
}

// ending adds when a person is needed and when the credentials end, from listClock on; zero is never.
func ending(e app.Entry, person, credentials time.Duration) app.Entry {
	if person != 0 {
		e.State.PersonNeededAt = listClock.Add(person)
	}
	if credentials != 0 {
		e.State.ExpiresAt = listClock.Add(credentials)
	}
	return e
}

// someEntries are a small home with one profile of each status.
func someEntries() []app.Entry {
	keys := app.Entry{
		Profile: &profiles.Profile{Name: "work"},
		Plan: profiles.Plan{Profile: "work", Kind: profiles.KindKeychain, Region: "eu-central-1", Steps: []profiles.Step{
			{Kind: profiles.KindKeychain, AccountID: "111122223333"},
		}},
		State: creds.State{Status: creds.StatusReady},
	}
	broken := app.Entry{
		Profile: &profiles.Profile{Name: "old-import"},
		Plan:    profiles.Plan{Profile: "old-import", Kind: profiles.KindIncomplete},
		State:   creds.State{Status: creds.StatusBroken},
	}
	return []app.Entry{
		keys,
		ending(roleEntry("prod-admin", "444455556666", "Admin", "eu-central-1", creds.StatusValid), 3*time.Hour+12*time.Minute, 50*time.Minute),
		ending(roleEntry("prod-readonly", "444455556666", "ReadOnly", "eu-central-1", creds.StatusExpiring), 9*time.Minute+30*time.Second, 5*time.Minute),
		roleEntry("staging", "777788889999", "Deploy", "eu-west-1", creds.StatusNeedsMFA),
		ending(ssoEntry("corp-billing", "corp", "123456789012", "Billing", "us-east-1", creds.StatusValid), 7*time.Hour, 40*time.Minute),
		ssoEntry("corp-audit", "corp", "210987654321", "SecurityAudit", "us-east-1", creds.StatusSignedOut),
		roleEntry("größe-日本-🚀", "777788889999", "Größe", "eu-west-1", creds.StatusLocked),
		ending(roleEntry("shared-logs", "777788889999", "Logs", "", creds.StatusExpired), 0, -time.Hour),
		broken,
	}
}

// manyEntries are what a large company's person has.
func manyEntries(n int) []app.Entry {
	stages := []string{"production", "staging", "development", "sandbox"}
	roles := []string{"AdministratorAccess", "ReadOnly", "PowerUser", "Billing", "SecurityAudit"}
	regions := []string{"eu-central-1", "eu-west-1", "us-east-1", "ap-southeast-2"}
	states := []creds.Status{creds.StatusValid, creds.StatusReady, creds.StatusNeedsMFA, creds.StatusSignedOut, creds.StatusExpiring}
	entries := make([]app.Entry, 0, n)
	for i := range n {
		name := fmt.Sprintf("team-%03d-%s-%04d", i%137, stages[i%4], i)
		account := fmt.Sprintf("%012d", 100000000000+int64(i%400)*7919)
		e := ssoEntry(name, fmt.Sprintf("org-%d", i%3), account, roles[i%5], regions[i%4], states[i%5])
		if i%7 == 0 {
			e = roleEntry(name, account, roles[i%5], regions[i%4], states[i%5])
		}
		if e.State.Status == creds.StatusValid {
			e = ending(e, time.Duration(i%700+20)*time.Minute, time.Hour)
		}
		entries = append(entries, e)
	}
	return entries
}

// listOf is a list of entries in a size.
func listOf(entries []app.Entry, w, h int) list {
	return newList(newKeyMap()).Resize(rect{W: w, H: h}).SetEntries(entries, "prod-admin", listClock)
}

// press sends keys by their names: "down", "ctrl+u", or one character.
func (l list) press(names ...string) list {
	for _, name := range names {
		l, _ = l.Update(keyPress(name))
	}
	return l
}

// typing sends each character.
func (l list) typing(text string) list { return l.press(strings.Split(text, "")...) }

func keyPress(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab,
		"backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	}
	if code, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(letter)[0], Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// checkShape fails unless a frame is exactly w cells by h lines.
func checkShape(t interface {
	Helper()
	Errorf(format string, args ...any)
}, frame string, w, h int,
) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Errorf("%d lines, want %d", len(lines), h)
	}
	for i, line := range lines {
		if got := ansi.StringWidth(line); got != w {
			t.Errorf("line %d has %d cells, want %d: %q", i, got, w, line)
		}
		if bare := ansi.Strip(line); strings.ContainsFunc(bare, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
			t.Errorf("line %d has control characters: %q", i, bare)
		}
	}
}
