package profiles_test

import (
	"encoding/json"
	"maps"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"

	"lanyard/profiles"
)

// ordinaryConfig is a file that all clients read alike.
const ordinaryConfig = `# comment
[default]
region = eu-west-1
output=json

[profile plain]
Region = us-east-1
credential_process = /opt/tool --format=json --x "y z"
; another comment
ca_bundle = /etc/ssl/a#b.pem
endpoint_url: http://localhost:4566
role_session_name = O'Brien;x
percent = %(region)s %d
tick = ` + "`x" + `
backslash = C:\tools\
empty =

[profile dotted.name/with@signs-ü]
region = ap-south-1
s3 =
  addressing_style = path
  max_concurrent_requests=20

retry_mode = adaptive
[profile indented]
  region = eu-north-1
  output = text
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start#/
sso_region = us-east-2
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[profile role]
role_arn = arn:aws:iam::111122223333:role/deploy
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/jo
external_id = a=b
duration_seconds = 3600
`

const ordinaryCredentials = `[base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY==
aws_session_token = IQoJb3JpZ2luX2VjEJr//////////==
[spaced name]
aws_access_key_id=AKIDSPACED
aws_secret_access_key=secret
`

// valuesOf are the settings of all profiles, as botocore's full_config has them.
func valuesOf(set *profiles.Set) map[string]map[string]string {
	all := make(map[string]map[string]string)
	for _, p := range set.All() {
		all[p.Name] = make(map[string]string)
		for key, s := range p.Settings {
			all[p.Name][key] = s.Value + s.Secret.Reveal()
		}
	}
	return all
}

// TestBotocoreReadsAlike compares with botocore itself, where Python has it.
func TestBotocoreReadsAlike(t *testing.T) {
	for _, c := range []struct {
		name, config, credentials string
	}{
		{"LF", ordinaryConfig, ordinaryCredentials},
		{"CRLF", strings.ReplaceAll(ordinaryConfig, "\n", "\r\n"), strings.ReplaceAll(ordinaryCredentials, "\n", "\r\n")},
		{"plans", strings.Replace(planConfig, "[profile broken\n", "[profile broken]\n", 1), planCredentials},
		{"many", manyProfiles(200), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := write(t, c.config, c.credentials)
			want := botocore(t, files)
			got := valuesOf(open(t, c.config, c.credentials))
			if !maps.EqualFunc(got, want, maps.Equal[map[string]string, map[string]string]) {
				t.Errorf("lanyard reads\n%v\nbotocore reads\n%v", got, want)
			}
		})
	}
}

// botocoreScript prints all settings, nested ones dotted, the credentials file over the config file.
const botocoreScript = `
import json, os, sys
from botocore import configloader
config, credentials = sys.argv[1:]
profiles = configloader.load_config(config)["profiles"]
if os.path.exists(credentials):
    for name, values in configloader.raw_config_parse(credentials).items():
        profiles.setdefault(name, {}).update(values)
flat = {}
for name, values in profiles.items():
    flat[name] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            flat[name].update({key + "." + k: v for k, v in value.items()})
        else:
            flat[name][key] = value
json.dump(flat, sys.stdout)
`

func botocore(t *testing.T, files profiles.Files) map[string]map[string]string {
	t.Helper()
	if exec.Command("python3", "-c", "import botocore.configloader").Run() != nil {
		t.Skip("needs python3 with botocore (package awscli or python3-botocore)")
	}
	out, err := exec.Command("python3", "-c", botocoreScript, files.Config, files.Credentials).Output()
	if err != nil {
		t.Fatalf("botocore: %v", err)
	}
	var all map[string]map[string]string
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestGoSDKReadsAlike compares the settings that the SDK for Go has fields for.
func TestGoSDKReadsAlike(t *testing.T) {
	files := write(t, ordinaryConfig, ordinaryCredentials)
	set := open(t, ordinaryConfig, ordinaryCredentials)
	for _, name := range []string{"default", "plain", "dotted.name/with@signs-ü", "indented", "sso", "base"} {
		sdk, err := config.LoadSharedConfigProfile(t.Context(), name, func(o *config.LoadSharedConfigOptions) {
			o.ConfigFiles = []string{files.Config}
			o.CredentialsFiles = []string{files.Credentials}
		})
		if err != nil {
			t.Errorf("%q: the SDK says %v", name, err)
			continue
		}
		p := profile(t, set, name)
		session := ""
		if sdk.SSOSession != nil {
			session = sdk.SSOSession.Name + " " + sdk.SSOSession.SSOStartURL + " " + sdk.SSOSession.SSORegion
		}
		ours := ""
		if p.Get("sso_session") != "" {
			ours = p.Get("sso_session") + " " + p.Get("sso_start_url") + " " + p.Get("sso_region")
		}
		for key, pair := range map[string][2]string{
			"region":                {p.Get("region"), sdk.Region},
			"credential_process":    {p.Get("credential_process"), sdk.CredentialProcess},
			"ca_bundle":             {p.Get("ca_bundle"), sdk.CustomCABundle},
			"endpoint_url":          {p.Get("endpoint_url"), sdk.BaseEndpoint},
			"retry_mode":            {p.Get("retry_mode"), string(sdk.RetryMode)},
			"role_session_name":     {p.Get("role_session_name"), sdk.RoleSessionName},
			"sso_account_id":        {p.Get("sso_account_id"), sdk.SSOAccountID},
			"sso_role_name":         {p.Get("sso_role_name"), sdk.SSORoleName},
			"sso_session":           {ours, session},
			"aws_access_key_id":     {p.Get("aws_access_key_id"), sdk.Credentials.AccessKeyID},
			"aws_secret_access_key": {p.Secret("aws_secret_access_key").Reveal(), sdk.Credentials.SecretAccessKey},
			"aws_session_token":     {p.Secret("aws_session_token").Reveal(), sdk.Credentials.SessionToken},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%q: %s is %q here and %q in the SDK", name, key, pair[0], pair[1])
			}
		}
	}
}
