package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lanyard/internal/app"
)

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		pattern, name string
		want          bool
	}{
		{"rod", "my-PROD-1", true},
		{"PROD*", "prod-1", true},
		{"prod*", "my-prod", false},
		{"a*c", "a/b/c", true},
		{"a?c", "a/c", true},
		{"dev[12]", "dev2", true},
		{"dev[12]", "dev3", false},
		{"dev[12]", "dev[12]", true},
		{"[abc", "x[abc]y", true},
		{"[abc", "abc", false},
		{`corp\*`, `corp\alice`, true},
		{`corp\*`, "corp*", false},
		{`p\alice`, `corp\alice`, true},
	} {
		if got := app.Match([]string{test.pattern}, test.name); got != test.want {
			t.Errorf("Match(%q, %q) = %t", test.pattern, test.name, got)
		}
	}
}

// A list that is read again tells what a first one would, whatever has happened to the files; what is
// the same takes no memory twice.
func TestListAgain(t *testing.T) {
	const a, b, c = "[profile a]\nregion = eu-west-1\n", "[profile b]\nrole_arn = arn:aws:iam::111122223333:role/X\nsource_profile = a\n", "[profile c]\nregion = us-east-1\n"
	home := t.TempDir()
	config := filepath.Join(home, ".aws", "config")
	if err := os.Mkdir(filepath.Dir(config), 0o700); err != nil {
		t.Fatal(err)
	}
	open := func() *app.App {
		return app.New(app.Config{Environ: []string{"HOME=" + home, "LANYARD_KEYCHAIN=file"}, Home: home, Now: time.Now})
	}
	running := open()
	var before []app.Entry
	for _, step := range []struct {
		text string
		kept []bool
	}{
		{a + b + c, []bool{false, false, false}},
		{a + b + c, []bool{true, true, true}},
		{a + b + c + "output = json\n", []bool{true, true, false}},
		{a + b, []bool{true, true}},
		{a + "# one line more\n" + b + c, []bool{true, false, false}},
		{c + b + a, []bool{false, false, false}},
	} {
		if err := os.WriteFile(config, []byte(step.text), 0o600); err != nil {
			t.Fatal(err)
		}
		running.Reload()
		entries, err := running.List(t.Context(), before)
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := open().List(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(entries, fresh, sameEntry) {
			t.Errorf("after\n%s\nthe list is %v, a first one %v", step.text, entries, fresh)
		}
		for i, want := range step.kept {
			kept := slices.ContainsFunc(before, func(e app.Entry) bool { return e.Profile == entries[i].Profile })
			if kept != want {
				t.Errorf("after\n%s\n%s kept: %t", step.text, entries[i].Profile.Name, kept)
			}
		}
		before = entries
	}
}

func sameEntry(a, b app.Entry) bool {
	return a.Profile.Same(b.Profile) && a.Plan.Same(&b.Plan) && a.State == b.State && slices.Equal(a.Steps, b.Steps)
}
