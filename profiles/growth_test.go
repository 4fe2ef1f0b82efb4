package profiles_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"lanyard/profiles"
)

// repeat writes format n times with its number.
func repeat(format string, n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, format, i)
	}
	return text.String()
}

// TestGrowth lists files of one kind of thing four times as many: what that allocates may grow as much
// and a bit more, but not with the square.
func TestGrowth(t *testing.T) {
	const role = "role_arn = arn:aws:iam::111122223333:role/r\n"
	for name, file := range map[string]func(n int) string{
		"sections of one name": func(n int) string { return strings.Repeat("[profile a]\nregion = x\n", n) },
		"sections twice":       func(n int) string { return strings.Repeat(repeat("[profile p%06d]\na = b\n", n), 2) },
		"sessions of one name": func(n int) string {
			return "[profile a]\nsso_session = s\n" + strings.Repeat("[sso-session s]\nsso_region = x\n", n)
		},
		"sections that none reads": func(n int) string { return repeat("[p%06d]\na = b\n", n) },
		"a source that none reads": func(n int) string {
			return strings.Repeat("[p]\na = b\n", n) + "[profile a]\nsource_profile = p\n" + role
		},
		"settings of one name":      func(n int) string { return "[profile a]\n" + strings.Repeat("region = x\n", n) },
		"nested settings":           func(n int) string { return "[profile a]\ns3 =\n" + strings.Repeat("  a = b\n", n) },
		"lines of one value":        func(n int) string { return "[profile a]\ncredential_process = x\n" + strings.Repeat("  y z\n", n) },
		"lines that say nothing":    func(n int) string { return "[profile a]\n" + strings.Repeat("x\n", n) },
		"sources that do not exist": func(n int) string { return repeat("[profile p%06d]\nsource_profile = nope%[1]d\n"+role, n) },
		"brackets":                  func(n int) string { return strings.Repeat("[", n) + strings.Repeat("\n[", n) },
		"carriage returns":          func(n int) string { return strings.Repeat("[profile a]\ra = b\r", n) },
	} {
		allocated := func(n int) float64 {
			text := file(n)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			set := profiles.OpenText(text, "", profiles.Options{})
			set.Each(func(*profiles.Profile, profiles.Plan) {})
			set.Problems()
			runtime.ReadMemStats(&after)
			return float64(after.TotalAlloc - before.TotalAlloc)
		}
		if few, many := allocated(1000), allocated(4000); many > 8*few {
			t.Errorf("%s: %.0f bytes for 1000, %.0f for 4000", name, few, many)
		}
	}
}

// TestProblemsAreBounded keeps the first problems of a profile, and an error wherever it is.
func TestProblemsAreBounded(t *testing.T) {
	set := open(t, "[profile a]\n"+strings.Repeat("x\n", 1000)+"[profile a\nregion = x\n", "")
	problems := profile(t, set, "a").Problems
	if n := len(problems); n != 102 || problems[100].Code != "more-problems" || problems[101].Code != "unclosed-header" {
		t.Errorf("%d problems, the last %q", n, codes(problems[max(n-2, 0):]))
	}
	if plan := set.Plan(profile(t, set, "a")); plan.Problem == nil || plan.Problem.Code != "unclosed-header" {
		t.Errorf("problem of the plan: %v", plan.Problem)
	}
}

func TestLongInclude(t *testing.T) {
	var text strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&text, "[profile p%06d]\ninclude_profile = p%06d\n", i, i+1)
	}
	set := open(t, text.String(), "")
	if got := codes(profile(t, set, "p000000").Problems); len(got) != 1 || got[0] != "long-include" {
		t.Errorf("problems: %q", got)
	}
}
