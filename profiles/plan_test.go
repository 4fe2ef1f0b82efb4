package profiles_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lanyard/profiles"
)

// planConfig holds a profile for every rule of CLI.md's and AWS.md's resolution.
const planConfig = `
[profile base]
region = eu-west-1
mfa_serial = arn:aws:iam::111111111111:mfa/jo

[profile role]
role_arn = arn:aws:iam::222222222222:role/deploy
source_profile = base
external_id = e
duration_seconds = 3600
role_session_name = n
source_identity = jo
session_tags = a=b, c = d=e
transitive_session_tags = a,c
mfa_serial = arn:aws:iam::111111111111:mfa/jo

[profile hop]
role_arn = arn:aws-cn:iam::333333333333:role/path/next
source_profile = role

[profile keyed-role]
role_arn = arn:aws:iam::222222222222:role/r
source_profile = nowhere
aws_access_key_id = AKIACONFIG
aws_secret_access_key = c

[profile over-keyed-role]
role_arn = arn:aws:iam::222222222222:role/s
source_profile = keyed-role

[profile self]
role_arn = arn:aws:iam::222222222222:role/self
source_profile = self
aws_access_key_id = AKIASELF
aws_secret_access_key = s

[profile self-without-keys]
role_arn = arn:aws:iam::222222222222:role/self
source_profile = self-without-keys

[profile own-keys]
role_arn = arn:aws:iam::222222222222:role/own
aws_access_key_id = AKIAOWN
aws_secret_access_key = s

[profile no-source]
role_arn = arn:aws:iam::222222222222:role/own

[profile lost]
role_arn = arn:aws:iam::222222222222:role/lost
source_profile = bass

[profile a]
role_arn = arn:aws:iam::222222222222:role/a
source_profile = b
[profile b]
role_arn = arn:aws:iam::222222222222:role/b
source_profile = a
[profile into-the-circle]
role_arn = arn:aws:iam::222222222222:role/c
source_profile = a

[profile env]
role_arn = arn:aws:iam::222222222222:role/env
credential_source = Environment
[profile ec2]
role_arn = arn:aws:iam::222222222222:role/ec2
credential_source = Ec2InstanceMetadata
[profile ecs]
role_arn = arn:aws:iam::222222222222:role/ecs
credential_source = EcsContainer
[profile other-source]
role_arn = arn:aws:iam::222222222222:role/ecs
credential_source = Moon
[profile two-sources]
role_arn = arn:aws:iam::222222222222:role/two
credential_source = Environment
source_profile = base

[profile web]
role_arn = arn:aws:iam::222222222222:role/web
web_identity_token_file = /t
source_profile = nowhere
[profile web-without-role]
web_identity_token_file = /t

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-2
sso_registration_scopes = sso:account:access, x
[profile sso]
sso_session = corp
sso_account_id = 444444444444
sso_role_name = Admin
aws_access_key_id = AKIANEVER
aws_secret_access_key = never
[profile sso-legacy]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 444444444444
sso_role_name = Admin
[profile sso-half]
sso_session = corp
sso_account_id = 444444444444
[profile sso-token-only]
sso_session = corp
[profile sso-nowhere]
sso_session = cord
sso_account_id = 444444444444
sso_role_name = Admin
[profile sso-conflict]
sso_session = corp
sso_region = eu-west-1
sso_account_id = 444444444444
sso_role_name = Admin
[profile role-over-sso]
role_arn = arn:aws:iam::222222222222:role/over
source_profile = sso

[profile login]
login_session = arn:aws:iam::555555555555:user/jo
credential_process = p
[profile process]
credential_process = p --x "y z"
aws_access_key_id = AKIALAST
aws_secret_access_key = s
[profile file-first]
credential_process = p
login_session = arn:aws:iam::555555555555:user/jo
[profile config-keys]
aws_access_key_id = AKIACONFIG
aws_secret_access_key = s
aws_security_token = t
[profile half-keys]
aws_access_key_id = AKIAHALF
[profile vaulted]
credential_process = p
[profile nothing]
region = x
[profile broken
aws_access_key_id = AKIACONFIG
aws_secret_access_key = s

[profile long]
role_arn = arn:aws:iam::222222222222:role/a
source_profile = base
duration_seconds = 43201
[profile bad-tags]
role_arn = arn:aws:iam::222222222222:role/a
source_profile = base
session_tags = a
[profile bad-arn]
role_arn = deploy
source_profile = base
`

const planCredentials = `
[base]
aws_access_key_id = AKIABASE
aws_secret_access_key = b
[file-first]
aws_access_key_id = AKIAFIRST
aws_secret_access_key = b
[vaulted]
aws_access_key_id = AKIAFILE
aws_secret_access_key = b
`

// show writes a plan the way a person would: "static:base(AKIA) > assume-role:role(arn)".
func show(plan profiles.Plan) string {
	if plan.Problem != nil {
		return fmt.Sprintf("%s, %s in line %d", plan.Kind, plan.Problem.Code, plan.Problem.Line)
	}
	var steps []string
	for _, s := range plan.Steps {
		detail := s.Keys.AccessKeyID + s.Role.ARN + s.SSO.AccountID + s.Login + s.Process
		steps = append(steps, fmt.Sprintf("%s:%s(%s)", s.Kind, s.Profile, strings.TrimPrefix(detail, "arn:aws:iam::")))
	}
	return strings.Join(steps, " > ")
}

func TestPlan(t *testing.T) {
	set := open(t, planConfig, planCredentials,
		profiles.KeychainKey{Name: "vaulted", AccessKeyID: "AKIAVAULT", MFASerial: "m", Region: "r"},
		profiles.KeychainKey{Name: "only-vaulted", AccessKeyID: "AKIAONLY"},
	)
	for name, want := range map[string]string{
		"base":              "static:base(AKIABASE)",
		"role":              "static:base(AKIABASE) > assume-role:role(222222222222:role/deploy)",
		"hop":               "static:base(AKIABASE) > assume-role:role(222222222222:role/deploy) > assume-role:hop(arn:aws-cn:iam::333333333333:role/path/next)",
		"keyed-role":        "assume-role, missing-source in line 23",
		"over-keyed-role":   "static:keyed-role(AKIACONFIG) > assume-role:over-keyed-role(222222222222:role/s)",
		"self":              "static:self(AKIASELF) > assume-role:self(222222222222:role/self)",
		"self-without-keys": "assume-role, no-source in line 38",
		"own-keys":          "static:own-keys(AKIAOWN) > assume-role:own-keys(222222222222:role/own)",
		"no-source":         "assume-role, no-source in line 47",
		"lost":              "assume-role, missing-source in line 51",
		"a":                 "assume-role, source-cycle in line 55",
		"into-the-circle":   "assume-role, source-cycle in line 55",
		"env":               "environment:env() > assume-role:env(222222222222:role/env)",
		"ec2":               "ec2-instance:ec2() > assume-role:ec2(222222222222:role/ec2)",
		"ecs":               "container:ecs() > assume-role:ecs(222222222222:role/ecs)",
		"other-source":      "assume-role, unknown-credential-source in line 74",
		"two-sources":       "assume-role, two-sources in line 77",
		"web":               "web-identity:web(222222222222:role/web)",
		"web-without-role":  "incomplete, missing-role in line 85",
		"sso":               "sso:sso(444444444444)",
		"sso-legacy":        "sso:sso-legacy(444444444444)",
		"sso-half":          "sso, incomplete-sso in line 103",
		"sso-token-only":    "sso, incomplete-sso in line 106",
		"sso-nowhere":       "sso, missing-sso-session in line 108",
		"sso-conflict":      "sso, sso-session-conflict in line 113",
		"role-over-sso":     "sso:sso(444444444444) > assume-role:role-over-sso(222222222222:role/over)",
		"login":             "login:login(555555555555:user/jo)",
		"process":           `process:process(p --x "y z")`,
		"file-first":        "static:file-first(AKIAFIRST)",
		"config-keys":       "static:config-keys(AKIACONFIG)",
		"half-keys":         "static, incomplete-keys in line 135",
		"vaulted":           "keychain:vaulted(AKIAVAULT)",
		"only-vaulted":      "keychain:only-vaulted(AKIAONLY)",
		"nothing":           "incomplete, no-credentials in line 138",
		"broken":            "static, unclosed-header in line 140",
		"long":              "assume-role, invalid-duration in line 147",
		"bad-tags":          "assume-role, invalid-session-tags in line 151",
		"bad-arn":           "assume-role, invalid-role-arn in line 153",
	} {
		if got := show(set.Plan(profile(t, set, name))); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

func TestPlanDetails(t *testing.T) {
	set := open(t, planConfig, planCredentials, profiles.KeychainKey{Name: "vaulted", MFASerial: "m", Region: "r"})
	role := set.Plan(profile(t, set, "role")).Steps
	if role[0].MFASerial == "" || role[0].Settings.Name != "base" || role[1].Settings.Name != "role" {
		t.Errorf("steps: %+v", role)
	}
	r := role[1].Role
	if r.Duration != time.Hour || r.ExternalID != "e" || r.SessionName != "n" || r.SourceIdentity != "jo" ||
		fmt.Sprint(r.Tags) != "[{a b} {c d=e}]" || fmt.Sprint(r.TransitiveTags) != "[a c]" || role[1].AccountID != "222222222222" {
		t.Errorf("role: %+v", r)
	}
	if hop := set.Plan(profile(t, set, "hop")).Steps; hop[2].MFASerial != "" || hop[2].Role.Duration != 0 {
		t.Errorf("the hop took settings of its source: %+v", hop[2])
	}
	sso := set.Plan(profile(t, set, "sso")).Steps[0].SSO
	want := profiles.SSO{Session: "corp", StartURL: "https://corp.awsapps.com/start", Region: "us-east-2", AccountID: "444444444444", RoleName: "Admin"}
	if sso.Scopes == nil || fmt.Sprint(sso.Scopes) != "[sso:account:access x]" {
		t.Errorf("scopes: %q", sso.Scopes)
	}
	if sso.Scopes = nil; fmt.Sprint(sso) != fmt.Sprint(want) {
		t.Errorf("sso: %+v", sso)
	}
	vaulted := set.Plan(profile(t, set, "vaulted"))
	if vaulted.Region != "r" || vaulted.Steps[0].MFASerial != "m" {
		t.Errorf("keychain: %+v", vaulted)
	}
	keys := set.Plan(profile(t, set, "config-keys")).Steps[0].Keys
	if keys.SecretAccessKey.Reveal() != "s" || keys.SessionToken.Reveal() != "t" {
		t.Error("keys of the config file are not the ones written")
	}
	if p := set.Plan(profile(t, set, "lost")).Problem; !strings.Contains(p.Hint, `"base"`) {
		t.Errorf("hint: %q", p.Hint)
	}
	if p := set.Plan(profile(t, set, "into-the-circle")).Problem; !strings.Contains(p.Message, `"a" → "b" → "a"`) {
		t.Errorf("message: %q", p.Message)
	}
}

func TestLongChains(t *testing.T) {
	var b strings.Builder
	b.WriteString("[profile p0]\naws_access_key_id=A\naws_secret_access_key=b\n")
	for i := 1; i <= 300; i++ {
		fmt.Fprintf(&b, "[profile p%d]\nrole_arn=arn:aws:iam::1:role/r\nsource_profile=p%d\n", i, i-1)
	}
	set := open(t, b.String(), "")
	if plan := set.Plan(profile(t, set, "p100")); len(plan.Steps) != 101 {
		t.Errorf("p100: %d steps, problem %v", len(plan.Steps), plan.Problem)
	}
	if plan := set.Plan(profile(t, set, "p300")); plan.Problem == nil || plan.Problem.Code != "long-chain" {
		t.Errorf("p300: problem %v", plan.Problem)
	}
}

func TestNotFound(t *testing.T) {
	set := open(t, "[profile production]\n[profile Prod]\n[profile staging]\n", "", profiles.KeychainKey{Name: "prof"})
	_, err := set.Profile("prod")
	var missing *profiles.NotFoundError
	if !errors.As(err, &missing) || !errors.Is(err, profiles.ErrNotFound) {
		t.Fatalf("error = %v", err)
	}
	if got := fmt.Sprint(missing.Nearest); got != "[Prod production prof]" {
		t.Errorf("nearest: %s", got)
	}
	if _, err := set.Profile("zzzzzzzz"); !errors.As(err, &missing) || len(missing.Nearest) != 0 {
		t.Errorf("nearest of nothing alike: %v", missing.Nearest)
	}
}

func TestWithRole(t *testing.T) {
	set := open(t, planConfig, planCredentials, profiles.KeychainKey{Name: "vaulted", AccountID: "777777777777"})
	for _, c := range []struct{ profile, role, account, want string }{
		{"role", "admin", "", "arn:aws:iam::222222222222:role/admin"},
		{"hop", "team/admin", "", "arn:aws-cn:iam::333333333333:role/team/admin"},
		{"sso", "admin", "", "arn:aws:iam::444444444444:role/admin"},
		{"vaulted", "admin", "", "arn:aws:iam::777777777777:role/admin"},
		{"base", "admin", "", "arn:aws:iam::111111111111:role/admin"}, // the account of its device
		{"base", "admin", "666666666666", "arn:aws:iam::666666666666:role/admin"},
		{"login", "role/admin", "", "arn:aws:iam::555555555555:role/admin"},
		{"base", "arn:aws:iam::999999999999:role/x", "", "arn:aws:iam::999999999999:role/x"},
	} {
		before := set.Plan(profile(t, set, c.profile))
		plan, err := before.WithRole(c.role, c.account)
		if err != nil {
			t.Errorf("%s + %s: %v", c.profile, c.role, err)
			continue
		}
		last := plan.Steps[len(plan.Steps)-1]
		if last.Role.ARN != c.want || plan.Kind != profiles.KindAssumeRole || len(plan.Steps) != len(before.Steps)+1 {
			t.Errorf("%s + %s: %+v", c.profile, c.role, last)
		}
	}
	base := set.Plan(profile(t, set, "base"))
	if plan, _ := base.WithRole("arn:aws:iam::999999999999:role/x", ""); plan.Steps[1].MFASerial != base.Steps[0].MFASerial {
		t.Error("the device of the keys is not used for the role")
	}
	if got := base.AccountID(); got != "111111111111" {
		t.Errorf("account %q of base", got)
	}
	unknown := set.Plan(profile(t, set, "file-first"))
	if got := unknown.AccountID(); got != "" {
		t.Errorf("account %q of file-first", got)
	}
	for _, role := range []string{"admin", "arn:aws:iam::999999999999:user/x", ""} {
		if _, err := unknown.WithRole(role, ""); !errors.Is(err, profiles.ErrInvalidRole) {
			t.Errorf("role %q: error = %v", role, err)
		}
	}
}
