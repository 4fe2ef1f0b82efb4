package profiles_test

import (
	"errors"
	"strings"
	"testing"

	"lanyard/profiles"
)

func seed(f *testing.F) {
	for _, text := range []string{
		inheritConfig[:200], planCredentials, "[profile x]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = x\n[default]\ns3 =\n  a = b # c\n", "", "[", "[]", "[profile ]", "[profile \"]", "\ufeff[default]\na", "\xfe\xff[x]\na=b",
		"[profile x]\n\"a\"=b\n-=c\n`=d\n=e\n", "[profile x]\na=\"\"\"b\n", "[profile x]\na=\n b\n", "[profile x]\r\ra=b", "[profile x]\ra = b\r  c\rd = e\r", "[profile x]\n\xef\xbb\xbfa = 1\n", "[profile a][b] # ]\n",
	} {
		f.Add(text, text, "x", "region", "eu-west-1")
	}
}

// FuzzRead reads any text: nothing breaks, every profile can be found, explained and planned, every
// line number is that of a line which holds the key, and secrets stay out of messages.
func FuzzRead(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, config, credentials, name, _, _ string) {
		set := profiles.OpenText(config, credentials, profiles.Options{Keys: []profiles.KeychainKey{{Name: name}}})
		lines := map[string][]string{"config": splitLines(config), "credentials": splitLines(credentials), "": nil}
		for _, p := range append(set.Problems(), planAll(t, set)...) {
			if p.Code == "" || p.Message == "" || p.Line < 0 || p.Line > len(lines[p.File]) {
				t.Fatalf("problem: %+v", p)
			}
		}
		for _, p := range set.All() {
			for key, s := range p.Settings {
				checkLine(t, key, s, lines[s.File])
			}
		}
	})
}

// splitLines splits text at LF, CRLF and CR.
func splitLines(text string) []string {
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
}

func planAll(t *testing.T, set *profiles.Set) []profiles.Problem {
	var found []profiles.Problem
	for _, name := range set.Names() {
		p, err := set.Profile(name)
		if err != nil {
			t.Fatal(err)
		}
		plan := set.Plan(p)
		if (plan.Problem == nil) != (len(plan.Steps) > 0) {
			t.Fatalf("%q: %+v", name, plan)
		}
		found = append(found, p.Problems...)
		if plan.Problem != nil {
			found = append(found, *plan.Problem)
		}
	}
	return found
}

func checkLine(t *testing.T, key string, s profiles.Setting, lines []string) {
	line := strings.ToLower(lines[s.Line-1])
	for part := range strings.SplitSeq(key, ".") {
		_, last, _ := strings.Cut(key, ".")
		if part != "" && strings.HasSuffix(key, part) && last == "" && !strings.Contains(line, part) {
			t.Fatalf("%q is not in line %d: %q", key, s.Line, line)
		}
	}
}

// FuzzSet edits any text: what was asked for is read back, and nothing else has changed.
func FuzzSet(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, config, credentials, name, key, value string) {
		newConfig, newCredentials, err := profiles.SetText(config, credentials, name, kv(key, value))
		if errors.Is(err, profiles.ErrInvalid) || errors.Is(err, profiles.ErrEntangled) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		before, after := profiles.OpenText(config, credentials, profiles.Options{}), profiles.OpenText(newConfig, newCredentials, profiles.Options{})
		key = strings.ToLower(key)
		s := profile(t, after, name).Settings[key]
		if s.Value+s.Secret.Reveal() != value {
			t.Fatalf("%s = %q, want %q", key, s.Value, value)
		}
		for _, p := range before.All() {
			for k, old := range p.Settings {
				now := profile(t, after, p.Name).Settings[k]
				nested := strings.HasPrefix(key, k+".") // an empty setting that has nested ones now
				if (p.Name != name || k != key) && !nested && (now.Value != old.Value || !now.Secret.Equal(old.Secret)) {
					t.Fatalf("%s of %q was %q, is %q", k, p.Name, old.Value, now.Value)
				}
			}
		}
		if grown := len(newConfig) + len(newCredentials) - len(config) - len(credentials); grown > len(name)+len(key)+len(value)+40 {
			t.Fatalf("%q became %q", config, newConfig)
		}
	})
}
