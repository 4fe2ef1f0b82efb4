package exec_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanyard/exec"
	"lanyard/internal/creds"
	"lanyard/internal/redact"
	"lanyard/profiles"
)

func temporary() creds.Credentials {
	return creds.Credentials{
		AccessKeyID:     "ASIAEXAMPLE",
		SecretAccessKey: redact.New("secret/EXAMPLE+KEY"),
		SessionToken:    redact.New("token=="),
		Expires:         time.Date(2026, 3, 1, 14, 30, 5, 999, time.FixedZone("", 3600)),
		AccountID:       "111122223333",
	}
}

func longLived() creds.Credentials {
	return creds.Credentials{AccessKeyID: "AKIAEXAMPLE", SecretAccessKey: redact.New("secret")}
}

// asMap also checks that no name is there twice.
func asMap(t interface{ Errorf(string, ...any) }, entries []string) map[string]string {
	m := make(map[string]string)
	for _, entry := range entries {
		name, value, _ := strings.Cut(entry, "=")
		if _, twice := m[name]; twice {
			t.Errorf("%s is there twice", name)
		}
		m[name] = value
	}
	return m
}

func diff(got, want map[string]string) string {
	if maps.Equal(got, want) {
		return ""
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if value, ok := got[name]; !ok || value != want[name] {
			fmt.Fprintf(&b, "%s=%q (there: %t), want %q\n", name, value, ok, want[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			fmt.Fprintf(&b, "%s=%q, want none\n", name, got[name])
		}
	}
	return b.String()
}

func TestChildOfTemporaryCredentials(t *testing.T) {
	parent := []string{
		"PATH=/bin", "EMPTY=", "AWS_PROFILE=other", "AWS_ACCESS_KEY=x", "AWS_ROLE_ARN=arn:x",
		"AWS_PAGER=less", "LANYARD_KEYCHAIN_PASSPHRASE=p", "LANYARD_MFA_CODE=123456",
		"LANYARD_HOME=/h", "AWS_CONTAINER_AUTHORIZATION_TOKEN=t", "AWS_SESSION_TOKEN=old",
	}
	got := exec.Environ(parent, exec.Child{Profile: "dev", Region: "eu-west-1", Credentials: temporary()})
	want := map[string]string{
		"PATH": "/bin", "EMPTY": "", "AWS_PAGER": "less", "LANYARD_HOME": "/h",
		"AWS_ACCESS_KEY_ID": "ASIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret/EXAMPLE+KEY",
		"AWS_SESSION_TOKEN":         "token==",
		"AWS_CREDENTIAL_EXPIRATION": "2026-03-01T13:30:05Z",
		"AWS_SESSION_EXPIRATION":    "2026-03-01T13:30:05Z",
		"AWS_ACCOUNT_ID":            "111122223333",
		"AWS_REGION":                "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1",
		"AWS_VAULT": "dev", "LANYARD_PROFILE": "dev",
		"LANYARD_ENV": "AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_SESSION_TOKEN,AWS_CREDENTIAL_EXPIRATION," +
			"AWS_SESSION_EXPIRATION,AWS_ACCOUNT_ID,AWS_REGION,AWS_DEFAULT_REGION,AWS_VAULT",
	}
	if d := diff(asMap(t, got), want); d != "" {
		t.Error(d)
	}
}

// Left over pieces of other credentials would be mixed with the new ones.
func TestChildOfLongLivedKeysHasNoRestOfASession(t *testing.T) {
	parent := exec.Environ([]string{"HOME=/h"}, exec.Child{Profile: "role", Credentials: temporary()})
	parent = append(parent, "AWS_SECURITY_TOKEN=x")
	got := exec.Environ(parent, exec.Child{Profile: "keys", Credentials: longLived()})
	want := map[string]string{
		"HOME": "/h", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_VAULT": "keys", "LANYARD_PROFILE": "keys",
		"LANYARD_ENV": "AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY,AWS_VAULT",
	}
	if d := diff(asMap(t, got), want); d != "" {
		t.Error(d)
	}
}

func TestEveryRemovedVariableIsGone(t *testing.T) {
	// The list of CLI.md, "Environment of the child", less what is set.
	removed := strings.Fields(`AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_ACCESS_KEY AWS_SECRET_KEY AWS_PROFILE
		AWS_DEFAULT_PROFILE AWS_SDK_LOAD_CONFIG AWS_CREDENTIAL_FILE AWS_CREDENTIAL_EXPIRATION
		AWS_SESSION_EXPIRATION AWS_ACCOUNT_ID AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
		AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN
		AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_WEB_IDENTITY_TOKEN_FILE`)
	own := []string{"LANYARD_KEYCHAIN_PASSPHRASE", "LANYARD_MFA_CODE"}
	var parent []string
	for _, name := range append(removed, own...) {
		parent = append(parent, name+"=x", name+"=again")
	}
	g := exec.Child{Profile: "keys", Credentials: longLived()}
	child := asMap(t, exec.Environ(parent, g))
	_, unset := exec.Vars(parent, g)
	for _, name := range removed {
		if _, ok := child[name]; ok {
			t.Errorf("the child has %s", name)
		}
		if !slices.Contains(unset, name) {
			t.Errorf("Vars leaves %s", name)
		}
	}
	for _, name := range own {
		if _, ok := child[name]; ok {
			t.Errorf("the child has %s", name)
		}
		if slices.Contains(unset, name) {
			t.Errorf("Vars takes %s from the person's shell", name)
		}
	}
}

// A child of a child is like a child: nothing of the outer profile shines through.
func TestNestingLeavesNothingBehind(t *testing.T) {
	names := []string{
		"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CA_BUNDLE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS",
		"AWS_PROFILE", "AWS_MAX_ATTEMPTS", "AWS_SESSION_TOKEN", "HOME", "AWS_PAGER",
	}
	value := rapid.SampledFrom([]string{"", "a", "b"})
	environment := rapid.Custom(func(t *rapid.T) []string {
		var parent []string
		for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom(names), rapid.ID).Draw(t, "names") {
			parent = append(parent, name+"="+value.Draw(t, name))
		}
		return parent
	})
	grant := rapid.Custom(func(t *rapid.T) exec.Child {
		p := &profiles.Profile{Settings: map[string]profiles.Setting{}, Inherited: map[string]profiles.Setting{}}
		for _, key := range []string{"ca_bundle", "endpoint_url", "max_attempts", "services"} {
			p.Settings[key] = profiles.Setting{Value: value.Draw(t, key)}
		}
		p.Inherited["sts.endpoint_url"] = profiles.Setting{Value: value.Draw(t, "sts")}
		c := longLived()
		if rapid.Bool().Draw(t, "temporary") {
			c = temporary()
		}
		return exec.Child{Profile: value.Draw(t, "profile"), Region: value.Draw(t, "region"), Credentials: c, Settings: p}
	})
	rapid.Check(t, func(t *rapid.T) {
		parent, outer, inner := environment.Draw(t, "parent"), grant.Draw(t, "outer"), grant.Draw(t, "inner")
		launch := func(parent []string, g exec.Child) []string {
			g.Region = exec.Region("", parent, g.Region)
			return exec.Environ(parent, g)
		}
		direct := asMap(t, launch(parent, inner))
		nested := asMap(t, launch(launch(parent, outer), inner))
		for _, child := range []map[string]string{direct, nested} {
			// An empty variable is as good as none, and one that lanyard replaced doesn't come back.
			maps.DeleteFunc(child, func(_, value string) bool { return value == "" })
			delete(child, "LANYARD_ENV")
		}
		if d := diff(nested, direct); d != "" {
			t.Fatal(d)
		}
	})
}

// Credentials of the environment have no profile, and an outer one's name must not be theirs.
func TestNoProfile(t *testing.T) {
	parent := []string{"HOME=/h", "AWS_VAULT=outer", "LANYARD_PROFILE=outer"}
	g := exec.Child{Credentials: temporary()}
	child := asMap(t, exec.Environ(parent, g))
	for _, name := range []string{"AWS_VAULT", "LANYARD_PROFILE"} {
		if value, ok := child[name]; ok {
			t.Errorf("the child has %s=%q", name, value)
		}
	}
	set, unset := exec.Vars(parent, g)
	for _, v := range set {
		if v.Value == "" && v.Name != "LANYARD_ENV" || v.Name == "AWS_VAULT" || v.Name == "LANYARD_PROFILE" {
			t.Errorf("set %s to %q", v.Name, v.Value)
		}
	}
	if !slices.Contains(unset, "AWS_VAULT") || !slices.Contains(unset, "LANYARD_PROFILE") {
		t.Errorf("to unset: %q", unset)
	}
	var text strings.Builder
	if err := exec.Write(&text, exec.FormatINI, set, unset); err != nil || !strings.HasPrefix(text.String(), "[default]\n") {
		t.Errorf("as INI: %v, %s", err, text.String())
	}
}

func TestGetenvTakesTheFirst(t *testing.T) {
	getenv := exec.Getenv([]string{"A=1", "AB=2", "A=3", "EMPTY=", "EMPTY=4"})
	for name, want := range map[string]string{"A": "1", "AB": "2", "EMPTY": "", "B": ""} {
		if got := getenv(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestRegion(t *testing.T) {
	for _, test := range []struct {
		flag    string
		parent  []string
		profile string
		want    string
	}{
		{"flag", []string{"AWS_REGION=env"}, "profile", "flag"},
		{"", []string{"AWS_REGION=env", "AWS_DEFAULT_REGION=default"}, "profile", "env"},
		{"", []string{"AWS_REGION=", "AWS_DEFAULT_REGION=default"}, "profile", "default"},
		{"", nil, "profile", "profile"},
		{"", []string{"AWS_REGION=outer", "AWS_DEFAULT_REGION=outer", "LANYARD_ENV=AWS_REGION,AWS_DEFAULT_REGION"}, "profile", "profile"},
		{"", []string{"AWS_REGION=outer", "AWS_DEFAULT_REGION=mine", "LANYARD_ENV=AWS_REGION"}, "profile", "mine"},
		{"", []string{"AWS_REGION=outer", "LANYARD_ENV=AWS_REGION"}, "", ""},
	} {
		if got := exec.Region(test.flag, test.parent, test.profile); got != test.want {
			t.Errorf("Region(%q, %q, %q) = %q, want %q", test.flag, test.parent, test.profile, got, test.want)
		}
	}
}

// The region that a person set outside holds for the nested command too.
func TestThePersonsRegionOutlivesNesting(t *testing.T) {
	parent := []string{"AWS_REGION=mine"}
	child := exec.Environ(parent, exec.Child{Profile: "p", Region: exec.Region("", parent, "a"), Credentials: longLived()})
	if got := exec.Region("", child, "b"); got != "mine" {
		t.Errorf("the nested region is %q, want %q", got, "mine")
	}
	if unset := exec.Unset(child); slices.Contains(unset, "AWS_REGION") || !slices.Contains(unset, "AWS_DEFAULT_REGION") {
		t.Errorf("to unset: %q", unset)
	}
}

// LANYARD_ENV comes from outside, and its names end up in text that a shell evaluates.
func TestForgedListIsHarmless(t *testing.T) {
	parent := []string{"PATH=/bin", "HOME=/h", "AWS_X=1", "LANYARD_ENV=PATH,HOME,AWS_X,;reboot,AWS_$(reboot),"}
	if got, want := exec.Unset(parent), []string{"AWS_X", "LANYARD_PROFILE", "LANYARD_ENV"}; !slices.Equal(got, want) {
		t.Errorf("Unset = %q, want %q", got, want)
	}
	child := asMap(t, exec.Environ(parent, exec.Child{Profile: "p", Credentials: longLived()}))
	if child["PATH"] != "/bin" || child["HOME"] != "/h" {
		t.Errorf("the list removed PATH or HOME: %q", child)
	}
	if _, ok := child["AWS_X"]; ok {
		t.Error("AWS_X is still there")
	}
}

func TestOuterKeepsTheProfile(t *testing.T) {
	child := exec.Environ([]string{"HOME=/h", "AWS_REGION=mine"}, exec.Child{Profile: "p", Region: "x", Credentials: temporary()})
	want := map[string]string{"HOME": "/h", "LANYARD_PROFILE": "p"}
	got := asMap(t, exec.Outer(child))
	delete(got, "LANYARD_ENV")
	if d := diff(got, want); d != "" {
		t.Error(d)
	}
}

func TestVarsHideSecrets(t *testing.T) {
	set, _ := exec.Vars(nil, exec.Child{Profile: "p", Credentials: temporary()})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		text := fmt.Sprintf(verb, set)
		if strings.Contains(text, "EXAMPLE+KEY") || strings.Contains(text, "token==") {
			t.Errorf("%s shows a secret: %s", verb, text)
		}
		if !strings.Contains(text, "ASIAEXAMPLE") {
			t.Errorf("%s hides what is no secret: %s", verb, text)
		}
	}
}
