package profiles_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"lanyard/profiles"
)

const inheritConfig = `[profile a]
region = own
include_profile = b
services = local
[profile b]
region = b
output = b
include_profile = c
sso_session = corp
aws_access_key_id = AKIAB
aws_secret_access_key = b
[profile c]
output = c
mfa_serial = c
aws_session_token = c
include_profile = a
[profile keyed]
include_profile = b
aws_access_key_id = AKIAOWN
[profile lost]
include_profile = d
services = none
[profile role]
role_arn = arn:aws:iam::111111111111:role/r
include_profile = sourced
[profile sourced]
source_profile = c
[sso-session corp]
sso_start_url = https://first
sso_region = us-east-1
[services local]
sts =
  endpoint_url = http://127.0.0.1:1
s3 =
  endpoint_url = http://127.0.0.1:2
[sso-session corp]
sso_start_url = https://corp
SSO_Registration_Scopes = x
`

func TestInclude(t *testing.T) {
	set := open(t, inheritConfig, "")
	a := profile(t, set, "a")
	for key, want := range map[string]string{
		"region": "own", "output": "b", "mfa_serial": "c", "sso_start_url": "https://corp", "sso_region": "us-east-1",
		"sts.endpoint_url": "http://127.0.0.1:1", "aws_access_key_id": "AKIAB",
	} {
		if got := a.Get(key); got != want {
			t.Errorf("a: %s = %q, want %q", key, got, want)
		}
	}
	if _, own := a.Settings["output"]; own || a.Inherited["output"].Line != 7 {
		t.Errorf("output is not inherited from line 7: %+v", a.Inherited["output"])
	}
	if !a.Secret("aws_session_token").Empty() {
		t.Error("keys of two profiles were mixed")
	}
	if got := codes(a.Problems); !slices.Equal(got, []string{"include-cycle"}) {
		t.Errorf("a: problems %q", got)
	}
	if k := profile(t, set, "keyed"); !k.Secret("aws_secret_access_key").Empty() {
		t.Error("half of the keys was inherited")
	}
	lost := profile(t, set, "lost")
	if got := codes(lost.Problems); !slices.Equal(got, []string{"missing-include", "missing-services"}) {
		t.Errorf("lost: problems %q", got)
	}
	if plan := set.Plan(lost); plan.Problem == nil || plan.Problem.Code != "missing-include" || plan.Problem.Line != 21 {
		t.Errorf("lost: %+v", plan.Problem)
	}
	if plan := set.Plan(profile(t, set, "role")); plan.Problem == nil || plan.Problem.Code != "incomplete-keys" {
		t.Errorf("role: %v, want the source to come from the included profile", plan.Problem)
	}
}

func TestSSOSessions(t *testing.T) {
	set := open(t, inheritConfig, "")
	sessions := set.SSOSessions()
	if len(sessions) != 1 {
		t.Fatalf("sessions: %+v", sessions)
	}
	s := sessions[0]
	if s.Name != "corp" || s.StartURL != "https://corp" || s.Region != "us-east-1" || fmt.Sprint(s.Scopes) != "[x]" || s.Line != 28 {
		t.Errorf("session: %+v", s)
	}
	if got := codes(set.Problems()); !slices.Equal(got, []string{"duplicate-section"}) {
		t.Errorf("problems: %q", got)
	}
}

func TestResolveEndpoint(t *testing.T) {
	set := open(t, inheritConfig+"[profile e]\nendpoint_url = http://e\n[profile i]\nservices = local\nignore_configured_endpoint_urls = TRUE\n", "")
	for _, c := range []struct {
		profile, service string
		env              map[string]string
		want             string
	}{
		{"a", "STS", nil, "http://127.0.0.1:1"},
		{"a", "SSO_OIDC", nil, ""},
		{"e", "STS", nil, "http://e"},
		{"a", "STS", map[string]string{"AWS_ENDPOINT_URL": "http://v"}, "http://v"},
		{"a", "STS", map[string]string{"AWS_ENDPOINT_URL": "http://v", "AWS_ENDPOINT_URL_STS": "http://w"}, "http://w"},
		{"a", "SSO_OIDC", map[string]string{"AWS_ENDPOINT_URL_STS": "http://w"}, ""},
		{"i", "STS", map[string]string{"AWS_ENDPOINT_URL_STS": "http://w"}, ""},
		{"a", "STS", map[string]string{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, ""},
		{"i", "STS", map[string]string{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"}, "http://127.0.0.1:1"},
	} {
		getenv := func(k string) string { return c.env[k] }
		if got := profiles.ResolveEndpoint(profile(t, set, c.profile), getenv, c.service); got != c.want {
			t.Errorf("%s of %s with %v: %q, want %q", c.service, c.profile, c.env, got, c.want)
		}
	}
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	set := open(t, planConfig, planCredentials)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, name := range set.Names() {
				p, err := set.Profile(name)
				if err != nil {
					t.Error(err)
					continue
				}
				set.Plan(p)
			}
			set.All()
			set.Problems()
			set.SSOSessions()
		})
	}
	wg.Wait()
}
