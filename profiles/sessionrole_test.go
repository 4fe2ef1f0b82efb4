package profiles_test

import (
	"testing"

	"pgregory.net/rapid"

	"lanyard/profiles"
)

const corpRole = "corp/123456789012/Admin"

func TestParseSessionRole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := profiles.SessionRole{
			Session: rapid.StringN(1, -1, -1).Draw(t, "session"), AccountID: rapid.StringMatching(`[0-9]{12}`).Draw(t, "account"),
			Role: rapid.StringMatching(`[^/]+`).Draw(t, "role"),
		}
		if got, ok := profiles.ParseSessionRole(want.String()); !ok || got != want {
			t.Fatalf("%q is read as %+v, %v", want.String(), got, ok)
		}
	})
	for _, name := range []string{"", "corp", "corp/Admin", "corp/12345678901/Admin", "corp/12345678901x/Admin", "/123456789012/Admin", "corp/123456789012/"} {
		if r, ok := profiles.ParseSessionRole(name); ok {
			t.Errorf("%q is read as %+v", name, r)
		}
	}
}

// TestSessionRoleNetwork: the way to AWS is that of the first profile of the session, what it includes with it.
func TestSessionRoleNetwork(t *testing.T) {
	const sessions = "[sso-session corp]\nsso_start_url = https://corp/start\nsso_region = eu-west-1\n[sso-session lab]\nsso_start_url = https://lab/start\nsso_region = eu-west-1\n"
	set := open(t, sessions+`[profile stranger]
ca_bundle = /wrong
[profile base]
endpoint_url = http://base
region = us-east-1
[profile first]
sso_session = corp
Services = local
include_profile = base
[profile second]
sso_session = corp
ca_bundle = /second
[services local]
sso =
  endpoint_url = http://portal
`, "")
	p := profile(t, set, corpRole)
	for key, want := range map[string]string{
		"services": "local", "sso.endpoint_url": "http://portal", "endpoint_url": "http://base", "ca_bundle": "", "region": "", "sso_role_name": "Admin",
	} {
		if got := p.Get(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if got := set.SessionProfile("corp"); got == nil || got.Get("endpoint_url") != "http://base" || got.Get("sso_region") != "eu-west-1" {
		t.Errorf("the session has %+v", got)
	}
	if got := set.SessionProfile("lab"); got == nil || got.Get("endpoint_url") != "" {
		t.Errorf("another session has %+v", got)
	}
	if set.SessionProfile("none") != nil {
		t.Error("a session that is not there has a profile")
	}
	if set.Plan(p).Problem != nil {
		t.Errorf("the plan is %+v", set.Plan(p))
	}
}

// TestSessionRoleCircle: a profile of the session that includes a role of it.
func TestSessionRoleCircle(t *testing.T) {
	set := open(t, "[sso-session corp]\nsso_start_url = https://corp/start\nsso_region = eu-west-1\n[profile a]\nsso_session = corp\ninclude_profile = "+corpRole+"\nca_bundle = /a\n", "")
	if got := profile(t, set, "a").Get("sso_role_name"); got != "Admin" {
		t.Errorf("the role is %q", got)
	}
	set = open(t, "[sso-session corp]\nsso_start_url = https://corp/start\nsso_region = eu-west-1\n[profile a]\nsso_session = corp\ninclude_profile = "+corpRole+"\nca_bundle = /a\n", "")
	if got := profile(t, set, corpRole).Get("ca_bundle"); got != "/a" {
		t.Errorf("the bundle is %q", got)
	}
}

// TestOwnProcess: a credential_process that asks lanyard for a role is that role, if sync wrote it so.
func TestOwnProcess(t *testing.T) {
	set := open(t, `[sso-session corp]
sso_start_url = https://corp/start
sso_region = eu-west-1
[profile written]
lanyard_sync = corp/123456789012/Admin
credential_process = lanyard credential-process corp/123456789012/Admin
region = eu-west-3
endpoint_url = http://here
[profile changed]
lanyard_sync = corp/123456789012/Admin
credential_process = lanyard credential-process corp/123456789012/Admin --refresh
[profile own]
credential_process = lanyard credential-process corp/123456789012/Admin
[profile gone]
lanyard_sync = none/123456789012/Admin
credential_process = lanyard credential-process none/123456789012/Admin
`, "")
	plan := set.Plan(profile(t, set, "written"))
	step := plan.Steps[0]
	if plan.Kind != profiles.KindSSO || plan.Region != "eu-west-3" || step.Profile != "written" || step.SSO.StartURL != "https://corp/start" ||
		step.SSO.RoleName != "Admin" || step.AccountID != "123456789012" || step.Settings.Get("endpoint_url") != "http://here" {
		t.Errorf("the plan is %+v", plan)
	}
	for _, name := range []string{"changed", "own", "gone"} {
		if plan := set.Plan(profile(t, set, name)); plan.Kind != profiles.KindProcess {
			t.Errorf("%s is %s", name, plan.Kind)
		}
	}
	if command := (profiles.SessionRole{Session: "my corp", AccountID: "123456789012", Role: "Admin"}).Command(); command != `lanyard credential-process "my corp/123456789012/Admin"` {
		t.Errorf("the command is %s", command)
	}
}
