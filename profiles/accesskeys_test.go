package profiles_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/profiles"
)

// TestKeysOfOneFile never makes a key of two files' parts.
func TestKeysOfOneFile(t *testing.T) {
	const id, secret, token = "aws_access_key_id = %ID\n", "aws_secret_access_key = %-secret\n", "aws_session_token = %-token\n"
	for _, c := range []struct {
		config, credentials string
		want                string // id, secret and token that are used, or the problem's code
		problems            int    // "unused-key"
	}{
		{id + secret, token, "cID c-secret ", 1},
		{id + secret, id, "cID c-secret ", 1},
		{id + secret, secret + token, "cID c-secret ", 2},
		{id + secret + token, token, "cID c-secret c-token", 1},
		{token, id + secret, "kID k-secret ", 1},
		{id + secret + token, id + secret, "kID k-secret ", 0},
		{id + secret, id + secret + token, "kID k-secret k-token", 0},
		{secret, id, "incomplete-keys", 1},
		{id, secret, "incomplete-keys", 1},
		{id, id, "incomplete-keys", 1},
		{token, token, "incomplete-keys", 1},
		{secret + token, id + token, "incomplete-keys", 2},
	} {
		fill := func(name, file, text string) string {
			return "[" + name + "]\nregion = x\n" + strings.ReplaceAll(text, "%", file)
		}
		set := open(t, fill("profile x", "c", c.config), fill("x", "k", c.credentials))
		p := profile(t, set, "x")
		plan := set.Plan(p)
		got := ""
		switch {
		case plan.Problem != nil:
			got = plan.Problem.Code
		default:
			keys := plan.Steps[0].Keys
			got = strings.Join([]string{keys.AccessKeyID, keys.SecretAccessKey.Reveal(), keys.SessionToken.Reveal()}, " ")
		}
		unused := slices.DeleteFunc(codes(p.Problems), func(code string) bool { return code != "unused-key" })
		if got != c.want || len(unused) != c.problems {
			t.Errorf("%q and %q: %q with problems %q, want %q with %d", c.config, c.credentials, got, codes(p.Problems), c.want, c.problems)
		}
	}
}

// TestLoneSecretIsNoSource leaves the way to what comes after the keys, as the AWS CLI does.
func TestLoneSecretIsNoSource(t *testing.T) {
	for _, lone := range []string{"aws_secret_access_key = s\n", "aws_session_token = t\n"} {
		set := open(t, "[profile x]\ncredential_process = p\n", "[x]\n"+lone)
		if plan := set.Plan(profile(t, set, "x")); plan.Kind != profiles.KindProcess {
			t.Errorf("%q: %v %v", lone, plan.Kind, plan.Problem)
		}
	}
}

func TestKeyCharacters(t *testing.T) {
	for _, c := range []struct {
		id, secret, token string
		code, shown       string // of the problem
		line              int
		broken            bool
	}{
		{"AKIA", "s", "t", "", "", 0, false},
		{"\u200bAKIA", "s", "t", "invalid-key-character", "U+200B", 2, true},
		{"AKIA", "s\u200b", "t", "invalid-key-character", "U+200B", 3, true},
		{"AKIA", "s", "a\u00adb", "invalid-key-character", "U+00AD", 4, true},
		{"AKIA", "\ufeffs", "t", "invalid-key-character", "U+FEFF", 3, true},
		{"AK\u00a0IA", "s", "t", "invalid-key-character", "U+00A0", 2, true},
		{"AKIA", "s\u2060s", "t", "invalid-key-character", "U+2060", 3, true},
		{"\u0410KIA", "s", "t", "invalid-key-character", "U+0410", 2, true}, // a Cyrillic letter
		{"AKIA", "s\x1b[201~", "t", "invalid-key-character", "U+001B", 3, true},
		{"AKIA", "s%", "t", "shell-mark-in-key", "%", 3, false},
		{"AKIA%", "s", "t", "shell-mark-in-key", "%", 2, false},
	} {
		set := open(t, "", "[x]\naws_access_key_id = "+c.id+"\naws_secret_access_key = "+c.secret+"\naws_session_token = "+c.token+"\n")
		p := profile(t, set, "x")
		if c.code == "" {
			if len(p.Problems) > 0 {
				t.Errorf("problems: %+v", p.Problems)
			}
			continue
		}
		if len(p.Problems) != 1 || p.Problems[0].Code != c.code || p.Problems[0].Line != c.line || !strings.Contains(p.Problems[0].Message, c.shown) {
			t.Errorf("%+v: problems %+v, want %s in line %d", c, p.Problems, c.code, c.line)
		}
		if plan := set.Plan(p); (plan.Problem != nil) != c.broken {
			t.Errorf("%+v: problem of the plan %v", c, plan.Problem)
		}
	}
}

// TestUnusedKeysBreakNothing plans a role whose profile has damaged keys that it does not need.
func TestUnusedKeysBreakNothing(t *testing.T) {
	set := open(t, "[profile x]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = y\n",
		"[x]\naws_access_key_id = \u200bA\naws_secret_access_key = b\n[y]\naws_access_key_id = A\naws_secret_access_key = b\n")
	if plan := set.Plan(profile(t, set, "x")); plan.Problem != nil {
		t.Error(plan.Problem)
	}
}

func TestExpiryBesideKeys(t *testing.T) {
	const keys = "[x]\naws_access_key_id = A\naws_secret_access_key = b\naws_session_token = t\n"
	want := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)
	for _, key := range []string{
		"x_security_token_expires", "expiration", "aws_expiration", "aws_credential_expiration",
		"aws_session_expiration", "aws_session_token_expiration", "X_Security_Token_Expires",
	} {
		set := open(t, "", keys+key+" = 2020-01-01T09:00:00+01:00\n")
		if got := set.Plan(profile(t, set, "x")).Steps[0].Keys.Expires; !got.Equal(want) {
			t.Errorf("%s: %v", key, got)
		}
	}
	for _, c := range []struct {
		name, config, credentials string
		want                      time.Time
	}{
		{"of another file", "[profile x]\nexpiration = 2020-01-01T08:00:00Z\n", keys, time.Time{}},
		{"the later of two", "", keys + "expiration = 2019-01-01T08:00:00Z\naws_expiration = 2020-01-01T08:00:00Z\n", want},
		{"not a time", "", keys + "expiration = soon\n", time.Time{}},
		{"long-lived keys", "", "[x]\naws_access_key_id = A\naws_secret_access_key = b\nexpiration = 2020-01-01T08:00:00Z\n", time.Time{}},
	} {
		set := open(t, c.config, c.credentials)
		if got := set.Plan(profile(t, set, "x")).Steps[0].Keys.Expires; !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestParseTime(t *testing.T) {
	want := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)
	for _, text := range []string{
		"2020-01-01T08:00:00Z", "2020-01-01T09:00:00+01:00", "2020-01-01T03:00:00-0500", "2020-01-01T09:00:00+01",
		"2020-01-01 08:00:00", "2020-01-01 08:00:00+00:00", "2020-01-01 08:00:00 UTC", "2020-01-01 08:00:00 +0000 UTC",
		"2020-01-01T08:00:00.000Z", "2020-01-01T08:00:00.000000000+00:00", "2020-01-01t08:00:00z", "20200101T080000Z",
		"Wed, 01 Jan 2020 08:00:00 GMT", "Wed, 01 Jan 2020 08:00:00 +0000", "1577865600", "1577865600000", " 2020-01-01T08:00:00Z ",
	} {
		if got, ok := profiles.ParseTime(text); !ok || !got.Equal(want) {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "soon", "2020-01-01", "-1", "2020-13-01T08:00:00Z", "08:00", "2020-01-01 "} {
		if got, ok := profiles.ParseTime(text); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestAccountIDs(t *testing.T) {
	for setting, want := range map[string]string{
		"sso_account_id = 12345678901":                                   "write 012345678901 if leading zeros were lost",
		"sso_account_id = 1234567890":                                    "write 001234567890 if leading zeros were lost",
		"role_arn = arn:aws:iam::12345678901:role/r":                     "write 012345678901 if leading zeros were lost",
		"mfa_serial = arn:aws:iam::1234567890:mfa/jo":                    "write 001234567890 if leading zeros were lost",
		"aws_account_id = 1234567890123":                                 "",
		"login_session = arn:aws:sts::12345678901:assumed-role/r/s":      "write 012345678901 if leading zeros were lost",
		"sso_account_id = 012345678901":                                  "-",
		"role_arn = arn:aws:iam::aws:role/r\nmfa_serial = GAHT123456789": "-",
	} {
		problems := profile(t, open(t, "[profile x]\n"+setting+"\n", ""), "x").Problems
		switch {
		case want == "-" && len(problems) > 0:
			t.Errorf("%q: %+v", setting, problems)
		case want != "-" && (len(problems) != 1 || problems[0].Code != "invalid-account-id" || problems[0].Hint != want || problems[0].Line != 2):
			t.Errorf("%q: %+v", setting, problems)
		}
	}
}
