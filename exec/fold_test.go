package exec

import (
	"slices"
	"strings"
	"testing"
)

// On Windows a child would find aws_profile when it asks for AWS_PROFILE.
func TestWindowsNamesMatchInAnyCase(t *testing.T) {
	parent := []string{`=C:=C:\work`, "aws_profile=x", "Aws_Region=mine", "Lanyard_Env=AWS_CA_BUNDLE", "aws_ca_bundle=outer", "Path=p"}
	e := environ{parent, true}
	got := e.child(Child{Profile: "p", Region: "mine"})
	for _, entry := range []string{`=C:=C:\work`, "Path=p", "AWS_REGION=mine"} {
		if !slices.Contains(got, entry) {
			t.Errorf("%q is missing", entry)
		}
	}
	seen := map[string]bool{}
	for _, entry := range got {
		name := strings.ToUpper(nameOf(entry))
		if seen[name] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
	}
	if seen["AWS_PROFILE"] || seen["AWS_CA_BUNDLE"] {
		t.Errorf("not removed: %q", got)
	}
	if unix := (environ{parent, false}).child(Child{Profile: "p"}); !slices.Contains(unix, "aws_profile=x") {
		t.Error("elsewhere aws_profile is another variable and must stay")
	}
}
