package profiles_test

import (
	"slices"
	"testing"

	"lanyard/profiles"
)

// TestHeaders reads headers as botocore does, or else as the SDK for Go does.
func TestHeaders(t *testing.T) {
	for _, c := range []struct {
		config, credentials string
		want                []string // the names of profiles
		problems            []string // of the first profile
		others              []string // of no profile
	}{
		// The whole header is a name in the credentials file.
		{credentials: "[profile]\na=1\n[sso-session]\na=1\n[services]\na=1\n", want: []string{"profile", "sso-session", "services"}},
		{credentials: "[sso-session x]\na=1\n", want: []string{"sso-session x"}, problems: []string{"config-section-in-credentials"}},
		{credentials: "[profiles]\n[profilex y]\n[\"a b\"]\n[o'brien]\n", want: []string{"profiles", "profilex y", `"a b"`, "o'brien"}},
		{credentials: "[profile x]\na=1\n", others: []string{"profile-prefix-in-credentials"}},
		{credentials: "[profile x]\na=1\n[x]\n", want: []string{"x"}, problems: []string{"profile-prefix-in-credentials"}, others: []string{"profile-prefix-in-credentials"}},

		// The config file's names are read like a shell's words.
		{config: "[profile \"o'brien\"]\n", want: []string{"o'brien"}, problems: []string{"quoted-name"}},
		{config: "[profile o\\'brien]\n", want: []string{"o'brien"}, problems: []string{"escaped-name"}},
		{config: "[profile o\"'\"brien]\n", want: []string{"o'brien"}, problems: []string{"escaped-name"}},
		{config: "[profile o'brien]\n", want: []string{"o'brien"}, problems: []string{"lone-quote-in-name"}},
		{config: "[profile a\"b c\"d]\n", want: []string{"ab cd"}, problems: []string{"escaped-name"}},
		{config: "[profile 'a b']\n", want: []string{"a b"}, problems: []string{"quoted-name"}},
		{config: "[profile \"a\\b\"]\n", want: []string{`a\b`}, problems: []string{"quoted-name"}},
		{config: "[profile\tx]\n[profile  y  ]\n", want: []string{"x", "y"}},
		{config: "[profiles x]\n", want: []string{"x"}, problems: []string{"misspelt-section-type"}},

		// What no client reads is named.
		{config: "[x]\n[profile y]\n", want: []string{"y"}, others: []string{"unknown-section"}},
		{config: "[profilex]\n", others: []string{"unknown-section"}},
		{config: "[profiles x y]\n", others: []string{"unknown-section"}},
		{config: "[profile]\n[services]\n[]\n", others: []string{"empty-section-name", "empty-section-name", "empty-section-name"}},
		{config: "[Profile x]\n[PROFILE x]\n", others: []string{"upper-case-profile", "upper-case-profile"}},
		{config: "[plugins]\n[preview]\n"},

		// Blanks and characters that cannot be seen.
		{config: "[profile x]\na = 1\n  [profile y]\n", want: []string{"x", "y"}},
		{config: "[profile x]\na = 1\n\u00a0[profile y]\nb = 1\n", want: []string{"x", "y"}},
		{config: "[profile \u00a0£x]\n", credentials: "[\u00a0£y]\n", want: []string{"£x", "£y"}, problems: []string{"invisible-character"}},
		{config: "[profile x\u200b]\n", want: []string{"x\u200b"}, problems: []string{"invisible-character"}},
		{credentials: "[x\u200b]\n", want: []string{"x\u200b"}, problems: []string{"invisible-character"}},
	} {
		set := open(t, c.config, c.credentials)
		if got := set.Names(); !slices.Equal(got, c.want) {
			t.Errorf("%q, %q: names %q, want %q", c.config, c.credentials, got, c.want)
			continue
		}
		for _, name := range c.want { // found by the first look-up too, which has no index
			if _, err := open(t, c.config, c.credentials).Profile(name); err != nil {
				t.Errorf("%q, %q: %v", c.config, c.credentials, err)
			}
		}
		if len(c.want) > 0 {
			if got := codes(profile(t, set, c.want[0]).Problems); !slices.Equal(got, c.problems) {
				t.Errorf("%q, %q: problems of %q: %q, want %q", c.config, c.credentials, c.want[0], got, c.problems)
			}
		}
		if got := codes(set.Problems()); !slices.Equal(got, c.others) {
			t.Errorf("%q, %q: other problems %q, want %q", c.config, c.credentials, got, c.others)
		}
	}
}

// TestIndentedHeader names the headers that the AWS CLI takes for a part of a value.
func TestIndentedHeader(t *testing.T) {
	for text, want := range map[string][]string{
		"[profile x]\na = 1\n [profile y]\nb = 1\n":      {"indented-header"},
		"[profile x]\na = 1\n\u00a0[profile y]\nb = 1\n": {"indented-header"},
		"[profile x]\n [profile y]\nb = 1\n":             nil,
		" [profile x]\n a = 1\n [profile y]\n b = 1\n":   nil,
	} {
		if got := codes(profile(t, open(t, text, ""), "y").Problems); !slices.Equal(got, want) {
			t.Errorf("%q: problems %q, want %q", text, got, want)
		}
	}
}

// TestBothFilesInOne names no section: each is a profile of one of the two files.
func TestBothFilesInOne(t *testing.T) {
	files := write(t, "[profile a]\nregion = x\n[b]\naws_access_key_id = y\n[sso-session s]\nsso_region = z\n", "")
	files.Credentials = files.Config
	set, err := profiles.Open(files, profiles.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if names := set.Names(); !slices.Equal(names, []string{"a", "b"}) || len(set.Problems()) > 0 {
		t.Errorf("names %q, problems %q", names, codes(set.Problems()))
	}
}
