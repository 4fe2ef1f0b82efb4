package profiles_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"

	"lanyard/profiles"
)

// botocoreHomes prints, for each home of a list, the names of the profiles, and which access key the profile
// "x" gives: "ID SECRET TOKEN", "partial" for half a key, "" for none.
const botocoreHomes = `
import json, os, sys, tempfile
import botocore.exceptions, botocore.session
from botocore import configloader, credentials

def names(config, shared):
    return sorted(set(configloader.load_config(config)["profiles"]) | set(configloader.raw_config_parse(shared)))

def keys(config, shared):
    os.environ.update(AWS_CONFIG_FILE=config, AWS_SHARED_CREDENTIALS_FILE=shared)
    for provider in (credentials.SharedCredentialProvider(shared, "x"), credentials.ConfigProvider(config, "x")):
        try:
            found = provider.load()
        except botocore.exceptions.PartialCredentialsError:
            return "partial"
        if found:
            return " ".join([found.access_key, found.secret_key, found.token or ""])
    return ""

answers = []
for home in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as folder:
        config, shared = os.path.join(folder, "config"), os.path.join(folder, "credentials")
        for path, text in ((config, home["Config"]), (shared, home["Credentials"])):
            with open(path, "wb") as file:
                file.write(text.encode())
        answers.append({"Names": names(config, shared), "Keys": keys(config, shared)})
json.dump(answers, sys.stdout)
`

type oracleHome struct{ Config, Credentials string }

// TestBotocoreNamesAlike compares which profiles there are, and which file's access key counts.
func TestBotocoreNamesAlike(t *testing.T) {
	const id, secret, token = "aws_access_key_id = %sID\n", "aws_secret_access_key = %[1]s-secret\n", "aws_session_token = %[1]s-token\n"
	homes := []oracleHome{
		{"", "[profile]\na=1\n[sso-session]\na=1\n[services]\na=1\n[sso-session y]\na=1\n"},
		{"", "[o'brien]\na=1\n[\"a b\"]\na=1\n[a b]\na=1\n[a#b]\na=1\n[a]]\na=1\n[x] ; c\na=1\n[profiles]\na=1\n"},
		{"[profile \"o'brien\"]\na=1\n[profile o\\'neil]\na=1\n[profile o\"'\"hara]\na=1\n", ""},
		{"[profile a\"b c\"d]\na=1\n[profile 'a'b]\na=1\n[profile \"a\\b\"]\na=1\n[profile \"a\\\"b\"]\na=1\n[profile a\\ b]\na=1\n", ""},
		{"[profile\tx]\na=1\n[profile  y  ]\na=1\n[profiles z]\na=1\n[profilex]\na=1\n[profile]\na=1\n[default]\na=1\n", ""},
		{"[x]\na=1\n[Profile y]\na=1\n[PROFILE z]\na=1\n[preview]\na=1\n[sso-session s]\na=1\n[services v]\na=1\n", ""},
		{"[profile a]\ra = 1\r[profile b]\rb = 2\r", "[c]\ra = 1\r\n[d]\nb = 2\r"},
		{"[profile ü]\na=1\n[profile 日本]\na=1\n[profile a;b]\na=1\n[profile a/b@c.d]\na=1\n", ""},
	}
	parts := []string{"", id + secret, id + secret + token, token, secret + token, id, secret}
	for _, config := range parts {
		for _, credentials := range parts {
			homes = append(homes, oracleHome{
				"[profile x]\nregion = r\n" + fmt.Sprintf(config+"%.0[1]s", "c"),
				"[x]\nregion = r\n" + fmt.Sprintf(credentials+"%.0[1]s", "k"),
			})
		}
	}
	for i, answer := range askBotocore(t, homes) {
		home := homes[i]
		set := open(t, home.Config, home.Credentials)
		if got := slices.Sorted(slices.Values(set.Names())); !slices.Equal(got, answer.Names) {
			t.Errorf("%q: names %q, botocore reads %q", home, got, answer.Names)
		}
		if got := keysOf(set); got != answer.Keys && !lenient(got, answer.Keys) {
			t.Errorf("%q: key %q, botocore takes %q", home, got, answer.Keys)
		}
	}
}

// lenient are the differences that are meant: where botocore refuses half a key in the credentials file the
// SDKs use the whole one of the config file, and a lone secret is reported where botocore passes over it.
func lenient(got, botocore string) bool {
	return botocore == "partial" && (got == "cID c-secret " || got == "cID c-secret c-token") || botocore == "" && got == "partial"
}

func keysOf(set *profiles.Set) string {
	p, err := set.Profile("x")
	if err != nil {
		return ""
	}
	plan := set.Plan(p)
	switch {
	case plan.Problem != nil && plan.Problem.Code == "incomplete-keys":
		return "partial"
	case plan.Problem != nil:
		return ""
	}
	keys := plan.Steps[0].Keys
	return keys.AccessKeyID + " " + keys.SecretAccessKey.Reveal() + " " + keys.SessionToken.Reveal()
}

func askBotocore(t *testing.T, homes []oracleHome) []struct {
	Names []string
	Keys  string
} {
	t.Helper()
	if exec.Command("python3", "-c", "import botocore.configloader").Run() != nil {
		t.Skip("needs python3 with botocore (package awscli or python3-botocore)")
	}
	question, err := json.Marshal(homes)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("python3", "-c", botocoreHomes)
	cmd.Stdin = bytes.NewReader(question)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("botocore: %v", err)
	}
	var answers []struct {
		Names []string
		Keys  string
	}
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}
