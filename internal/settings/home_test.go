//go:build unix

package settings_test

import (
	"errors"
	"os/user"
	"path/filepath"
	"runtime"
	"testing"

	"lanyard/internal/settings"
)

func TestFindHome(t *testing.T) {
	account, err := user.Current()
	if err != nil {
		t.Skip(err)
	}
	for _, c := range []struct{ home, want string }{
		{"/home/jo", "/home/jo"},
		{"/", "/"},
		{"", account.HomeDir},
		{".", account.HomeDir},
		{"rel/ative", account.HomeDir},
		{"~", account.HomeDir},
	} {
		t.Setenv("HOME", c.home)
		if got := settings.FindHome(); got != c.want {
			t.Errorf("HOME=%q: %q, want %q", c.home, got, c.want)
		}
	}
}

// TestExpand holds what Python's expandvars and expanduser answer, which the AWS CLI calls in this order.
func TestExpand(t *testing.T) {
	root, err := user.Lookup("root")
	if err != nil {
		t.Skip(err)
	}
	env := environment(map[string]string{"A": "x", "EMPTY": "", "TILDE": "~", "HOME": "ignored"}, "/home/jo")
	for path, want := range map[string]string{
		"/etc/aws":      "/etc/aws",
		"rel/ative":     "rel/ative",
		"$A":            "x",
		"${A}/y":        "x/y",
		"$A-b$A":        "x-bx",
		"$EMPTY/y":      "/y",
		"$NONE/y":       "$NONE/y",
		"${NONE}/y":     "${NONE}/y",
		"$$A":           "$x",
		"${A":           "${A",
		"$/a":           "$/a",
		"$HOME/.aws":    "/home/jo/.aws",
		"${HOME}/.aws":  "/home/jo/.aws",
		"$HOMER/.aws":   "$HOMER/.aws",
		"~":             "/home/jo",
		"~/x":           "/home/jo/x",
		"~//x":          "/home/jo/x",
		"$TILDE/x":      "/home/jo/x",
		"x/~/y":         "x/~/y",
		"~root/x":       root.HomeDir + "/x",
		"~no-such-user": "~no-such-user",
	} {
		if got, err := env.Expand(path); err != nil || got != want {
			t.Errorf("Expand(%q) = %q, %v, want %q", path, got, err, want)
		}
	}
	none := environment(nil, "")
	for _, path := range []string{"~", "~/x", "$HOME/x", "${HOME}"} {
		if got, err := none.Expand(path); !errors.Is(err, settings.ErrNoHome) || got != "" {
			t.Errorf("Expand(%q) without a home = %q, %v, want ErrNoHome", path, got, err)
		}
	}
	for _, path := range []string{"/x", "x", "$NONE", "~root"} {
		if _, err := none.Expand(path); err != nil {
			t.Errorf("Expand(%q) without a home: %v", path, err)
		}
	}
}

func TestDefaultPaths(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("Application Support has its own rules")
	}
	xdg := func(config, state string) map[string]string {
		return map[string]string{"XDG_CONFIG_HOME": config, "XDG_STATE_HOME": state}
	}
	for _, c := range []struct {
		env           map[string]string
		home          string
		config, state string
	}{
		{nil, "/h", "/h/.config/lanyard/config", "/h/.local/state/lanyard"},
		{xdg("", ""), "/h", "/h/.config/lanyard/config", "/h/.local/state/lanyard"},
		{xdg("c", "./s"), "/h", "/h/.config/lanyard/config", "/h/.local/state/lanyard"},
		{xdg("/c", "/s"), "/h", "/c/lanyard/config", "/s/lanyard"},
		{xdg("/c", "/s"), "", "/c/lanyard/config", "/s/lanyard"},
		{map[string]string{"LANYARD_HOME": "~/l"}, "/h", "/h/l/config", "/h/l/state"},
		{map[string]string{"LANYARD_HOME": "$HOME/l"}, "/h", "/h/l/config", "/h/l/state"},
		{map[string]string{"LANYARD_HOME": "/l"}, "", "/l/config", "/l/state"},
	} {
		got, err := settings.DefaultPaths(environment(c.env, c.home))
		want := settings.Paths{Config: filepath.FromSlash(c.config), State: filepath.FromSlash(c.state)}
		if err != nil || got != want {
			t.Errorf("%v: %+v, %v, want %+v", c.env, got, err, want)
		}
	}
	for _, env := range []map[string]string{nil, xdg("/c", ""), xdg("", "/s"), xdg("c", "s"), {"LANYARD_HOME": "~/l"}} {
		if _, err := settings.DefaultPaths(environment(env, "")); !errors.Is(err, settings.ErrNoHome) {
			t.Errorf("%v without a home: %v, want ErrNoHome", env, err)
		}
	}
}
