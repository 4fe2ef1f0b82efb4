package profiles_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"lanyard/internal/lock"
	"lanyard/internal/redact"
	"lanyard/profiles"
)

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

func options(locks string) profiles.ApplyOptions {
	return profiles.ApplyOptions{Locks: lock.Dir(locks), Wait: time.Minute}
}

func apply(t testing.TB, c *profiles.Change, err error) {
	t.Helper()
	if err == nil {
		err = c.Apply(t.Context(), options(t.TempDir()))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func set(name string, sets []profiles.KV, unsets ...string) func(profiles.Files) (*profiles.Change, error) {
	return func(f profiles.Files) (*profiles.Change, error) { return f.Set(name, sets, unsets) }
}

func kv(key, value string) []profiles.KV { return []profiles.KV{{Key: key, Value: value}} }

func TestEdits(t *testing.T) {
	add := func(name string, sets ...profiles.KV) func(profiles.Files) (*profiles.Change, error) {
		return func(f profiles.Files) (*profiles.Change, error) { return f.Add(name, sets) }
	}
	remove := func(name string) func(profiles.Files) (*profiles.Change, error) {
		return func(f profiles.Files) (*profiles.Change, error) { return f.Remove(name) }
	}
	rename := func(from, to string) func(profiles.Files) (*profiles.Change, error) {
		return func(f profiles.Files) (*profiles.Change, error) { return f.Rename(from, to) }
	}
	removeKeys := func(f profiles.Files) (*profiles.Change, error) { return f.RemoveKeys("x", "K", redact.New("S")) }
	for _, c := range []struct {
		name                string
		config, credentials string
		edit                func(profiles.Files) (*profiles.Change, error)
		want, wantKeys      string
	}{
		{name: "replace", config: "[profile x]\n# c\nregion\t=  a\t\noutput=b\n", edit: set("x", kv("region", "c")), want: "[profile x]\n# c\nregion\t=  c\t\noutput=b\n"},
		{name: "replace with CRLF and BOM", config: "\ufeff[profile x]\r\nregion=a\r\n", edit: set("x", kv("REGION", "b")), want: "\ufeff[profile x]\r\nregion=b\r\n"},
		{name: "append with CRLF", config: "[profile x]\r\nregion=a\r\n\r\n[profile y]\r\n", edit: set("x", kv("output", "b")), want: "[profile x]\r\nregion=a\r\noutput=b\r\n\r\n[profile y]\r\n"},
		{name: "append without final line break", config: "[profile x]\nregion = a", edit: set("x", kv("output", "b")), want: "[profile x]\nregion = a\noutput = b"},
		{name: "append to an empty section", config: "[profile x]\n\n# y\n[profile y]\n", edit: set("x", kv("a", "b")), want: "[profile x]\na = b\n\n# y\n[profile y]\n"},
		{name: "keep a comment between continued lines", config: "[profile x]\na = b\n# c\n    d\ne = f\n", edit: set("x", kv("a", "g")), want: "[profile x]\na = g\n# c\ne = f\n"},
		{name: "remove what goes on below a comment", config: "[profile x]\na = b\n# c\n    d\ne = f\n", edit: set("x", nil, "a"), want: "[profile x]\n# c\ne = f\n"},
		{name: "bring no hidden default to light", config: "[profile default]\naws_access_key_id = AKIA\n[default]\nregion = a\n", edit: func(f profiles.Files) (*profiles.Change, error) {
			return f.RemoveKeys("default", "AKIA", redact.Secret{})
		}, want: "[profile default]\n[default]\nregion = a\n"},
		{name: "keep the comment", config: "[profile x]\na = b # c\n", edit: set("x", kv("a", "d")), want: "[profile x]\na = d # c\n"},
		{name: "replace an empty value", config: "[profile x]\na =\nb = c\n", edit: set("x", kv("a", "d")), want: "[profile x]\na = d\nb = c\n"},
		{name: "replace a quoted value", config: "[profile x]\na = \"b\"\n", edit: set("x", kv("a", "d")), want: "[profile x]\na = d\n"},
		{name: "replace a continued value", config: "[profile x]\na = b\n  c\n  d\ne = f\n", edit: set("x", kv("a", "g")), want: "[profile x]\na = g\ne = f\n"},
		{name: "replace the last of duplicates", config: "[profile x]\na = 1\na = 2\n[profile x]\na = 3\n", edit: set("x", kv("a", "4")), want: "[profile x]\na = 1\na = 2\n[profile x]\na = 4\n"},
		{name: "replace nested", config: "[profile x]\ns3 =\n    a = 1\nb = 2\n", edit: set("x", kv("s3.a", "3")), want: "[profile x]\ns3 =\n    a = 3\nb = 2\n"},
		{name: "append nested", config: "[profile x]\ns3 =\n    a = 1\nb = 2\n", edit: set("x", kv("s3.c", "3")), want: "[profile x]\ns3 =\n    a = 1\n    c = 3\nb = 2\n"},
		{name: "new nested", config: "[profile x]\nb = 2\n", edit: set("x", kv("s3.c", "3")), want: "[profile x]\nb = 2\ns3 =\n  c = 3\n"},
		{name: "new section", config: "[profile y]\n", edit: set("x", kv("a", "1")), want: "[profile y]\n\n[profile x]\na = 1\n"},
		{name: "unset every one", config: "[profile x]\na = 1\n# c\na = 2\n\tcontinued\nb = 3\n", credentials: "[x]\na = 4\nb = 5\n", edit: set("x", nil, "A"), want: "[profile x]\n# c\nb = 3\n", wantKeys: "[x]\nb = 5\n"},
		{name: "unset the last nested", config: "[profile x]\ns3 =\n  a = 1\nb = 2\n", edit: set("x", nil, "s3.a"), want: "[profile x]\nb = 2\n"},
		{name: "unset and set", config: "[profile x]\na = 1\n", edit: set("x", kv("b", "2"), "a"), want: "[profile x]\nb = 2\n"},
		{name: "the credentials file wins", config: "[profile x]\na = 1\n", credentials: "[x]\na = 2\n", edit: set("x", kv("a", "3")), want: "[profile x]\na = 1\n", wantKeys: "[x]\na = 3\n"},
		{name: "keys go to the credentials file", config: "[profile x]\na = 1\n", edit: set("x", kv("aws_access_key_id", "K")), want: "[profile x]\na = 1\n", wantKeys: "[x]\naws_access_key_id = K\n"},
		{name: "the default that counts", config: "[default]\na = 1\n[profile default]\na = 2\n", edit: set("default", kv("a", "3")), want: "[default]\na = 1\n[profile default]\na = 3\n"},
		{name: "add to nothing", edit: add("x", profiles.KV{Key: "a", Value: "1"}), want: "[profile x]\na = 1\n"},
		{name: "add with spaces in the name", edit: add("a b"), want: "[profile \"a b\"]\n"},
		{name: "add default", config: "# c", edit: add("default", profiles.KV{Key: "a", Value: "1"}), want: "# c\n\n[default]\na = 1"},
		{name: "remove from the middle", config: "[profile w]\n\n# of x\n[profile x]\na = 1\n\n# of y\n[profile y]\n", credentials: "[x]\nb = 1\n", edit: remove("x"), want: "[profile w]\n\n# of x\n# of y\n[profile y]\n"},
		{name: "remove from the end", config: "[profile w]\n\n[profile x]\na = 1\n", edit: remove("x"), want: "[profile w]\n"},
		{name: "remove both defaults", config: "[default]\na=1\n\n[profile default]\nb=1\n", edit: remove("default")},
		{name: "rename", config: "[profile x] # c\na = 1\n[profile y]\nsource_profile=x\n[profile z]\ninclude_profile = x # c\n", credentials: "  [ x ]\nb = 1\n", edit: rename("x", "n n"), want: "[profile \"n n\"] # c\na = 1\n[profile y]\nsource_profile=n n\n[profile z]\ninclude_profile = n n # c\n", wantKeys: "  [ n n ]\nb = 1\n"},
		{name: "rename default", config: "[default]\na = 1\n", edit: rename("default", "d"), want: "[profile d]\na = 1\n"},
		{name: "rename to default", config: "[profile x]\na = 1\n[profile x]\n", edit: rename("x", "default"), want: "[default]\na = 1\n[default]\n"},
		{name: "remove keys only", config: "[profile x]\nregion = a\n", credentials: "[w]\na=1\n\n[x]\naws_access_key_id = K\naws_secret_access_key = S\n\n[y]\nb=1\n", edit: removeKeys, want: "[profile x]\nregion = a\n", wantKeys: "[w]\na=1\n\n[y]\nb=1\n"},
		{name: "remove keys among others", credentials: "[x]\naws_access_key_id = K\nregion = a\naws_secret_access_key = S", edit: removeKeys, wantKeys: "[x]\nregion = a\n"},
		{name: "remove keys beside a comment", credentials: "[x]\n# mine\naws_access_key_id = K\n", edit: removeKeys, wantKeys: "[x]\n# mine\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := write(t, c.config, c.credentials)
			change, err := c.edit(files)
			apply(t, change, err)
			if got := read(t, files.Config); got != c.want {
				t.Errorf("config:\n%q, want\n%q", got, c.want)
			}
			if got := read(t, files.Credentials); got != c.wantKeys {
				t.Errorf("credentials:\n%q, want\n%q", got, c.wantKeys)
			}
		})
	}
}

func TestRefusedEdits(t *testing.T) {
	const config = "[profile x]\na = 1\ns3 =\n  b = 2\nc = 3\n  d = 4\n"
	for _, c := range []struct {
		name string
		edit func(profiles.Files) (*profiles.Change, error)
		want error
	}{
		{"line break", set("x", kv("a", "1\n[profile evil]")), profiles.ErrInvalid},
		{"carriage return", set("x", kv("a", "1\rb = 2")), profiles.ErrInvalid},
		{"escape sequence", set("x", kv("a", "\x1b[2J")), profiles.ErrInvalid},
		{"comment", set("x", kv("a", "b # c")), profiles.ErrInvalid},
		{"quotes", set("x", kv("a", `"b"`)), profiles.ErrInvalid},
		{"space around", set("x", kv("a", " b")), profiles.ErrInvalid},
		{"empty value", set("x", kv("a", "")), profiles.ErrInvalid},
		{"key with equals", set("x", kv("a=b", "c")), profiles.ErrInvalid},
		{"key with bracket", set("x", kv("[a", "c")), profiles.ErrInvalid},
		{"empty key", set("x", kv("", "c")), profiles.ErrInvalid},
		{"deep nesting", set("x", kv("a.b.c", "c")), profiles.ErrInvalid},
		{"nested under a value", set("x", kv("a.b", "c")), profiles.ErrInvalid},
		{"value for nested", set("x", kv("s3", "c")), profiles.ErrInvalid},
		{"set and unset", set("x", kv("a", "2"), "a"), profiles.ErrInvalid},
		{"entangled", set("x", nil, "c"), profiles.ErrEntangled},
		{"bracket in a name", set("a]b", kv("a", "1")), profiles.ErrInvalid},
		{"line break in a name", set("a\n[b", kv("a", "1")), profiles.ErrInvalid},
		{"comment sign in a name", set("a#b", kv("a", "1")), profiles.ErrInvalid},
		{"add an old one with less", func(f profiles.Files) (*profiles.Change, error) { return f.Add("x", nil) }, profiles.ErrExists},
		{"add an old one with another value", func(f profiles.Files) (*profiles.Change, error) { return f.Add("x", kv("a", "2")) }, profiles.ErrExists},
		{"rename to an old one", func(f profiles.Files) (*profiles.Change, error) { return f.Rename("x", "x") }, profiles.ErrExists},
		{"rename to a bad name", func(f profiles.Files) (*profiles.Change, error) { return f.Rename("x", "a]") }, profiles.ErrInvalid},
		{"rename nothing", func(f profiles.Files) (*profiles.Change, error) { return f.Rename("y", "z") }, profiles.ErrNotFound},
		{"remove nothing", func(f profiles.Files) (*profiles.Change, error) { return f.Remove("y") }, profiles.ErrNotFound},
		{"remove keys of nothing", func(f profiles.Files) (*profiles.Change, error) { return f.RemoveKeys("y", "K", redact.New("S")) }, profiles.ErrNotFound},
	} {
		if _, err := c.edit(write(t, config, "")); !errors.Is(err, c.want) {
			t.Errorf("%s: error = %v, want %v", c.name, err, c.want)
		}
	}
}

func TestDiff(t *testing.T) {
	files := write(t,
		"[profile a]\nregion = 1\n\n[profile x]\nregion = 2\noutput = json\n# end\n",
		"[x]\naws_access_key_id = AKIA\naws_secret_access_key = sEcReT1\naws_session_token: sEcReT2\n# AWS_SECRET_ACCESS_KEY=sEcReT3\nregion = c\n",
	)
	change, err := files.Set("x", []profiles.KV{{Key: "output", Value: "text"}, {Key: "cli_pager", Value: "cat"}}, []string{"aws_secret_access_key"})
	if err != nil {
		t.Fatal(err)
	}
	want := "--- CONFIG\n+++ CONFIG\n@@ -3,5 +3,6 @@\n \n [profile x]\n region = 2\n-output = json\n+output = text\n+cli_pager = cat\n # end\n" +
		"--- KEYS\n+++ KEYS\n@@ -1,6 +1,5 @@\n [x]\n aws_access_key_id = AKIA\n-aws_secret_access_key = ****\n aws_session_token = ****\n # AWS_SECRET_ACCESS_KEY = ****\n region = c\n"
	got := strings.NewReplacer(files.Config, "CONFIG", files.Credentials, "KEYS").Replace(change.Diff())
	if got != want {
		t.Errorf("diff:\n%s\nwant:\n%s", got, want)
	}
}

// What is undone is as it was to the byte, and not undone where somebody wrote meanwhile.
func TestReverse(t *testing.T) {
	for name, config := range map[string]string{
		"with CRLF and BOM": "\ufeff# mine\r\n[profile x]\r\nregion=a\r\n\r\n", "without final line break": "[profile x]\nregion = a", "empty": "",
	} {
		t.Run(name, func(t *testing.T) {
			files := write(t, config, "")
			change, err := files.Add("new", kv("region", "eu-west-1"))
			apply(t, change, err)
			added := read(t, files.Config)
			undo := change.Reverse()
			if !strings.Contains(undo.Diff(), "-[profile new]") {
				t.Errorf("the diff says\n%s", undo.Diff())
			}
			apply(t, undo, nil)
			if got := read(t, files.Config); got != config {
				t.Errorf("%q, want %q", got, config)
			}
			apply(t, undo.Reverse(), nil)
			if got := read(t, files.Config); got != added {
				t.Errorf("made again it is %q, want %q", got, added)
			}
			again, err := files.Add("other", nil)
			apply(t, again, err)
			if err := change.Reverse().Apply(t.Context(), options(t.TempDir())); !errors.Is(err, profiles.ErrChanged) {
				t.Errorf("undone over somebody's change: %v", err)
			}
		})
	}
}
