package profiles_test

import (
	"path/filepath"
	"slices"
	"testing"
)

// TestEachLineOfTheTable reads what AWS.md, "Files", lists.
func TestEachLineOfTheTable(t *testing.T) {
	for _, c := range []struct {
		name, config, credentials string
		profile, key, value       string
		line                      int
		problems                  []string // of the profile
		others                    []string // of no profile
	}{
		{name: "plain", config: "[profile x]\nregion = eu-west-1\n", profile: "x", key: "region", value: "eu-west-1", line: 2},
		{name: "default", config: "\n[default]\n\nregion=a\n", profile: "default", key: "region", value: "a", line: 4},
		{name: "CRLF and tabs", config: "[profile x]\r\n#c\r\nregion\t=\ta=b\r\n", profile: "x", key: "region", value: "a=b", line: 3},
		{name: "key in capitals", config: "[profile x]\nRegion = a", profile: "x", key: "region", value: "a", line: 2},
		{name: "colon", config: "[profile x]\nregion: a", profile: "x", key: "region", value: "a", line: 2},
		{name: "equals in the value", config: "[profile x]\ncredential_process = c --a=b:c", profile: "x", key: "credential_process", value: "c --a=b:c", line: 2},
		{name: "percent", config: "[profile x]\na = 1\nb = %(a)s %s", profile: "x", key: "b", value: "%(a)s %s", line: 3},
		{name: "backtick", config: "[profile x]\na = `x\nb = 2", profile: "x", key: "b", value: "2", line: 3},
		{name: "triple quote", config: "[profile x]\na = \"\"\"x\nb = 2", profile: "x", key: "b", value: "2", line: 3},
		{name: "backslash at the end", config: "[profile x]\na = C:\\\nb = 2", profile: "x", key: "a", value: `C:\`, line: 2},
		{name: "no space before the sign", config: "[profile x]\na = b#c;d", profile: "x", key: "a", value: "b#c;d", line: 2},
		{
			name: "duplicate section", config: "[profile x]\na = 1\nb = 1\n[profile x]\na = 2\n",
			profile: "x", key: "a", value: "2", line: 5, problems: []string{"duplicate-section", "duplicate-setting"},
		},
		{
			name: "duplicate section keeps the rest", config: "[profile x]\nb = 1\n[profile x]\na = 2\n",
			profile: "x", key: "b", value: "1", line: 2, problems: []string{"duplicate-section"},
		},
		{
			name: "duplicate key", config: "[profile x]\na = 1\na = 2\n",
			profile: "x", key: "a", value: "2", line: 3, problems: []string{"duplicate-setting"},
		},
		{
			name: "byte order mark", config: "\ufeff[profile x]\na = 1\n",
			profile: "x", key: "a", value: "1", line: 2, others: []string{"byte-order-mark"},
		},
		{
			name: "prefix in the credentials file", config: "[profile y]\na=1", credentials: "[profile x]\na = 2\n",
			profile: "y", key: "a", value: "1", line: 2, others: []string{"profile-prefix-in-credentials"},
		},
		{
			name: "no prefix in the config file", config: "[profile y]\na=1\n[x]\na=2",
			profile: "y", key: "a", value: "1", line: 2, others: []string{"unknown-section"},
		},
		{
			name: "quoted name", config: "[profile \"a b\"]\na = 1",
			profile: "a b", key: "a", value: "1", line: 2, problems: []string{"quoted-name"},
		},
		{
			name: "spaced name", config: "[profile a b]\na = 1",
			profile: "a b", key: "a", value: "1", line: 2, problems: []string{"spaced-name"},
		},
		{
			name: "comment sign in the name", config: "[profile a#b]\na = 1",
			profile: "a#b", key: "a", value: "1", line: 2, problems: []string{"comment-sign-in-name"},
		},
		{
			name: "comment after the header", config: "[profile a] # [b]\na = 1",
			profile: "a", key: "a", value: "1", line: 2,
		},
		{
			name: "inline comment", config: "[profile x]\na = b # c",
			profile: "x", key: "a", value: "b", line: 2, problems: []string{"inline-comment"},
		},
		{
			name: "inline comment with semicolon", config: "[profile x]\na = b ; c # d",
			profile: "x", key: "a", value: "b", line: 2, problems: []string{"inline-comment"},
		},
		{
			name: "comment for a value", config: "[profile x]\na = # c",
			profile: "x", key: "a", value: "", line: 2, problems: []string{"inline-comment"},
		},
		{
			name: "comment sign in quotes", config: "[profile x]\na = cmd \"b # c\" d",
			profile: "x", key: "a", value: `cmd "b # c" d`, line: 2,
		},
		{
			name: "quoted value", config: "[profile x]\na = \"v\"",
			profile: "x", key: "a", value: "v", line: 2, problems: []string{"quoted-value"},
		},
		{
			name: "quoted nothing", config: "[profile x]\na = ''",
			profile: "x", key: "a", value: "", line: 2, problems: []string{"quoted-value"},
		},
		{
			name: "indented setting", config: "[profile x]\na = 1\n  b = 2",
			profile: "x", key: "b", value: "2", line: 3, problems: []string{"indented-setting"},
		},
		{
			name: "all indented alike", config: "[profile x]\n  a = 1\n  b = 2",
			profile: "x", key: "b", value: "2", line: 3,
		},
		{
			name: "nested", config: "[profile x]\ns3 =\n  addressing_style = path\n  b = 2\nregion = c",
			profile: "x", key: "s3.addressing_style", value: "path", line: 3,
		},
		{
			name: "after nested", config: "[profile x]\ns3 =\n  addressing_style = path\n\n  b = 2\nregion = c",
			profile: "x", key: "region", value: "c", line: 6,
		},
		{
			name: "continued", config: "[profile x]\ncredential_process = a\n  --b c\nregion = d",
			profile: "x", key: "credential_process", value: "a\n--b c", line: 2, problems: []string{"continued-value"},
		},
		{
			name: "both defaults", config: "[profile default]\na = 1\n[default]\na = 2\nb = 2",
			profile: "default", key: "a", value: "1", line: 2, problems: []string{"shadowed-default"},
		},
		{
			name: "upper-case default", config: "[DEFAULT]\na = 1\n[profile x]\nb = 1",
			profile: "x", key: "a", value: "", others: []string{"upper-case-default"},
		},
		{
			name: "stray line", config: "[profile x]\n<<<<<<< HEAD\na = 1",
			profile: "x", key: "a", value: "1", line: 3, problems: []string{"stray-line"},
		},
		{
			name: "stray start", config: "region = x\n[profile x]\na = 1",
			profile: "x", key: "a", value: "1", line: 3, others: []string{"stray-line"},
		},
		{
			name: "unclosed header", config: "[profile y]\na = 1\n[profile x\na = 2",
			profile: "x", key: "a", value: "2", line: 4, problems: []string{"unclosed-header"},
		},
		{
			name: "unclosed header of a neighbour", config: "[profile y]\na = 1\n[profile x\na = 2",
			profile: "y", key: "a", value: "1", line: 2,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := open(t, c.config, c.credentials)
			p := profile(t, set, c.profile)
			if got := p.Settings[c.key]; got.Value != c.value || got.Line != c.line {
				t.Errorf("%s = %q in line %d, want %q in line %d", c.key, got.Value, got.Line, c.value, c.line)
			}
			if got := codes(p.Problems); !slices.Equal(got, c.problems) {
				t.Errorf("problems of the profile: %q, want %q", got, c.problems)
			}
			if got := codes(set.Problems()); !slices.Equal(got, c.others) {
				t.Errorf("other problems: %q, want %q", got, c.others)
			}
		})
	}
}

func TestStrayStartHasItsLine(t *testing.T) {
	problems := open(t, "# c\n\nregion = x\n[profile x]\n", "").Problems()
	if len(problems) != 1 || problems[0].Line != 3 {
		t.Errorf("problems: %+v", problems)
	}
}

func TestNames(t *testing.T) {
	set := open(t,
		"[profile b]\n[default]\n[profile a/b.c@d]\n[profile ü ß]\n[sso-session s]\n[profile b]\n[services v]\n[x]\n",
		"[z]\n[b]\n[profile q]\n[default]\n",
	)
	want := []string{"b", "default", "a/b.c@d", "ü ß", "z"}
	if got := set.Names(); !slices.Equal(got, want) {
		t.Errorf("names: %q, want %q", got, want)
	}
	for i, p := range set.All() {
		if p.Name != want[i] {
			t.Errorf("profile %d is %q, want %q", i, p.Name, want[i])
		}
		if one := profile(t, set, p.Name); one != p {
			t.Errorf("%q: Profile and All differ", p.Name)
		}
	}
}

func TestCredentialsFileWins(t *testing.T) {
	set := open(t,
		"[profile x]\nregion = a\noutput = b\naws_access_key_id = OLD\naws_secret_access_key = old\naws_session_token = old\n",
		"\n[x]\nregion = c\naws_access_key_id = NEW\naws_secret_access_key = new\n",
	)
	p := profile(t, set, "x")
	for key, want := range map[string]string{"region": "c", "output": "b", "aws_access_key_id": "NEW", "aws_secret_access_key": "****", "aws_session_token": ""} {
		if got := p.Settings[key].Text(); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
	if got := p.Secret("aws_secret_access_key").Reveal(); got != "new" {
		t.Errorf("secret = %q", got)
	}
	if s := p.Settings["region"]; filepath.Base(s.File) != "credentials" || s.Line != 3 {
		t.Errorf("region is from %s:%d", s.File, s.Line)
	}
	if len(p.Sources) != 2 || p.Sources[0].Line != 1 || p.Sources[1].Line != 2 {
		t.Errorf("sources: %v", p.Sources)
	}
}
