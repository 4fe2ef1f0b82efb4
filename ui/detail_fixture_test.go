package ui

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"lanyard/internal/app"
	"lanyard/internal/creds"
	"lanyard/profiles"
)

const detailConfig = `[profile audit]
role_arn = arn:aws:iam::111122223333:role/Audit
source_profile = work
mfa_serial = arn:aws:iam::111122223333:mfa/ann
region = eu-central-1

[profile prod]
include_profile = shared
role_arn = arn:aws:iam::444455556666:role/platform/DeployFromTheContinuousIntegrationPipeline
source_profile = audit
external_id = 2f1c
services = local
s3 =
  addressing_style = path

[profile shared]
region = eu-west-1
output = json

[services local]
sts =
  endpoint_url = https://sts.example.internal:8443

[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

[profile lost]
role_arn = arn:aws:iam::444455556666:role/Lost
source_profile = nowhere

[profile it's größe 日本 🚀]
credential_process = /usr/local/bin/corp-credentials --account 444455556666
`

// detailSet reads the fixture's files; home is the folder that they are in.
func detailSet(t testing.TB) (set *profiles.Set, home string) {
	t.Helper()
	home = t.TempDir()
	files := profiles.Files{
		Config: filepath.Join(home, ".aws", "config"), Credentials: filepath.Join(home, ".aws", "credentials"),
	}
	if err := os.Mkdir(filepath.Dir(files.Config), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files.Config, []byte(detailConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	set, err := profiles.Open(files, profiles.Options{Keys: []profiles.KeychainKey{
		{Name: "work", AccessKeyID: "AKIAI44QH8DHBEXAMPLE", Region: "eu-central-1", AccountID: "111122223333"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return set, home
}

// detailEntry is a profile of the fixture; the states are those of its steps.
func detailEntry(t testing.TB, set *profiles.Set, name string, states ...creds.State) app.Entry {
	t.Helper()
	p, err := set.Profile(name)
	if err != nil {
		t.Fatal(err)
	}
	e := app.Entry{Profile: p, Plan: set.Plan(p), Steps: states, State: creds.State{Status: creds.StatusBroken}}
	if len(states) > 0 {
		e.State = states[len(states)-1]
	}
	return e
}

func living(status creds.Status, credentials, person time.Duration) creds.State {
	return ending(app.Entry{State: creds.State{Status: status}}, person, credentials).State
}

// prodEntry is the end of a chain of three.
func prodEntry(t testing.TB, set *profiles.Set) app.Entry {
	return detailEntry(t, set, "prod", living(creds.StatusReady, 0, 0),
		living(creds.StatusReady, 0, 11*time.Hour), living(creds.StatusValid, 42*time.Minute, 11*time.Hour))
}
