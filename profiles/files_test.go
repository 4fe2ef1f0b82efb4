package profiles_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

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
		if got := profiles.DefaultFiles(func(k string) string { return c.env[k] }, home); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.env, got, c.want)
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
	if err := errors.Join(os.Truncate(huge, 65<<20), os.Chmod(locked, 0)); err != nil {
		t.Fatal(err)
	}
	paths := []string{dir, binary, bigBinary, huge}
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

// TestLargeFilesReadAlike compares a file that is kept whole with the same one made so large by
// comments at its end that only its outline is kept.
func TestLargeFilesReadAlike(t *testing.T) {
	for name, config := range map[string]string{
		"plans":  planConfig,
		"CRLF":   strings.ReplaceAll(planConfig, "\n", "\r\n"),
		"mark":   "\ufeff" + planConfig,
		"spread": strings.ReplaceAll(planConfig, "\n[", "\n"+strings.Repeat("# filler\n", 4000)+"["),
		"wide":   strings.ReplaceAll(planConfig, "\n[", "\n# "+strings.Repeat("x", 70_000)+"\n  ["),
	} {
		t.Run(name, func(t *testing.T) {
			filler := strings.Repeat("# filler\n", 40_000)
			small, large := open(t, planConfig, planCredentials), open(t, config+filler, planCredentials)
			lines := strings.Split(config, "\n")
			for _, name := range small.Names() {
				a, b := profile(t, small, name), profile(t, large, name)
				if a.Name != b.Name || len(a.Settings) != len(b.Settings) || !slices.Equal(codes(a.Problems), codes(b.Problems)) {
					t.Fatalf("%q differs: %+v, %+v", name, a, b)
				}
				for key, s := range b.Settings {
					if s.Text() != a.Settings[key].Text() {
						t.Errorf("%q: %s = %q", name, key, s.Text())
					}
					if filepath.Base(s.File) == "config" && !strings.Contains(lines[s.Line-1], key) {
						t.Errorf("%q: %s is said to be in line %d: %.40q", name, key, s.Line, lines[s.Line-1])
					}
				}
				if x, y := stripLine(show(small.Plan(a))), stripLine(show(large.Plan(b))); x != y {
					t.Errorf("%q: plans %s and %s", name, x, y)
				}
			}
			if !slices.Equal(small.Names(), large.Names()) || len(large.All()) != len(small.All()) {
				t.Errorf("names: %q, %q", small.Names(), large.Names())
			}
		})
	}
}

func stripLine(text string) string {
	before, _, _ := strings.Cut(text, " in line ")
	return before
}

func TestLargeFileReplacedMeanwhile(t *testing.T) {
	files := write(t, manyProfiles(5000), "")
	set, err := profiles.Open(files, profiles.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files.Config+".new", []byte("[profile other]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(files.Config+".new", files.Config); err != nil {
		t.Skip("a file that is open cannot be replaced here")
	}
	if plan := set.Plan(profile(t, set, "team-04000")); plan.Problem != nil {
		t.Errorf("after a replacement: %v", plan.Problem)
	}
}

func TestLargeFileChangedInPlace(t *testing.T) {
	files := write(t, manyProfiles(5000), "")
	set, err := profiles.Open(files, profiles.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(files.Config, 100_000); err != nil {
		t.Fatal(err)
	}
	plan := set.Plan(profile(t, set, "team-04000"))
	if runtime.GOOS != "windows" && (plan.Problem == nil || plan.Problem.Code != "file-changed") {
		t.Errorf("problem = %v, want file-changed", plan.Problem)
	}
	if len(set.All()) != 5001 {
		t.Error("the list is not complete")
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
