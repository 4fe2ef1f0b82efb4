package keyfile_test

import (
	"errors"
	"strings"
	"testing"

	"lanyard/internal/keyfile"
)

const (
	idA     = "AKIAONEONEONEONEONE1"
	secretA = "ONEdefghijklmnopqrstuvwxyz012345+/ABCDEF"
	idB     = "AKIATWOTWOTWOTWOTWO2"
	secretB = "TWOdefghijklmnopqrstuvwxyz012345+/ABCDEF"
)

// fill writes the keys for A, a, B and b between braces.
func fill(text string) string {
	return strings.NewReplacer("{A}", idA, "{a}", secretA, "{B}", idB, "{b}", secretB).Replace(text)
}

// TestForms reads the key that is called work, and cuts it.
func TestForms(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		left string // "spent" if nothing is worth keeping
	}{
		"credentials file":         {"[work]\naws_access_key_id = {A}\naws_secret_access_key = {a}\n", "spent"},
		"a section of several":     {"# mine\n[other]\naws_access_key_id={B}\naws_secret_access_key={b}\n[work]\naws_access_key_id = {A}\nregion = a\naws_secret_access_key = {a}\n", "# mine\n[other]\naws_access_key_id={B}\naws_secret_access_key={b}\n[work]\nregion = a\n"},
		"a profile of several":     {"[profile \"work\"]\naws_access_key_id: {A}\naws_secret_access_key: {a}\n[two]\naws_access_key_id={B}\naws_secret_access_key={b}", "[profile \"work\"]\n[two]\naws_access_key_id={B}\naws_secret_access_key={b}"},
		"the secret first":         {"aws_secret_access_key = {a}\naws_access_key_id = {A}\n", "spent"},
		"the same key twice":       {"aws_access_key_id={A}\naws_secret_access_key={a}\nAWS_ACCESS_KEY_ID={A}\n", "spent"},
		"CR":                       {"aws_access_key_id={A}\raws_secret_access_key={a}\rregion=x\r", "region=x\r"},
		"key file":                 {"AWSAccessKeyId={A}\r\nAWSSecretKey={a}\r\n", "spent"},
		"key file with a mark":     {"\ufeffawsaccesskeyid={A}\nAWSSECRETKEY={a}\n", "spent"},
		"bare":                     {"# from the office\n{A}\n{a}\n", "# from the office\n"},
		"bare with =":              {"AKIABARE000000000000\nabcdefghijklmnopqrstuvwxyz0123456789/+==\n", "spent"},
		"export":                   {"export AWS_ACCESS_KEY_ID=\"{A}\"\nexport AWS_SECRET_ACCESS_KEY='{a}';\nexport EDITOR=vi\n", "export EDITOR=vi\n"},
		"export -p":                {"declare -x AWS_ACCESS_KEY_ID=\"{A}\"\ndeclare -x AWS_SECRET_ACCESS_KEY=\"{a}\"\n", "spent"},
		"cmd":                      {"SET AWS_ACCESS_KEY_ID={A}\r\nset \"AWS_SECRET_ACCESS_KEY={a}\"\r\n", "spent"},
		"setx":                     {"setx AWS_ACCESS_KEY_ID {A}\r\nsetx AWS_SECRET_ACCESS_KEY {a}\r\n", "spent"},
		"PowerShell":               {"$Env:AWS_ACCESS_KEY_ID=\"{A}\"\r\n$env:AWS_SECRET_ACCESS_KEY = \"{a}\"\r\n", "spent"},
		"fish":                     {"set -gx AWS_ACCESS_KEY_ID {A}\nset -x AWS_SECRET_ACCESS_KEY '{a}'\n", "spent"},
		"csh":                      {"setenv AWS_ACCESS_KEY_ID {A}\nsetenv AWS_SECRET_ACCESS_KEY {a}\n", "spent"},
		"comments":                 {"aws_access_key_id = {A} # of work\naws_secret_access_key = {a}\t; old: {b}\n", "# of work\n; old: {b}\n"},
		"an invisible elsewhere":   {"title = a\u00a0b\n# \u200b\naws_access_key_id = {A}\naws_secret_access_key = {a}\n", "title = a\u00a0b\n# \u200b\n"},
		"console, new user":        {"User name,Password,Access key ID,Secret access key,Console login link\r\nbob,,{A},{a},https://1.signin.aws.amazon.com/console\r\n", "spent"},
		"console, a password":      {"User name,Password,Access key ID,Secret access key,Console login link\r\nbob,\"p,\"\"w\",{A},{a},https://1\r\n", "User name,Password,Access key ID,Secret access key,Console login link\r\nbob,\"p,\"\"w\",,,https://1\r\n"},
		"console, a mark":          {"\ufeffAccess key ID,Secret access key\r\n{A},{a}", "spent"},
		"console, before":          {"User Name,Access Key Id,Secret Access Key\n\"bob\",\"{A}\",\"{a}\"\n", "spent"},
		"console, several":         {"User name,Password,Access key ID,Secret access key\neve,,{B},{b}\nwork,,{A},{a}\n", "User name,Password,Access key ID,Secret access key\neve,,{B},{b}\nwork,,,\n"},
		"a spreadsheet's":          {"User name;Access key ID;Secret access key\nbob;{A};{a}\n", "spent"},
		"create-access-key":        {"{\"AccessKey\": {\"UserName\": \"bob\", \"AccessKeyId\": \"{A}\", \"Status\": \"Active\", \"SecretAccessKey\": \"{a}\", \"CreateDate\": \"2026-01-01\"}}\n", "spent"},
		"escaped JSON":             {"{\"AccessKeyId\": \"{A}\", \"SecretAccessKey\": \"ONEdefghijklmnopqrstuvwxyz012345+\\/ABCDEF\"}", "spent"},
		"JSON among others":        {"{\n \"work\": {\"AccessKeyId\": \"{A}\", \"SecretAccessKey\": \"{a}\"},\n \"dev\": {\"accessKeyId\": \"{B}\", \"secretAccessKey\": \"{b}\"}, \"n\": [1, {}]}", "{\n \"work\": {\"AccessKeyId\": \"\", \"SecretAccessKey\": \"\"},\n \"dev\": {\"accessKeyId\": \"{B}\", \"secretAccessKey\": \"{b}\"}, \"n\": [1, {}]}"},
		"JSON one after the other": {"{\"UserName\": \"eve\", \"AccessKeyId\": \"{B}\", \"SecretAccessKey\": \"{b}\"}\n{\"UserName\": \"work\", \"AccessKeyId\": \"{A}\", \"SecretAccessKey\": \"{a}\"}", "{\"UserName\": \"eve\", \"AccessKeyId\": \"{B}\", \"SecretAccessKey\": \"{b}\"}\n{\"UserName\": \"work\", \"AccessKeyId\": \"\", \"SecretAccessKey\": \"\"}"},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := keyfile.Parse([]byte(fill(c.text)))
			if err != nil {
				t.Fatal(err)
			}
			key, err := text.Key("work")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(name, "bare with =") && (key.ID != idA || key.Secret.Reveal() != secretA) {
				t.Errorf("key %s, want %s and its secret", key.ID, idA)
			}
			rest, spent := text.Without(key)
			if strings.Contains(string(rest), key.ID) || strings.Contains(string(rest), key.Secret.Reveal()) {
				t.Errorf("the key is still in %q", rest)
			}
			if c.left == "spent" != spent || !spent && string(rest) != fill(c.left) {
				t.Errorf("left: %q, spent %v; want %q", rest, spent, fill(c.left))
			}
		})
	}
}

// TestRefused: nothing is guessed, and no secret is quoted.
func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error // nil for an error of no class
		says string
	}{
		"two sections":               {"[one]\naws_access_key_id={A}\naws_secret_access_key={a}\n[two]\naws_access_key_id={B}\naws_secret_access_key={b}\n", keyfile.ErrSeveral, "one ({A}, line 2), two ({B}, line 5)"},
		"two of the name":            {"[work]\naws_access_key_id={A}\naws_secret_access_key={a}\n[work]\naws_access_key_id={B}\naws_secret_access_key={b}\n", keyfile.ErrSeveral, "{A}"},
		"two pairs in a section":     {"[work]\naws_access_key_id={A}\naws_secret_access_key={a}\naws_access_key_id={B}\naws_secret_access_key={b}\n", keyfile.ErrSeveral, "{A}, line 2; {B}, line 4; secrets: 2"},
		"an id of another":           {"aws_access_key_id={A}\naws_secret_access_key={a}\naws_access_key_id={B}\n", keyfile.ErrSeveral, "{A}, line 1; {B}, line 3; secrets: 1"},
		"a secret of another":        {"aws_access_key_id={A}\naws_secret_access_key={a}\naws_secret_access_key={b}\n", keyfile.ErrSeveral, "{A}, line 1; secrets: 2"},
		"exported twice":             {"export AWS_ACCESS_KEY_ID={A}\nexport AWS_SECRET_ACCESS_KEY={a}\nexport AWS_ACCESS_KEY_ID={B}\n", keyfile.ErrSeveral, "{B}"},
		"halves in two sections":     {"[work]\naws_access_key_id={A}\n[other]\naws_secret_access_key={b}\n", keyfile.ErrNone, ""},
		"one bare half":              {"{A}\n", keyfile.ErrNone, ""},
		"bare twice":                 {"{A}\n{a}\n{B}\n{b}\n", keyfile.ErrSeveral, "{A}, line 1; {B}, line 3"},
		"bare and a secret too much": {"{A}\nregion\n{a}\n", keyfile.ErrSeveral, "{A}, line 1; line 3"},
		"words":                      {"hello\nworld\n", keyfile.ErrNone, ""},
		"nothing":                    {"", keyfile.ErrNone, ""},
		"an empty secret":            {"aws_access_key_id={A}\naws_secret_access_key=\n", keyfile.ErrNone, ""},
		"temporary":                  {"export AWS_ACCESS_KEY_ID=ASIA\nexport AWS_SECRET_ACCESS_KEY=s\nexport AWS_SESSION_TOKEN=t\n", keyfile.ErrTemporary, ""},
		"temporary JSON":             {"{\"Credentials\": {\"AccessKeyId\": \"{A}\", \"SecretAccessKey\": \"{a}\", \"SessionToken\": \"t\"}}", keyfile.ErrTemporary, ""},
		"metadata":                   {"{\"Code\": \"Success\", \"AccessKeyId\": \"{A}\", \"SecretAccessKey\": \"{a}\", \"Token\": \"t\"}", keyfile.ErrTemporary, ""},
		"JSON with an id twice":      {"{\"AccessKeyId\": \"{A}\", \"SecretAccessKey\": \"{a}\", \"AccessKeyId\": \"{B}\"}", keyfile.ErrSeveral, "{B}"},
		"JSON with two":              {"[{\"AccessKeyId\": \"{A}\", \"SecretAccessKey\": \"{a}\"}, {\"AccessKeyId\": \"{B}\", \"SecretAccessKey\": \"{b}\"}]", keyfile.ErrSeveral, "{A}"},
		"JSON of ids":                {"{\"AccessKeyMetadata\": [{\"UserName\": \"bob\", \"AccessKeyId\": \"{A}\"}]}", keyfile.ErrNone, ""},
		"JSON cut short":             {"{\"AccessKeyId\": \"{A}\", \"SecretAccessKey\": \"{a}", nil, "not the JSON"},
		"two rows":                   {"User name,Access key ID,Secret access key\nbob,{A},{a}\neve,{B},{b}\n", keyfile.ErrSeveral, "bob ({A}, line 2), eve ({B}, line 3)"},
		"no row":                     {"Access key ID,Secret access key\n", keyfile.ErrNone, ""},
		"a bad row":                  {"Access key ID,Secret access key\n\"{A},{a}\n", nil, "not the CSV"},
		"a header behind U+00A0":     {"[work]\naws_access_key_id={A}\naws_secret_access_key={a}\n\u00a0[other]\n", nil, "line 4 has an invisible character (U+00A0)"},
		"an id behind U+200B":        {"\u200baws_access_key_id={A}\naws_secret_access_key={a}\n", nil, "line 1 has an invisible character (U+200B)"},
		"a secret before U+200B":     {"aws_access_key_id={A}\naws_secret_access_key={a}\u200b\n", nil, "line 2 has an invisible character (U+200B)"},
		"a bare one with U+00A0":     {"{A}\u00a0\n{a}\n", nil, "line 1 has an invisible character (U+00A0)"},
		"UTF-16":                     {"\xff\xfea\x00", nil, "save it as UTF-8"},
		"UTF-16 without a mark":      {"a\x00w\x00", nil, "save it as UTF-8"},
		"Latin-1":                    {"# \xe9\n", nil, "not UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := keyfile.Parse([]byte(fill(c.text)))
			if err == nil {
				_, err = text.Key("work")
			}
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), fill(c.says)) {
				t.Fatalf("error %v, want %v, %q", err, c.want, fill(c.says))
			}
			if strings.Contains(err.Error(), secretA) || strings.Contains(err.Error(), secretB) {
				t.Errorf("a secret in %q", err)
			}
		})
	}
}

// FuzzParse: no text stops it, and what it cuts is the key alone.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"[a]\naws_access_key_id={A}\naws_secret_access_key={a}\n", "{A}\n{a}\n", "{\"AccessKeyId\":\"{A}\",\"SecretAccessKey\":\"{a}\"}",
		"\ufeffUser name,Access key ID,Secret access key\r\nbob,{A},{a}\r\n", "set -gx AWS_ACCESS_KEY_ID {A}\rset -gx AWS_SECRET_ACCESS_KEY {a}",
	} {
		f.Add([]byte(fill(text)))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		text, err := keyfile.Parse(content)
		if err != nil {
			return
		}
		key, err := text.Key("a")
		if err != nil {
			return
		}
		rest, _ := text.Without(key)
		if len(rest) > len(content)-2 || key.ID == "" || key.Secret.Empty() {
			t.Errorf("%q: key %q, %d bytes left of %d", content, key.ID, len(rest), len(content))
		}
	})
}
