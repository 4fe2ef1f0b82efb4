package app_test

import (
	"testing"

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
