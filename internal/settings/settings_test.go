package settings_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanyard/internal/settings"
)

func paths(t *testing.T, text string) settings.Paths {
	t.Helper()
	dir := t.TempDir()
	p, err := settings.DefaultPaths(environment(map[string]string{"LANYARD_HOME": dir}, "/nowhere"))
	if err != nil {
		t.Fatal(err)
	}
	if text != "" {
		if err := os.WriteFile(p.Config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func env(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func environment(pairs map[string]string, home string) settings.Environment {
	lookup := func(name string) (string, bool) { value, ok := pairs[name]; return value, ok }
	return settings.Environment{Lookup: lookup, Home: home}
}

func TestOrigins(t *testing.T) {
	p := paths(t, "timeout = 5s\nkeychain = file\n\n[profile legacy]\nno_session = true\n")
	s, err := settings.Load(p, env(map[string]string{"LANYARD_KEYCHAIN": "os"}))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]string{
		"timeout":  {"5s", p.Config},
		"keychain": {"os", "LANYARD_KEYCHAIN"},
		"wait":     {"5m", "default"},
	}
	for _, v := range s.All() {
		if w, ok := want[v.Key]; ok && (v.Value != w[0] || v.Origin != w[1]) {
			t.Errorf("%s = %q from %q, want %q", v.Key, v.Value, v.Origin, w)
		}
	}
	if s.Duration("timeout") != 5*time.Second {
		t.Errorf("timeout = %v", s.Duration("timeout"))
	}
	if !s.ProfileBool("legacy", "no_session") || s.ProfileBool("other", "no_session") {
		t.Error("no_session of one profile does not hold for that profile alone")
	}
}

func TestRefusals(t *testing.T) {
	if _, err := settings.Load(paths(t, "timeout = soon\n"), env(nil)); err == nil || !strings.Contains(err.Error(), "timeout") {
		t.Errorf("a bad value in the file: %v", err)
	}
	s, err := settings.Load(paths(t, ""), env(map[string]string{"LANYARD_WAIT": "-3"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(); err == nil || !strings.Contains(err.Error(), "LANYARD_WAIT") {
		t.Errorf("a bad value in the environment: %v", err)
	}
	if err := s.Set(t.Context(), "nonsense", "1", time.Minute); !errors.Is(err, settings.ErrUnknown) {
		t.Errorf("an unknown key: %v", err)
	}
	if err := s.Set(t.Context(), "keychain", "paper", time.Minute); err == nil {
		t.Error("a bad value was written")
	}
}

func TestSetKeepsTheRest(t *testing.T) {
	for _, test := range []struct{ name, before, key, value, after string }{
		{"new file", "", "wait", "1m", "wait = 1m\n"},
		{"replace", "# mine\nwait=2m\n[profile wait]\nno_session = true\n", "wait", "1m", "# mine\nwait = 1m\n[profile wait]\nno_session = true\n"},
		{"insert", "# mine\n\n[profile x]\nno_session = true\n", "wait", "1m", "# mine\nwait = 1m\n\n[profile x]\nno_session = true\n"},
		{"no final newline", "timeout = 9s", "wait", "1m", "timeout = 9s\nwait = 1m\n"},
		{"after a backslash", "folder = C:\\tmp\\\n", "wait", "1m", "folder = C:\\tmp\\\nwait = 1m\n"},
		{"replace after a backslash", "folder = C:\\tmp\\\nwait = 2m\n", "wait", "1m", "folder = C:\\tmp\\\nwait = 1m\n"},
		{"before a section", "folder = x\\\n[profile x]\nno_session = true\n", "wait", "1m", "folder = x\\\nwait = 1m\n[profile x]\nno_session = true\n"},
		{"remove after a backslash", "folder = x\\\nwait = 2m\n", "wait", "", "folder = x\\\n"},
		{"after a comment with a backslash", "# C:\\tmp\\\n", "wait", "1m", "# C:\\tmp\\\nwait = 1m\n"},
		{"after a value in triple quotes", "note = \"\"\"\nwait = 3m\"\"\"\n", "timeout", "1m", "note = \"\"\"\nwait = 3m\"\"\"\ntimeout = 1m\n"},
		{"remove", "wait = 2m\ntimeout = 9s\n", "wait", "", "timeout = 9s\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := paths(t, test.before)
			s, err := settings.Load(p, env(nil))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Set(t.Context(), test.key, test.value, time.Minute); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join(filepath.Dir(p.Config), "config"))
			if err != nil || string(got) != test.after {
				t.Errorf("got %q, %v, want %q", got, err, test.after)
			}
		})
	}
}

// An edit that the rest of the file would undo is refused, and the file stays as it is.
func TestSetWithoutEffect(t *testing.T) {
	for name, test := range map[string]struct{ text, key, value string }{
		"inside triple quotes": {"note = \"\"\"\nwait = 3m\n\"\"\"\n", "wait", "1m"},
		"a later section":      {"wait = 3m\n[DEFAULT]\nwait = 2m\n", "wait", "1m"},
		"a key in quotes":      {"\"wait\" = 3m\n", "wait", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := paths(t, test.text)
			s, err := settings.Load(p, env(nil))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Set(t.Context(), test.key, test.value, time.Minute); !errors.Is(err, settings.ErrNoEffect) {
				t.Errorf("error = %v, want ErrNoEffect", err)
			}
			if got, err := os.ReadFile(p.Config); err != nil || string(got) != test.text {
				t.Errorf("the file holds %q, %v", got, err)
			}
		})
	}
}
