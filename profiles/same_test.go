package profiles_test

import (
	"os"
	"strings"
	"testing"

	"lanyard/profiles"
)

const sameConfig = `[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1

[profile prod]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = dev
role_session_name = ann

[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
`

// Whatever changes in the files makes the profiles that it belongs to others, and only those.
func TestSame(t *testing.T) {
	for _, c := range []struct{ name, old, new, changed string }{
		{"nothing", "", "", ""},
		{"a setting", "role_session_name = ann", "role_session_name = bob", "prod"},
		{"a role", "role/Deploy", "role/Admin", "prod"},
		{"a source's setting", "sso_role_name = Admin", "sso_role_name = Read", "dev prod"},
		{"a sign-in", "eu-central-1", "eu-west-1", "dev prod"},
		{"a secret", "bPxRfi", "bPxRfj", "keys"},
		{"a line", "[profile keys]", "\n[profile keys]", "keys"},
		{"a problem", "source_profile = dev", "source_profile = gone", "prod"},
		{"a chain", "source_profile = dev", "source_profile = keys", "prod"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := write(t, sameConfig, "")
			before := readAll(t, files)
			if err := os.WriteFile(files.Config, []byte(strings.Replace(sameConfig, c.old, c.new, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			var changed []string
			for i, after := range readAll(t, files) {
				if !after.profile.Same(before[i].profile) || !after.plan.Same(&before[i].plan) {
					changed = append(changed, after.profile.Name)
				}
			}
			if got := strings.Join(changed, " "); got != c.changed {
				t.Errorf("changed %q, want %q", got, c.changed)
			}
		})
	}
}

type planned struct {
	profile *profiles.Profile
	plan    profiles.Plan
}

func readAll(t *testing.T, files profiles.Files) (all []planned) {
	t.Helper()
	set, err := profiles.Open(files, profiles.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.All() {
		all = append(all, planned{p, set.Plan(p)})
	}
	return all
}

func TestSameSeesTheKeychain(t *testing.T) {
	plan := func(id string) profiles.Plan {
		set := open(t, "", "", profiles.KeychainKey{Name: "work", AccessKeyID: id})
		return set.Plan(profile(t, set, "work"))
	}
	one, again, other := plan("AKIAI44QH8DHBEXAMPLE"), plan("AKIAI44QH8DHBEXAMPLE"), plan("AKIAIOSFODNN7EXAMPLE")
	if !one.Same(&again) || one.Same(&other) {
		t.Errorf("the same key %t, another %t", one.Same(&again), one.Same(&other))
	}
}
