package profiles_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"lanyard/internal/settings"
	"lanyard/profiles"
)

func TestDefaultFiles(t *testing.T) {
	home := filepath.FromSlash("/home/jo")
	for _, c := range []struct {
		env  map[string]string
		want profiles.Files
	}{
		{nil, profiles.Files{Config: filepath.Join(home, ".aws", "config"), Credentials: filepath.Join(home, ".aws", "credentials")}},
		{
			map[string]string{"AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "/etc/k~"},
			profiles.Files{Config: filepath.Join(home, "c"), Credentials: "/etc/k~"},
		},
	} {
		lookup := func(name string) (string, bool) { value, ok := c.env[name]; return value, ok }
		if got, err := profiles.DefaultFiles(settings.Environment{Lookup: lookup, Home: home}); err != nil || got != c.want {
			t.Errorf("%v: %+v, %v, want %+v", c.env, got, err, c.want)
		}
	}
}

func TestMissingFilesAreEmpty(t *testing.T) {
	set, err := profiles.Open(profiles.Files{Config: filepath.Join(t.TempDir(), "a", "b")}, profiles.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Names())+len(set.All())+len(set.Problems())+len(set.SSOSessions()) != 0 {
		t.Error("there is something in nothing")
	}
}

func TestUnreadableFilesAreNamed(t *testing.T) {
	dir := t.TempDir()
	binary, locked, huge := filepath.Join(dir, "binary"), filepath.Join(dir, "locked"), filepath.Join(dir, "huge")
	for path, text := range map[string]string{binary: "[profile x]\n\x00\x01", locked: "[profile x]\n", huge: ""} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bigBinary := filepath.Join(dir, "big-binary")
	if err := os.WriteFile(bigBinary, []byte(manyProfiles(5000)+"\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	many := filepath.Join(dir, "many")
	if err := os.WriteFile(many, []byte(strings.Repeat("[\n", 1_000_001)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Truncate(huge, 65<<20), os.Chmod(locked, 0)); err != nil {
		t.Fatal(err)
	}
	paths := []string{dir, binary, bigBinary, huge, many}
	if os.Geteuid() != 0 && runtime.GOOS != "windows" { // root may read everything
		paths = append(paths, locked)
	}
	for _, path := range paths {
		for _, files := range []profiles.Files{{Config: path}, {Credentials: path}} {
			_, err := profiles.Open(files, profiles.Options{})
			if !errors.Is(err, profiles.ErrUnreadable) || !strings.Contains(fmt.Sprint(err), path) || strings.Count(fmt.Sprint(err), path) > 1 {
				t.Errorf("%s: error = %v", path, err)
			}
		}
	}
}

func TestFiftyMegabytes(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 50 MB")
	}
	filler := strings.Repeat("# "+strings.Repeat("x", 1000)+"\n", 50_000)
	set := open(t, "[profile a]\nregion = 1\n"+filler+"[profile b]\nregion = 2\n", "")
	if got := profile(t, set, "b").Settings["region"]; got.Value != "2" || got.Line != 50_004 {
		t.Errorf("region = %q in line %d", got.Value, got.Line)
	}
	if got := len(set.All()); got != 2 {
		t.Errorf("%d profiles", got)
	}
}
