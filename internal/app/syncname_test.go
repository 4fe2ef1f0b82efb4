package app

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"lanyard/internal/creds"
	"lanyard/profiles"
	"lanyard/sso"
)

func role(account, name string) profiles.SessionRole {
	return profiles.SessionRole{Session: "corp", AccountID: account, Role: name}
}

func TestTemplates(t *testing.T) {
	account := creds.AccountRoles{Account: sso.Account{ID: "111122223333", Name: " Zürich & Co. (test) ", Email: "a@b.example"}}
	for text, want := range map[string]string{
		DefaultTemplate:             "Zürich-Co.-test-Admin",
		"{session}/{account_id}":    "corp/111122223333",
		"x {email}":                 "x a@b.example",
		"{role}{role}":              "AdminAdmin",
		"{account_name}.{role}-end": "Zürich-Co.-test.Admin-end",
	} {
		parsed, err := parseTemplate(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := parsed.expand(account, role("111122223333", "Admin")); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"", "x", "{role", "{nothing}", "{}", "{role}{"} {
		if _, err := parseTemplate(text); !errors.Is(err, ErrTemplate) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if got := sanitise("[]#;\"'\\\x1b", "111122223333"); got != "111122223333" {
		t.Errorf("nothing is left as %q", got)
	}
}

func TestNamesThatSeveralWouldHave(t *testing.T) {
	var n names
	n.take("mine")
	given := n.give([]namedRole{
		{role("000000000001", "Admin"), "same", false},
		{role("000000000002", "Admin"), "same", false},
		{role("000000000002", "Read"), "same", false},
		{role("000000000003", "Admin"), "mine", false},
		{role("000000000003", "Read"), "default", false},
		{role("000000000004", "Admin"), "alone", false},
		{role("000000000005", "Admin"), "bad]", false},
		{role("000000000006", "Own"), "corp/000000000006/Own", false},
		{role("000000000006", "Asks"), "corp/000000000006/Asks", true},
		{role("000000000006", "Other"), "corp/000000000007/Other", false},
	})
	for r, want := range map[profiles.SessionRole]string{
		role("000000000001", "Admin"): "same-000000000001",
		role("000000000002", "Admin"): "same-000000000002-Admin",
		role("000000000002", "Read"):  "same-000000000002-Read",
		role("000000000003", "Admin"): "mine-000000000003",
		role("000000000003", "Read"):  "default-000000000003",
		role("000000000004", "Admin"): "alone",
		role("000000000005", "Admin"): "",
		role("000000000006", "Own"):   "corp/000000000006/Own",
		role("000000000006", "Asks"):  "",
		role("000000000006", "Other"): "",
	} {
		if given[r] != want {
			t.Errorf("%s is named %q, want %q", r, given[r], want)
		}
	}
}

// TestNamesAreOfOneRoleEach: whatever the server calls things, no two roles share a profile, nobody else's
// profile is taken, and the order does not matter.
func TestNamesAreOfOneRoleEach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SampledFrom([]string{"a", "A", "a-000000000001", "", "default", "x]", "Ü ", "b-c", "000000000002"})
		var roles []namedRole
		seen := map[profiles.SessionRole]bool{}
		for range rapid.IntRange(0, 12).Draw(t, "roles") {
			r := role(rapid.SampledFrom([]string{"000000000001", "000000000002"}).Draw(t, "account"), some.Draw(t, "role"))
			if !seen[r] {
				seen[r] = true
				roles = append(roles, namedRole{r, some.Draw(t, "name"), rapid.Bool().Draw(t, "asks")})
			}
		}
		taken := names{}
		for range rapid.IntRange(0, 3).Draw(t, "taken") {
			taken.take(some.Draw(t, "other"))
		}
		before := len(taken)
		others := map[string]bool{}
		for name := range taken {
			others[name] = true
		}
		given := taken.give(append([]namedRole(nil), roles...))
		used := map[string]bool{}
		for _, r := range roles {
			name, ok := given[r.SessionRole]
			if !ok {
				t.Fatalf("%s is forgotten", r.SessionRole)
			}
			if name == "" {
				continue
			}
			if used[name] || others[name] || profiles.CheckName(name) != nil || name == "default" {
				t.Fatalf("%s is named %q (of %d others)", r.SessionRole, name, before)
			}
			used[name] = true
		}
	})
}
