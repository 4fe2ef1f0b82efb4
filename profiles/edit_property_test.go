package profiles_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lanyard/internal/redact"
	"lanyard/profiles"
)

// fileText draws a file as people leave them: comments, blank and stray lines, indentation, either
// line break, with and without a last one, sometimes a byte order mark.
func fileText(credentials bool) *rapid.Generator[string] {
	headers := []string{"[profile x]", "[profile y] # c", "[default]", "  [profile x]", "[profile \"a b\"]", "[sso-session x]", "[other]", "[profile default]", "[services s]"}
	if credentials {
		headers = []string{"[x]", "[y] ; c", "[default]", "[a b]", "[profile x]"}
	}
	settings := []string{
		"region = eu-west-1", "region=us-east-1", "Region\t= a", "output : json", "s3 =", "  addressing_style = path", "\tb = c", "empty=",
		"source_profile = x", "source_profile = y # why", "include_profile = \"x\"", "aws_access_key_id = AKIA", "aws_secret_access_key = abc/def+g=",
		"credential_process = cmd --flag=a \"b # c\"", "    continued", "# comment", "; comment", "", "  ", "stray", "%(a)s = %(b)s", "é = ü", "q = 'v'", "back = \\", "tick = `",
	}
	line := rapid.OneOf(rapid.SampledFrom(settings), rapid.SampledFrom(settings), rapid.SampledFrom(headers))
	return rapid.Custom(func(t *rapid.T) string {
		eol := rapid.SampledFrom([]string{"\n", "\n", "\r\n"}).Draw(t, "eol")
		text := strings.Join(rapid.SliceOfN(line, 0, 25).Draw(t, "lines"), eol)
		if rapid.Bool().Draw(t, "final line break") {
			text += eol
		}
		if rapid.IntRange(0, 9).Draw(t, "mark") == 0 {
			text = "\ufeff" + text
		}
		return text
	})
}

// world is what the files mean: the text of every setting by profile and key.
func world(t *rapid.T, files profiles.Files) map[string]map[string]string {
	set, err := profiles.Open(files, profiles.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := make(map[string]map[string]string)
	for _, p := range set.All() {
		w[p.Name] = make(map[string]string)
		for key, s := range p.Settings {
			w[p.Name][key] = s.Value + s.Secret.Reveal()
		}
	}
	return w
}

func drawFiles(t *rapid.T, dir string) profiles.Files {
	files := profiles.Files{Config: filepath.Join(dir, "config"), Credentials: filepath.Join(dir, "credentials")}
	for path, text := range map[string]string{
		files.Config:      fileText(false).Draw(t, "config"),
		files.Credentials: fileText(true).Draw(t, "credentials"),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// mustApply returns false for edits that are refused for a reason that a user can understand.
func mustApply(t *rapid.T, dir string, c *profiles.Change, err error) bool {
	if errors.Is(err, profiles.ErrEntangled) || errors.Is(err, profiles.ErrInvalid) {
		return false
	}
	if err == nil {
		err = c.Apply(t.Context(), options(filepath.Join(dir, "locks")))
	}
	if err != nil {
		t.Fatal(err)
	}
	return true
}

// contained fails unless the lines of part, in this order, are among those of whole.
func contained(t *rapid.T, part, whole string, except func(line string) bool) {
	if strings.HasPrefix(part, "\ufeff") != strings.HasPrefix(whole, "\ufeff") {
		t.Fatalf("the byte order mark came or went: %q, %q", part, whole)
	}
	rest := strings.SplitAfter(strings.TrimPrefix(whole, "\ufeff"), "\n")
	for _, line := range strings.SplitAfter(strings.TrimPrefix(part, "\ufeff"), "\n") {
		if except(line) {
			continue
		}
		i := slices.IndexFunc(rest, func(l string) bool { return l == line || strings.TrimRight(l, "\r\n") == line })
		if i < 0 {
			t.Fatalf("the line %q is gone\nbefore: %q\nafter:  %q", line, part, whole)
		}
		rest = rest[i+1:]
	}
}

func TestSetKeepsEverythingElse(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		files := drawFiles(t, dir)
		before := world(t, files)
		configText, keysText := readText(t, files.Config), readText(t, files.Credentials)
		name := rapid.SampledFrom([]string{"x", "y", "default", "a b", "new"}).Draw(t, "name")
		key := rapid.SampledFrom([]string{"region", "output", "s3.addressing_style", "s3.new", "fresh", "aws_secret_access_key"}).Draw(t, "key")
		value := rapid.StringMatching(`[a-z0-9/+=:.%()-]{1,12}( [a-z]+)?`).Draw(t, "value")
		unset := rapid.Bool().Draw(t, "unset")
		var sets []profiles.KV
		var unsets []string
		if unset {
			unsets = []string{key}
		} else {
			sets = kv(key, value)
		}
		change, err := files.Set(name, sets, unsets)
		if !mustApply(t, dir, change, err) {
			return
		}
		after, want := world(t, files), expected(before, name, key, value, unset)
		openNested(after[name], key)
		openNested(want[name], key)
		if !sameWorld(after, want) {
			t.Fatalf("%s %s=%s unset %v\nbefore: %q\nafter:  %q\nreads %v\nwant  %v", name, key, value, unset, configText, readText(t, files.Config), after, want)
		}
		_, child, dotted := strings.Cut(key, ".")
		touched := func(line string) bool {
			lower := strings.ToLower(line)
			return strings.Contains(lower, key) || dotted && (strings.Contains(lower, child) || strings.Contains(lower, "s3")) || strings.Contains(line, "continued")
		}
		contained(t, configText, readText(t, files.Config), touched)
		contained(t, keysText, readText(t, files.Credentials), touched)
	})
}

func expected(before map[string]map[string]string, name, key, value string, unset bool) map[string]map[string]string {
	switch {
	case unset && before[name] != nil:
		delete(before[name], key)
	case !unset:
		if before[name] == nil {
			before[name] = make(map[string]string)
		}
		before[name][key] = value
	}
	return before
}

// openNested drops the empty setting that a line "s3 =" is before anything is nested below it. Such a
// line in the one file stays when the nested setting goes into the other.
func openNested(settings map[string]string, key string) {
	if parent, _, dotted := strings.Cut(key, "."); dotted && settings[parent] == "" {
		delete(settings, parent)
	}
}

func sameWorld(a, b map[string]map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for name, settings := range a {
		other, ok := b[name]
		if !ok || len(settings) != len(other) {
			return false
		}
		for key, value := range settings {
			if got, ok := other[key]; !ok || got != value {
				return false
			}
		}
	}
	return true
}

func readText(t *rapid.T, path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRenameKeepsEverythingElse(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		files := drawFiles(t, dir)
		want := world(t, files)
		if want["x"] == nil {
			return
		}
		change, err := files.Rename("x", "new name")
		if !mustApply(t, dir, change, err) {
			return
		}
		want["new name"] = want["x"]
		delete(want, "x")
		for _, settings := range want {
			for _, key := range []string{"source_profile", "include_profile"} {
				if settings[key] == "x" {
					settings[key] = "new name"
				}
			}
		}
		if got := world(t, files); !sameWorld(got, want) {
			t.Fatalf("reads %v\nwant  %v", got, want)
		}
	})
}

func TestRemoveKeepsEverythingElse(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		files := drawFiles(t, dir)
		want := world(t, files)
		name := rapid.SampledFrom([]string{"x", "y", "default"}).Draw(t, "name")
		if want[name] == nil {
			return
		}
		keysOnly := rapid.Bool().Draw(t, "keys only")
		configText := readText(t, files.Config)
		var change *profiles.Change
		var err error
		if keysOnly {
			change, err = files.RemoveKeys(name, want[name]["aws_access_key_id"], redact.New(want[name]["aws_secret_access_key"]))
			if errors.Is(err, profiles.ErrOtherKeys) {
				return
			}
		} else {
			change, err = files.Remove(name)
		}
		if !mustApply(t, dir, change, err) {
			return
		}
		got := world(t, files)
		if keysOnly {
			for _, key := range []string{"aws_access_key_id", "aws_secret_access_key"} {
				delete(want[name], key)
			}
			if got[name] == nil && len(want[name]) == 0 {
				got[name] = map[string]string{} // nothing else was left of it
			}
		} else {
			delete(want, name)
		}
		if !sameWorld(got, want) {
			t.Fatalf("before: %q\nafter:  %q\nreads %v\nwant  %v", configText, readText(t, files.Config), got, want)
		}
	})
}

func TestAddAndRemoveIsNothing(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		files := drawFiles(t, dir)
		before := readText(t, files.Config)
		change, err := files.Add("fresh", kv("region", "a"))
		if !mustApply(t, dir, change, err) {
			return
		}
		change, err = files.Remove("fresh")
		if !mustApply(t, dir, change, err) {
			return
		}
		if after := readText(t, files.Config); strings.TrimRight(after, " \r\n") != strings.TrimRight(before, " \r\n") {
			t.Fatalf("before: %q\nafter:  %q", before, after)
		}
	})
}
